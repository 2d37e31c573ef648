package presets

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
)

// The probabilities of all outlines add up to 1, and the mean of −log p over draws is the
// entropy.
func TestTheEntropyOfShapesIsExact(t *testing.T) {
	s := newImageShapes()
	sum := 0.0
	for _, p := range s.chance {
		sum += p
	}
	if math.Abs(sum-1) > 1e-12 || len(s.chance) != len(s.factors) {
		t.Errorf("outlines have a probability of %g together, %d of %d are different", sum, len(s.chance), len(s.factors))
	}
	x, logp := ad.New(2000, s.Dim()), make([]float64, 2000)
	s.Sample(rand.New(rand.NewPCG(1, 1)), x)
	s.LogProb(logp, x)
	mean, square := 0.0, 0.0
	for _, v := range logp {
		mean, square = mean-v/2000, square+v*v/2000
	}
	if se := math.Sqrt((square - mean*mean) / 2000); math.Abs(mean-s.Entropy()) > 4*se {
		t.Errorf("the mean of −log p is %g, the entropy %g, se %g", mean, s.Entropy(), se)
	}
}

// An image that nothing can draw has no probability.
func TestOnlyImagesThatCanBeDrawnHaveAProbability(t *testing.T) {
	s, x, logp := newImageShapes(), ad.New(3, shapesPixels), make([]float64, 3)
	s.Sample(rand.New(rand.NewPCG(2, 1)), x)
	x.Set(1, 0, 3.5)  // ink in a corner
	x.Set(2, 77, 4.1) // no grey
	s.LogProb(logp, x)
	if math.IsInf(logp[0], 0) || !math.IsInf(logp[1], -1) || !math.IsInf(logp[2], -1) {
		t.Errorf("log p is %v", logp)
	}
}

func TestShapesAreImagesWithTheirFactorsAside(t *testing.T) {
	src, err := ParseSource("shapes(n=600)", nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := model.Prepare(src)
	if err != nil {
		t.Fatal(err)
	}
	if d.Entropy() != d.Truth.Entropy() || len(d.Rows(model.Hold)) != 100 || d.Aside[0].Levels[2] != "cross" {
		t.Errorf("entropy %g, %d held back", d.Entropy(), len(d.Rows(model.Hold)))
	}
	if gap := d.TruthNLL(d.Test) - d.Entropy(); math.Abs(gap) > 0.2 {
		t.Errorf("the truth takes %g nats more than the entropy for images held back", gap)
	}
	if under, err := ParseSource("shapes(n=600, given=shape)", nil); err != nil || under.Given[0].Width() != 4 {
		t.Errorf("under the shape: %v, %v", under.Given, err)
	}
}
