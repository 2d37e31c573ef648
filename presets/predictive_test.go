package presets

import (
	"math"
	"testing"

	"bijou/model"
)

// unstepped returns a run before its first step.
func unstepped(t *testing.T, line string) *model.Snapshot {
	t.Helper()
	cfg, err := ParseRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f.Snapshot()
}

// A constant with a normal posterior predicts a normal distribution, of the posterior's
// variance and that of the errors.
func TestTheExactBandIsThatOfTheFormula(t *testing.T) {
	s := unstepped(t, "regression(degree=0) | affine | adam, steps=1, objective=reverse-kl | seed=1")
	b, ok := s.TrueBand(5)
	if !ok {
		t.Fatal("there is no band")
	}
	mean, sd := s.Data.Target.(interface{ Moments() (mean, sd []float64) }).Moments()
	spread := math.Hypot(sd[0], 0.4)
	for k := range b.X {
		for q, z := range []float64{-1.645, -0.6745, 0, 0.6745, 1.645} {
			if want := mean[0] + z*spread; math.Abs(b.Quantiles[q][k]-want) > 0.09 {
				t.Errorf("quantile %g is %.3f, want %.3f", model.BandShares[q], b.Quantiles[q][k], want)
			}
		}
	}
}

// The exact band holds about as many of the data as it says.
func TestTheBandOfANetHoldsItsData(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	s := unstepped(t, "bnn | affine | adam, steps=1, objective=reverse-kl | seed=1")
	if b, _ := s.TrueBand(5); b.Covered[1] < 0.8 {
		t.Errorf("the exact band of 90 %% holds %.2f of the data", b.Covered[1])
	}
}

func TestTheEvidencesOfAllDegreesAreKnown(t *testing.T) {
	s := unstepped(t, "regression | affine | adam, steps=1, objective=reverse-kl | seed=1")
	of, now, logZ, ok := s.Data.Target.(model.Choosing).Choices()
	if !ok || of != "degree" || now != 5 {
		t.Fatalf("%s %d, %v", of, now, ok)
	}
	for k, want := range []float64{-851.3147, -168.2320, -167.1482, -131.5820, -128.2036, -118.9627, -120.5043} {
		if math.Abs(logZ[k]-want) > 1e-4 {
			t.Errorf("the log evidence of degree %d is %.4f, want %.4f", k, logZ[k], want)
		}
	}
}

// What the prior makes is N(0, 0.2), as the flow hears it standard normal; an untrained flow
// is the prior.
func TestTheResimulatedPriorIsStandard(t *testing.T) {
	posterior, prior, ok := unstepped(t, "gaussian-linear | affine | adam, steps=1 | seed=1").Resimulated()
	if !ok {
		t.Fatal("nothing simulates")
	}
	for _, b := range []model.Band{posterior, prior} {
		for k := range b.X {
			if math.Abs(b.Quantiles[4][k]-1.645) > 0.3 || math.Abs(b.Quantiles[2][k]) > 0.2 {
				t.Errorf("quantiles of column %d are %.2f and %.2f", k+1, b.Quantiles[2][k], b.Quantiles[4][k])
			}
		}
	}
}
