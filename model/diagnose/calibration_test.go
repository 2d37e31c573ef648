package diagnose

import (
	"math/rand/v2"
	"testing"

	"bijou/model"
	"bijou/presets"
)

func TestEvenRanksPassAndOthersDoNot(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	even, narrow := Calibration{Draws: 199, Ranks: make([][]int, 2)}, Calibration{Draws: 199, Ranks: make([][]int, 2)}
	for range 2000 {
		even.Joint, narrow.Joint = append(even.Joint, rng.IntN(200)), append(narrow.Joint, rng.IntN(200))
	}
	for j := range even.Ranks {
		for range 2000 {
			even.Ranks[j] = append(even.Ranks[j], rng.IntN(200))
			narrow.Ranks[j] = append(narrow.Ranks[j], (rng.IntN(200)+rng.IntN(200))/2) // draws that are too wide
		}
	}
	if p := even.FamilyP(); p < 0.01 {
		t.Errorf("even ranks have p = %g", p)
	}
	if share, z := even.Coverage(0.9); z > 3.5 || share < 0.87 || share > 0.93 {
		t.Errorf("even ranks cover %g, %g standard errors from 0.9", share, z)
	}
	if p := narrow.FamilyP(); p > 1e-6 {
		t.Errorf("ranks that heap in the middle have p = %g", p)
	}
	if share, z := narrow.Coverage(0.9); z < 5 || share < 0.95 {
		t.Errorf("ranks that heap in the middle cover %g, %g standard errors from 0.9", share, z)
	}
}

// start returns a run before its first step.
func start(t *testing.T, line string) *model.Snapshot {
	t.Helper()
	cfg, err := presets.ParseRecipe(line)
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

// The prior is calibrated whatever was measured; half as wide it is too sure.
func TestThePriorIsCalibratedAndHalfOfItIsTooSure(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	prior := CalibrationOf(start(t, "gaussian-linear | affine | adam, steps=1 | seed=1"), 500, 199, model.DrawStream(1))
	if p := prior.FamilyP(); p < 0.01 {
		t.Errorf("the prior has p = %g", p)
	}
	if z := prior.ExpectedZ(); z > 4 {
		t.Errorf("the prior covers what is %g standard errors off", z)
	}
	half := CalibrationOf(start(t, "gaussian-linear | affine(scale=0.5) | adam, steps=1 | seed=1"), 500, 199, model.DrawStream(1))
	if p := half.JointP(); p > 1e-9 {
		t.Errorf("half the prior has p = %g", p)
	}
	for _, l := range half.Expected() {
		if l.Covered >= l.Nominal {
			t.Errorf("half the prior covers %.3f at %.2f", l.Covered, l.Nominal)
		}
	}
}

// 99 % of binomial counts of 500 in one of 20 bins are from 13 to 38.
func TestTheBandIsThatOfTheBinomialDistribution(t *testing.T) {
	if lo, hi := (Calibration{Joint: make([]int, 500)}).Band(); lo != 13 || hi != 38 {
		t.Errorf("the band is from %d to %d", lo, hi)
	}
}

func TestARunWithoutConditionsIsNotCalibrated(t *testing.T) {
	if why := NotCalibrated(start(t, "moons | affine | adam, steps=1 | seed=1")); why == "" {
		t.Error("nothing is said against it")
	}
}
