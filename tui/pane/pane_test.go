package pane

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"bijou/model"
	"bijou/presets"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/theme"
)

// still is a clock that never rings.
type still struct{}

func (still) Now() time.Time                       { return time.Time{} }
func (still) After(time.Duration, tea.Msg) tea.Cmd { return nil }
func (still) Next(<-chan *model.Snapshot) tea.Cmd  { return nil }

// panesOf returns the panes of a recipe after some steps, on a State without a
// root.
func panesOf(t *testing.T, recipe string, steps int) (*Panes, *screen.State) {
	t.Helper()
	c, err := presets.ParseRecipe(recipe)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := model.NewFit(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fit.Close)
	for range steps {
		fit.Step()
	}
	s := screen.New(context.Background(), nil, plot.Braille)
	s.Clock, s.Snap, s.Theme = still{}, fit.Snapshot(), theme.New(colorprofile.ASCII, true, theme.Usual)
	s.Layout = layout.Arrange(120, 40, layout.TooSmall, s.Want)
	s.Grid.Resize(120, 40)
	p := New(s)
	p.Data.Sources.Follow(s.Snap.Data, 0)
	return p, s
}

// shows fails unless the grid shows the texts.
func shows(t *testing.T, s *screen.State, texts ...string) {
	t.Helper()
	drawn := ansi.Strip(s.Grid.String())
	for _, text := range texts {
		if !strings.Contains(drawn, text) {
			t.Errorf("%q is not drawn:\n%s", text, drawn)
		}
	}
}

func TestTheFlowPaneListsBaseLayersAndData(t *testing.T) {
	p, s := panesOf(t, "moons | actnorm, coupling*2 | adam, steps=5 | seed=1", 1)
	p.Flow.DrawFlow(s.Layout.Panes[layout.Flow].Inner(), true)
	shows(t, s, "z  normal", "1 actnorm", "2 affine", "3 affine", "x  model", "Σ log|det|")
}

func TestTheTrainingPaneShowsTheSettings(t *testing.T) {
	p, s := panesOf(t, "moons | affine | adam(lr=0.004), steps=5 | seed=1", 0)
	p.Training.DrawTrain(s.Layout.Panes[layout.Train].Inner(), true)
	shows(t, s, "lr", "0.004", "batch", "steps")
}

func TestTheDataPaneShowsTheFieldsOfTheSet(t *testing.T) {
	p, s := panesOf(t, "moons(n=2000) | affine | adam, steps=5 | seed=1", 0)
	p.Data.DrawData(s.Layout.Panes[layout.Data].Inner(), true)
	shows(t, s, "moons", "2000")
}

func TestTheLossPaneDrawsTheCurveAndTheFloor(t *testing.T) {
	p, s := panesOf(t, "moons | affine | adam, steps=80 | seed=1", 60)
	p.Loss.DrawLoss(s.Layout.Panes[layout.Loss].Inner())
	shows(t, s, "2.39") // the entropy of the moons
	if why := p.Loss.NoHistory(); why != "" {
		t.Error(why)
	}
}

func TestAProbedPointIsFollowedByItsPane(t *testing.T) {
	p, s := panesOf(t, "moons | affine, coupling | adam, steps=5 | seed=1", 1)
	p.Probe.ToggleProbe()
	if !s.Want.Probe || s.Want.Focus != layout.Samples {
		t.Fatal("the probe asks for no pane")
	}
	p.Probe.DrawProbe(s.Layout.Panes[layout.Probe].Inner())
	shows(t, s, "…") // nothing is known of it before its job has run
	p.Probe.EndProbe()
	if s.Want.Probe {
		t.Error("the point is still there")
	}
}
