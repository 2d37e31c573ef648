package systems

import (
	"math"
	"testing"
)

func TestTheScoreOfAlarmsIsTheShareOfRightPairs(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		usual, strange []float64
		want           float64
	}{
		{[]float64{1, 2}, []float64{3, 4}, 1},
		{[]float64{3, 4}, []float64{1, 2}, 0},
		{[]float64{1, 3}, []float64{2, 4}, 0.75},
		{[]float64{1, 1, 2}, []float64{1, 2}, (0.5 + 0.5 + 0 + 1 + 1 + 0.5) / 6},
		{[]float64{1, inf}, []float64{inf, inf}, 0.75},
	} {
		if got := auroc(c.usual, c.strange); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v against %v: %g, want %g", c.usual, c.strange, got, c.want)
		}
	}
}

// The exact density tells eight Gaussians from a square as well as anything can, and a
// flow that learnt them does nearly as well.
func TestAFlowTellsStrangePointsNearlyAsWellAsTheTruth(t *testing.T) {
	a, err := watch(shortly(t, "mixture-base", 400))
	if err != nil {
		t.Fatal(err)
	}
	if a.auroc > a.bayes+4*a.se || a.auroc < a.bayes-0.01 {
		t.Errorf("the flow scores %.4f, the exact density %.4f ± %.4f", a.auroc, a.bayes, a.se)
	}
	if a.falseAlarms < alarmRate/2 || a.falseAlarms > 2*alarmRate {
		t.Errorf("%.4f of fresh data raise the alarm, want 0.01", a.falseAlarms)
	}
	if _, err := watch(shortly(t, "iris", 0)); err == nil {
		t.Error("iris has an exact density")
	}
}
