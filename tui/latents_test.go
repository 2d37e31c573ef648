package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"bijou/model"
	"bijou/presets"
)

func latents(t testing.TB, data, stack, training string) func(*Options, *model.Config) {
	return func(o *Options, c *model.Config) {
		o.Environ = append(o.Environ, "NO_COLOR=1")
		src, err := presets.ParseCatalogue(data, 0)
		if err != nil {
			t.Fatal(err)
		}
		c.Source, c.Spec, c.Settings = src, spec(t, stack), settings(t, training)
	}
}

const elbo = "adam(lr=0.01), batch=32, steps=40, objective=elbo, decoder=8"

func TestLatentVariablesLookAsDesigned(t *testing.T) {
	small := tea.WindowSizeMsg{Width: 80, Height: 24}
	for name, s := range map[string]*session{
		"posterior":    newSession(t, large, latents(t, "factors", "encoder(hidden=8), iaf(hidden=8)", elbo)),
		"manifold":     newSession(t, large, latents(t, "binary-digits(n=120, latent=3)", "encoder(hidden=8), iaf(hidden=8)", elbo)),
		"narrow":       newSession(t, small, latents(t, "binary-digits(n=120)", "encoder(hidden=8), iaf(hidden=8)", elbo)),
		"autoencoders": newSession(t, large, latents(t, "moons(n=300)", "coupling(hidden=8)*2", "adam, batch=32, steps=40, objective=autoencoders")),
	} {
		t.Run(name, func(t *testing.T) { golden.RequireEqual(t, s.screen()) })
	}
}

func TestADialChoosesTheRowThatIsObserved(t *testing.T) {
	s := newSession(t, large, latents(t, "binary-digits(n=120)", "encoder(hidden=8), iaf(hidden=8)", elbo))
	s.sees("ε → z", "4 observed  row 1 of 20", "5 posterior  q(z|x) · row 1 of 20", "─ exact ─ flow ─ product", "H(q)")
	s.press(". .")
	s.sees("4 observed  row 3 of 20", "pictures under row 3 of 20, which nobody learnt from")
	s.press(": ctrl+u 7 enter")
	s.sees("4 observed  row 7 of 20")
	s.press("1 o")
	s.sees("4 decoded  p(x|z) over z", "5 back  x over p(x|z)", "row 7 of 20 first")
	s.press(";")
	s.sees("pictures over all rows")
	s.press("o")
	s.sees("ε = f⁻¹(z)", "over all rows", "prior")
}

func TestARunOfLatentVariablesIsJudgedByItsExactPosterior(t *testing.T) {
	s := newSession(t, large, latents(t, "binary-digits(n=120)", "encoder(hidden=8), iaf(hidden=8)", elbo))
	s.press("D")
	s.sees("KS of axis 1", "densest 50 %")
}

func TestTwoRunsOfLatentVariablesAreComparedByPoints(t *testing.T) {
	for _, run := range []func(*Options, *model.Config){
		latents(t, "factors", "encoder(hidden=8), iaf(hidden=8)", elbo),
		latents(t, "moons(n=300)", "coupling(hidden=8)*2", "adam, batch=32, steps=40, objective=autoencoders"),
	} {
		s := newSession(t, large, run)
		s.press("c")
		s.misses("4 observed", "4 flow, VAE")
		s.press("c")
	}
}

func TestALayerBehindAnEncoderIsEditedLikeAnyOther(t *testing.T) {
	s := newSession(t, large, latents(t, "factors", "encoder(hidden=8, context=4), iaf(hidden=8)", elbo))
	before := s.app.Snap.Stack.Len
	s.press("1 g down m")
	if s.app.Snap.Stack.Len != before || !s.app.Snap.Stack.Layers[0].Off && !s.app.Snap.Stack.Layers[1].Off {
		t.Error("a layer that was turned off changed what others hear")
	}
	s.press("u d")
	if len(s.app.Snap.Stack.Layers) != 1 {
		t.Error("the layer was not taken away")
	}
	s.press("u")
	if got := s.stack(); got != "encoder(hidden=8, context=4), iaf(hidden=8)" {
		t.Errorf("the stack is %s", got)
	}
}
