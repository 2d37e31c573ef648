package plain

import (
	"math"
	"testing"
)

func TestSummariesOfHugeScoresDoNotOverflow(t *testing.T) {
	var s scored
	for _, v := range []float64{-4e200, -2e200, math.NaN(), -3e200, -3e200} {
		s.add(v, 1)
	}
	mean, se, least := s.values()
	if math.Abs(mean/-3e200-1) > 1e-12 || math.Abs(se/(math.Sqrt(2.0/3/4)*1e200)-1) > 1e-12 || least != -4e200 || s.median() != -3e200 || s.missing != 1 {
		t.Errorf("mean %g ± %g, median %g, least %g", mean, se, s.median(), least)
	}
	for v, want := range map[float64]string{-1.0917e98: "-1.092e+98", 12.34567: "12.3457", -123456.7: "-123456.7000", math.Inf(-1): "-Inf"} {
		if got := short(v); got != want {
			t.Errorf("%g is written %s, want %s", v, got, want)
		}
	}
}

func TestAStandingIsTheShareOfRowsThatAreNoLikelier(t *testing.T) {
	k := &known{train: []float64{-9, -5, -5, -1}, test: []float64{-7, -3, -2}}
	for v, want := range map[float64]standing{-10: {0, 0.25}, -5: {0.75, 0.5}, 0: {1, 1}, math.Inf(-1): {0, 0.25}} {
		if got := k.standing(v); *got != want {
			t.Errorf("log p %g stands at %v, want %v", v, *got, want)
		}
	}
	if k.standing(math.NaN()) != nil {
		t.Error("a row without log p has a standing")
	}
}
