package flows

import (
	"math"
	"testing"
)

// The values are of the continued fraction of Mills' ratio in 60 digits.
func TestTheTailOfTheNormalDistribution(t *testing.T) {
	for _, c := range []struct{ t, want float64 }{
		{0, -math.Ln2},
		{1, -1.84102164500926350577},
		{2, -3.78318433368203194883},
		{5, -15.0649983939887257360},
		{9.5, -48.3060192989652302819},
		{19.999, -203.897106116797064822},
		{20, -203.917155371097263936},
		{37, -689.030585576890593600},
		{1e4, -50000010.1292789151808},
	} {
		if got := logTail(c.t); !near(got, c.want, 1e-15) {
			t.Errorf("log Φ(−%g) = %.17g, want %.17g", c.t, got, c.want)
		}
	}
}

func TestTheNormalQuantileUndoesTheDistributionFunction(t *testing.T) {
	for _, far := range []float64{0, 1e-9, 0.3, 1, 1.6, 1.7, 2.5, 5, 9.5, 19.999, 20.001, 37, 60, 1e4, 1e8, 1e150} {
		for _, z := range []float64{far, -far} {
			l, slope, _ := logisticCurve{}.at(z)
			back, inverse, _ := normaliseCurve{}.at(l)
			if !near(back, z, 1e-14) || !near(inverse, -slope, 1e-13) {
				t.Errorf("logit Φ(%g) = %.17g with log slope %g came back as %.17g with %g", z, l, slope, back, inverse)
			}
		}
	}
}
