package bench

import (
	"math"
	"strings"
	"testing"

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
