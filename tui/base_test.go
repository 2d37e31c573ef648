package tui

import (
	"math"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/popup"
	"bijou/tui/theme"
)

func withBase(text string) func(*Options, *model.Config) {
	return func(_ *Options, c *model.Config) { c.Base, _, _ = flows.ParseStack(text) }
}

func TestTheBaseIsEditedInItsRow(t *testing.T) {
	s := newSession(t, large, withStack("actnorm, coupling(hidden=8)*3"))
	s.press("g")
	s.sees("▸  z  normal", "z normal", "the standard normal")
	s.press("enter")
	s.sees("what the flow", "▸ base  normal")
	s.press("l l l l")
	s.sees("‹student›", "the picture jumps")
	s.press("enter")
	s.sees("▸  z  student ν=5", "the flow starts from student; the layers keep what they learnt", "▲base student", "moons ▸ student · actnorm")
	s.field("nu")
	s.press("enter 2 . 5 enter")
	s.sees("z  student ν=2.5")
	if got := s.app.Snap.BaseSpec.String(); got != "student(nu=2.5)" {
		t.Errorf("the base is %s", got)
	}
	s.press("esc j")
	s.misses("degrees of freedom")
	s.press("u u")
	s.sees("z  normal")
	s.press("ctrl+r ctrl+r")
	s.sees("z  student ν=2.5")
}

func TestTheFieldsCloseWhenTheirLayerGoes(t *testing.T) {
	s := newSession(t, large, withStack(""))
	s.press("a")
	s.choose("actnorm")
	s.press("enter u")
	if s.app.Flow.Fields {
		t.Error("the fields of the base are open though nobody opened them")
	}
}

func TestTheBaseIsNoLayer(t *testing.T) {
	s := newSession(t, large)
	for _, k := range strings.Fields("d J K m z A") {
		s.press("g " + k)
		s.sees(k + ": the base is no layer; enter changes it")
	}
}

func TestBasesStandInTheCatalogue(t *testing.T) {
	s := newSession(t, large)
	s.press("a")
	s.sees(" below ─")
	at := slices.IndexFunc(popup.Offers(), func(o popup.Offer) bool { return o.Name() == "mixture" })
	s.press(strings.Repeat("j ", at))
	s.sees("bases, for the flow to start from", " above ─", "start from another base", "laplace", "in place of normal", "the picture will jump", "modes: number of blobs")
	s.press("enter")
	s.sees("z  mixture modes=8")
	s.press("a" + strings.Repeat(" j", at) + " enter")
	s.sees("enter: the flow starts from it already")
	s.press("esc f1")
	s.press(strings.Repeat("down ", len(s.app.keyboard.keys)))
	s.sees("What a flow can start from", "student")
}

// A refused base changes nothing and says why: no layer here carries the plane
// into the unit square.
func TestABaseThatDoesNotReachTheDataIsRefused(t *testing.T) {
	s := newSession(t, large)
	s.press("g enter l enter")
	s.sees("this would leave data without density")
	if got := s.app.Snap.BaseSpec.String(); got != "normal" {
		t.Errorf("the base is %s", got)
	}
}

func TestThePicturesDrawFromTheBase(t *testing.T) {
	s := newSession(t, large, withBase("uniform"), withStack("logit"))
	for _, v := range s.app.Plots.Pictures.Base.Data {
		if v < 0 || v > 1 {
			t.Fatalf("a uniform number is %g", v)
		}
	}
	seen := map[uint8]bool{}
	for _, h := range s.app.Plots.Pictures.Cloud.Hue {
		seen[h] = true
	}
	if len(seen) != theme.Hues {
		t.Errorf("%d hues, want all: the middle of the square is ½, ½", len(seen))
	}
	before := slices.Clone(s.app.Plots.Pictures.Base.Data)
	s.press("N")
	if !slices.Equal(before, s.app.Plots.Pictures.Base.Data) {
		t.Error("base samples boil though the base rests")
	}
}

func TestABaseThatLearnsMovesItsSamplesAndCounts(t *testing.T) {
	s := newSession(t, large, withBase("mixture(trained)"), withStack("affine"))
	before, free := slices.Clone(s.app.Plots.Pictures.Base.Data), s.app.Snap.Free()
	s.press("N g")
	if slices.Equal(before, s.app.Plots.Pictures.Base.Data) {
		t.Error("the samples are still those before the training")
	}
	s.sees("z  mixture trained modes=8", "z mixture", "32 learnt", "parameters")
	if free != 36 {
		t.Errorf("%d parameters, want 32 of the blobs and 4 of the layer", free)
	}
}

func TestHuesOfALineHoldEqualShares(t *testing.T) {
	line := ad.New(400, 1)
	for i := range line.Data {
		line.Data[i] = float64(i % 20)
	}
	s := newSession(t, large, withBase("student(nu=1)"), withStack("affine"), withData(model.Source{Spec: "line.csv", Columns: []string{"x"}, Points: line}))
	count := make([]int, theme.Hues)
	for _, h := range s.app.Plots.Pictures.Cloud.Hue {
		count[h]++
	}
	n := len(s.app.Plots.Pictures.Cloud.Hue)
	for h, c := range count {
		if math.Abs(float64(c)-float64(n)/theme.Hues) > 2 {
			t.Errorf("hue %d has %d of %d points", h, c, n)
		}
	}
}
