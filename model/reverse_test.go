package model

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows"
)

// A flow that is the target has equal weights: the estimate is exact, every
// sample counts, and there is nothing left to learn.
func TestEqualWeightsAreAPerfectFlow(t *testing.T) {
	logw := make([]float64, 1000)
	for i := range logw {
		logw[i] = 1.5
	}
	w := weigh(logw, 1.5)
	closeTo(t, "ELBO", w.ELBO, 1.5, 1e-12)
	closeTo(t, "log Z", w.LogZ, 1.5, 1e-12)
	closeTo(t, "ESS", w.ESS, 1, 1e-12)
	closeTo(t, "KL", w.KL, 0, 1e-12)
	if w.Pareto > 0 {
		t.Errorf("k̂ = %g of weights that are all alike", w.Pareto)
	}
}

// Weights whose logarithm is normal with deviation s have mean e^{s²/2}, an
// effective share of e^{−s²}, and an ELBO that lies s²/2 below log Z.
func TestLogNormalWeightsGiveTheirKnownFigures(t *testing.T) {
	const n, s, seed = 200000, 0.5, 4
	rng := rand.New(rand.NewPCG(seed, 0))
	logw := make([]float64, n)
	for i := range logw {
		logw[i] = s * rng.NormFloat64()
	}
	w := weigh(logw, s*s/2)
	closeTo(t, "log Z", w.LogZ, s*s/2, 4*w.LogZSE)
	closeTo(t, "KL", w.KL, s*s/2, 4*w.KLSE)
	closeTo(t, "ESS", w.ESS, math.Exp(-s*s), 0.02)
}

// Pareto weights of tail index k have k̂ = k.
func TestTheTailIndexIsThatOfParetoWeights(t *testing.T) {
	const n, seed = 100000, 9
	for _, k := range []float64{0.2, 0.5, 0.8, 1.2} {
		rng := rand.New(rand.NewPCG(seed, 0))
		logw := make([]float64, n)
		for i := range logw {
			logw[i] = -k * math.Log(1-rng.Float64())
		}
		closeTo(t, "k̂", weigh(logw, 0).Pareto, k, 0.12)
	}
}

func TestReverseKLNeedsATarget(t *testing.T) {
	f := fit(t, points(50, 2), "affine", "adam, steps=10")
	err := f.Set("objective", reverseName)
	if err == nil || f.config.Settings.Value("objective") != likelihoodName {
		t.Errorf("data took reverse KL: %v", err)
	}
}

func TestAnnealingEndsAtTheFullTarget(t *testing.T) {
	settings, err := ParseSettings("objective=reverse-kl, anneal=100")
	if err != nil {
		t.Fatal(err)
	}
	o, err := newReverseKL(Run{Settings: settings, Data: &Data{Source: Source{Target: u1{}}}, Base: flows.Normal{}})
	if err != nil {
		t.Fatal(err)
	}
	r := o.(*reverseKL)
	for _, c := range []struct {
		step int
		want float64
	}{{0, firstWeight}, {50, firstWeight + (1-firstWeight)/2}, {100, 1}, {5000, 1}} {
		r.Prepare(c.step)
		closeTo(t, "weight", r.weight, c.want, 1e-12)
	}
}

// The floor of reverse KL is −log Z; what a report calls entropy is that of the
// target all the same.
func TestAReportOfReverseKLGivesTheEntropyOfTheTarget(t *testing.T) {
	src := points(50, 2)
	src.Target = u1{}
	f := fit(t, src, "affine", "adam, steps=1, objective="+reverseName)
	if got := float64(f.Progress().Entropy); got != src.Truth.Entropy() || f.floor != -src.Target.LogZ() {
		t.Errorf("entropy %g, floor %g", got, f.floor)
	}
}

// While it anneals, the loss of a batch lies below −log Z and means nothing
// beside it: no curve shows it, and no mean holds it.
func TestALossOnTheWayToTheObjectiveIsNotShown(t *testing.T) {
	src := points(50, 2)
	src.Target = u1{}
	f := fit(t, src, "affine", "adam, steps=30, anneal=20, objective="+reverseName)
	steps(f, 20)
	if s := f.Snapshot(); !math.IsNaN(s.Train) || len(s.History.Train) > 0 || math.IsNaN(s.Val) {
		t.Errorf("train %g with %d points while it anneals, test %g", s.Train, len(s.History.Train), s.Val)
	}
	steps(f, 10)
	if s := f.Snapshot(); len(s.History.Train) != 10 || s.History.Train[0].Step != 21 || math.IsNaN(s.Train) {
		t.Errorf("train %g with %d points after it", s.Train, len(s.History.Train))
	}
}
