package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/view"
)

func TestAnEarlierStepIsShownEverywhere(t *testing.T) {
	s := newSession(t, large)
	s.press("N")
	test := s.app.Snap.Val
	s.press("{ { {")
	kept := s.app.Snap.Kept
	step := kept[len(kept)-3]
	if s.app.Snap.Step != step || s.app.Live.Step != 100 || s.app.Snap.Val == test {
		t.Fatalf("it shows step %d of %v, and now is %d", s.app.Snap.Step, kept, s.app.Live.Step)
	}
	if v := view.VersionOf(s.app.Snap); s.app.Plots.Pictures.Cloud.Version != v || s.app.Flow.Ledger.Version != v {
		t.Error("the pictures are of another step")
	}
	s.sees("← past", "4 base  past: step 94", "5 data side  past: step 94", "1 flow  past: step 94", "step 94", "enter go on from here")
	s.misses("enter edit")
	s.press("[")
	s.sees("after layer 4  past 94")
	s.press("] } }")
	s.sees("past: step 98")
	s.press("}")
	s.misses("past: step", "← past")
	if s.app.Live != nil || s.app.Snap.Step != 100 || s.app.Plots.Pictures.Cloud.Version != view.VersionOf(s.app.Snap) {
		t.Error("} does not come back to now")
	}
	s.press("}")
	s.sees("this is now")
}

func TestThePastStaysWhileTheRunGoesOn(t *testing.T) {
	s := newSession(t, large)
	s.press("N { { space")
	if s.app.Live != nil || s.app.Snap.State != model.Training {
		t.Fatal("space does not come back to now and train")
	}
	s.press("{ {")
	step, points := s.app.Snap.Step, len(s.app.Snap.History.Train)
	s.driver.train(30)
	s.settle()
	if s.app.Snap.Step != step || s.app.Live.Step != 130 || len(s.app.Snap.History.Train) <= points {
		t.Errorf("it shows step %d, %d before, and now is %d", s.app.Snap.Step, step, s.app.Live.Step)
	}
	s.sees("pause")
	s.press("esc")
	if s.app.Snap.Step != 130 {
		t.Errorf("esc shows step %d", s.app.Snap.Step)
	}
}

func TestTheRunGoesOnFromAnEarlierStep(t *testing.T) {
	s := newSession(t, large)
	s.press("N { { {")
	step, theta := s.app.Snap.Step, slices.Clone(s.app.Snap.Theta)
	s.press("enter")
	if s.app.Live != nil || s.app.Snap.Step != step || !slices.Equal(s.app.Snap.Theta, theta) {
		t.Fatalf("the run is at step %d, want %d", s.app.Snap.Step, step)
	}
	s.sees("back at step 94", "u undoes it")
	s.misses("past: step")
	s.press("n u")
	if s.app.Snap.Step != 100 {
		t.Errorf("an undo leads to step %d", s.app.Snap.Step)
	}
}

func TestAnEditLeavesThePast(t *testing.T) {
	s := newSession(t, large)
	s.press("N { { 1 d")
	if s.app.Live != nil || s.app.Snap.Step != 100 || len(s.app.Snap.Stack.Layers) != 4 {
		t.Errorf("after a deletion it shows step %d with %d layers", s.app.Snap.Step, len(s.app.Snap.Stack.Layers))
	}
	s.press("{")
	if len(s.app.Snap.Stack.Layers) != 5 || s.app.Snap.Step != 98 {
		t.Errorf("step %d had %d layers", s.app.Snap.Step, len(s.app.Snap.Stack.Layers))
	}
	s.press("2")
	s.field("lr")
	s.press("l")
	if s.app.Live != nil {
		t.Error("a draft is edited in the past")
	}
}

func TestThePastIsToldApartInEverySize(t *testing.T) {
	for _, size := range []tea.WindowSizeMsg{large, middle, narrow, {Width: 20, Height: 4}} {
		s := newSession(t, size)
		s.press("N {")
		s.sees("← past")
		if size != narrow && size.Height > 4 {
			s.sees("past: step 98")
		}
	}
}

func TestThePointIsProbedInThePast(t *testing.T) {
	s := newSession(t, large)
	s.press("N i")
	now := s.app.Probe.Probed().LogProb
	s.press("{ {")
	if p := s.app.Probe.Probed(); p.Version != view.VersionOf(s.app.Snap) || p.LogProb == now {
		t.Error("the probe is of another step")
	}
	s.press("esc")
	if s.app.Probe.Probed().LogProb != now || !s.app.Want.Probe {
		t.Error("the probe does not come back to now")
	}
}

func TestThereIsNoPastBeforeTheFirstStep(t *testing.T) {
	s := newSession(t, large)
	s.press("{")
	s.sees("no step before")
	s.press("N")
	s.press(strings.Repeat("{ ", 70))
	s.sees("the first step that is kept", "past: step 0")
}

func TestAnEarlierStepIsPinnedBesideNow(t *testing.T) {
	s := newSession(t, large)
	s.press("N { { c esc")
	s.sees("4 A  forward KL, pinned at step 96", "5 B  forward KL")
	if s.app.Plots.Compare.Run.Snap.Step != 96 || s.app.Snap.Step != 100 {
		t.Errorf("A is of step %d, B of %d", s.app.Plots.Compare.Run.Snap.Step, s.app.Snap.Step)
	}
}

func TestEverySizeIsFilledWithAPointOfThePast(t *testing.T) {
	for _, data := range []string{"moons", "iris"} {
		s := newSession(t, large, withData(catalogued(t, data)), withStack("actnorm, autoregressive(hidden=4), linear"))
		s.press("N i { [")
		for w := 1; w <= 130; w += 3 {
			for h := 1; h <= 45; h += 2 {
				s.app.Want.Focus, s.app.Want.Zoom = layout.Pane(1+(w+h)%7), w%5 == 0
				s.app.resize(w, h)
				s.checkFrame(w, h)
			}
		}
	}
}

// A table of few rows that a large net knows by heart: the best weights come early.
func knownByHeart(_ *Options, c *model.Config) {
	withNormals("ash", "birch")(nil, c)
	c.Source.Points = view.FirstRows(c.Source.Points, 60)
	c.Settings, _ = model.ParseSettings("adam(lr=0.05), steps=100")
}

func TestTheBestWeightsAreShownWhenTheRunEnds(t *testing.T) {
	s := newSession(t, large, knownByHeart, withStack("coupling(rqs)*2"))
	s.press("N")
	best := s.app.Snap
	if s.app.Live == nil || best.Step != s.app.Live.BestStep || best.Val != s.app.Live.Best || best.Step >= 100 {
		t.Fatalf("after the end step %d is shown", best.Step)
	}
	s.sees("■ best", "best: step", "finished: 100 steps done")
	s.press("b")
	if s.app.Live != nil || s.app.Snap.Step != 100 {
		t.Errorf("b shows step %d, want the last weights", s.app.Snap.Step)
	}
	s.sees("shown: the last weights, of step 100")
	s.press("b")
	s.sees("best: step")
}
