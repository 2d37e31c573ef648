package tui

import (
	"testing"

	"bijou/tui/plot"
)

func TestTheNLLWithoutALayerStandsBesideIt(t *testing.T) {
	s := newSession(t, large)
	s.press("N")
	s.press("B")
	s.sees("test NLL without it", "the identity in its place")
	a := s.app.Snap.Ablation(1 << 20)
	for _, nll := range a.Without {
		s.sees(plot.Fixed(nll, 6, 2, plot.Braille))
	}
	s.sees("x  model", plot.Fixed(a.NLL, 6, 2, plot.Braille))
	s.press("n 1 d")
	if got, want := len(s.app.Flow.Worth.Result.Without), len(s.app.Snap.Stack.Layers); got != want {
		t.Errorf("after an edit it is of %d layers, want %d", got, want)
	}
	s.press("u B esc")
	s.misses("without it")
}

func TestALayerCannotBeLeftOutWhereNothingIsLeft(t *testing.T) {
	s := newSession(t, large, withStack(""))
	s.press("B")
	s.sees("B: there is no layer; a adds one")
}
