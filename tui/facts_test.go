package tui

import "testing"

func TestAContinuousLayerTellsItsEvaluations(t *testing.T) {
	for _, c := range []struct{ stack, says string }{
		{"affine, cnf(hidden=4, steps=3, tol=0)", "2 cnf          12 evaluations"},
		{"actnorm, affine*5, cnf(hidden=4, steps=3, tol=0)", "7/7  12 evaluations"},
	} {
		s := newSession(t, large, withStack(c.stack))
		s.sees(c.says)
		s.sees("= sum to")
		s.press("m")
		s.misses("12 evaluations")
		s.sees("= sum, exactly")
	}
}
