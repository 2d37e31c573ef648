package bench

import (
	"math"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/model"
)

func TestEveryCaseOfTheSpeedTableRuns(t *testing.T) {
	for _, c := range Cases() {
		f, err := c.fit()
		if err != nil {
			t.Fatalf("%s: %v", c.Model, err)
		}
		f.Learn()
		if p := f.Progress(); p.Step != 1 || math.IsNaN(float64(p.TrainNLL)) {
			t.Errorf("%s: step %d, NLL %g", c.Model, p.Step, float64(p.TrainNLL))
		}
		f.Close()
	}
}

// Eight conditioners 1-64-64-2 make 4,288 multiply-adds a row each; forward and
// the two gradients take six operations for every one.
func TestOperationsAreCountedAsThePapersDo(t *testing.T) {
	c := Cases()[0]
	f, err := c.fit()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, want := c.flops(f.Snapshot().Stack), 6.0*4288*256*8; got != want {
		t.Errorf("%.0f operations a step, want %.0f", got, want)
	}
}

func TestEveryCellOfTheQualityTableStarts(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Quality() {
		name := c.Data + " " + c.Family
		if seen[name] || c.Bar <= 0 {
			t.Errorf("%s: twice, or without a bar", name)
		}
		seen[name] = true
		if strings.HasPrefix(c.Family, "rbig") {
			continue // it fits itself as it starts, which takes a while
		}
		f, err := c.fit(1)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if ended, _ := f.Ended(); ended != model.Paused {
			t.Errorf("%s: %s at the start", name, ended)
		}
		f.Close()
	}
}

// A crescent is one affine layer of its second coordinate: a few hundred steps
// suffice to see that the right order solves it and the wrong one does not.
func TestTheOrderOfACrescentDecides(t *testing.T) {
	for _, c := range exact()[:2] {
		r, err := c.evaluate(t.Context(), 1, func(*model.Fit) int { return 500 })
		if err != nil {
			t.Fatal(err)
		}
		if !r.Met || math.Abs(r.Gaussian-0.773) > 0.01 || math.Abs(r.Entropy-1.8379) > 1e-3 {
			t.Errorf("%s in the %s: KL %.4f, bar %.2f, entropy %.4f, Gaussian %.4f", c.Data, c.Family, r.KL, c.Bar, r.Entropy, r.Gaussian)
		}
	}
}

func TestEveryLayerComesBackFromItsTrip(t *testing.T) {
	kinds := map[string]bool{}
	for _, trip := range Trips() {
		kinds[trip.Item.Kind.Name] = true
		r, err := trip.Run(t.Context(), 300)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Met || r.Far > 150 || r.Points != 300 {
			t.Errorf("%s in %d dimensions: off by %.1e of %.0e, log|det| by %.1e of %.0e, %d of %d far away",
				r.Layer, r.Dim, float64(r.MaxError), r.Bound, float64(r.MaxLadj), r.Ladj, r.Far, r.Points)
		}
	}
	for _, k := range flows.Kinds() {
		if !kinds[k.Name] {
			t.Errorf("no trip through %s", k.Name)
		}
	}
}

// A layer cannot be better than its bound says, or worse unseen: with a bound of
// nothing the last digits count, and rounding explains them only up to a point.
func TestATripThatMissesItsBoundSaysSo(t *testing.T) {
	for _, trip := range Trips() {
		if trip.Name() != "cnf(hidden=16x16, tol=1e-07)" {
			continue
		}
		trip.Bound = 1e-12
		r, err := trip.Run(t.Context(), 300)
		if err != nil || r.Met || float64(r.MaxError) <= trip.Bound {
			t.Errorf("%s: met %v, off by %g, error %v", r.Layer, r.Met, float64(r.MaxError), err)
		}
	}
}
