package tui

import (
	"fmt"
	"math"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/plot"
)

// fixed is a number as captions write it.
func fixed(v float64) string { return strings.TrimSpace(plot.Fixed(v, 10, 3, plot.Braille)) }

func TestAStepIsShownInStagesWithItsOwnNumbers(t *testing.T) {
	s := newSession(t, large)
	s.press("N")
	before := s.app.Snap
	s.press("S")
	r := s.app.slow.report
	if r == nil || s.app.Snap.Step != 101 || r.Step != 101 {
		t.Fatalf("after S the run is at step %d", s.app.Snap.Step)
	}
	k := len(before.Stack.Layers)
	s.sees("S batch  step 101, stage 1 of 10", "64 rows of moons", "●")
	x := r.Path[k]
	logp := make([]float64, x.Rows)
	before.LogProb(logp, x)
	if want := -mean(logp); math.Abs(r.Loss-want) > 1e-9 {
		t.Errorf("the loss is %v, by the flow before the step %v", r.Loss, want)
	}
	for i := k; i > 0; i-- {
		s.press("S")
		s.sees(fmt.Sprintf("S layer %d", i), "log|det| is ", fmt.Sprintf("depth %d/%d", i-1, k))
	}
	s.press("right")
	s.sees("S log p", "−log p(x) is "+fixed(r.BaseTerm+r.Sum+r.Units))
	s.press("right")
	s.sees("S loss", "as training found it: "+fixed(r.Loss))
	s.press("right")
	s.sees("S gradient", "Its length is "+fixed(r.Length))
	s.press("right")
	s.sees("S update", "stage 10 of 10", "moved by "+fixed(r.Moved), "to "+fixed(r.After))
	s.press("left left")
	s.sees("S loss")
	s.press("right right S")
	if s.app.Snap.Step != 102 {
		t.Errorf("behind the last stage the run is at step %d, want 102", s.app.Snap.Step)
	}
	s.sees("S batch  step 102, stage 1 of 10")
	for _, size := range []tea.WindowSizeMsg{middle, narrow} {
		s.send(size)
		s.checkFrame(size.Width, size.Height)
		s.sees("S batch")
	}
	s.press("esc")
	s.misses("S batch")
}

func TestSlowMotionEndsWhenTheRunGoesOn(t *testing.T) {
	s := newSession(t, large)
	s.press("S n")
	if s.app.slow.on() || s.app.Want.Strip != 0 {
		t.Error("it shows a step that is over")
	}
	s = newSession(t, large, withData(catalogued(t, "modes")), withStack("affine"), func(_ *Options, c *model.Config) { c.Settings = settings(t, "adam, objective=reverse-kl") })
	s.press("S")
	s.sees("S: a step is shown in stages for maximum likelihood")
}
