package model

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
)

// tallied is a column of counts, one that is 0 in two of five rows and exponential
// elsewhere, and one that is normal.
func tallied(n int) Source {
	rng := rand.New(rand.NewPCG(5, 6))
	x := ad.New(n, 3)
	for i := range n {
		for range 6 { // binomial(6, ½)
			x.Set(i, 0, x.At(i, 0)+float64(rng.IntN(2)))
		}
		if rng.Float64() > 0.4 {
			x.Set(i, 1, rng.ExpFloat64())
		}
		x.Set(i, 2, rng.NormFloat64())
	}
	return Source{Spec: "counted", Columns: []string{"a", "b", "c"}, Points: x,
		Supports: []Support{Positive, Positive, {}}, Whole: []bool{true, false, false}, Atoms: []Atom{{}, {true, 0}, {}}}
}

// talliedEntropy is −E log of probability and density.
func talliedEntropy() float64 {
	h := 0.5 * math.Log(2*math.Pi*math.E)
	for _, ways := range []float64{1, 6, 15, 20, 15, 6, 1} {
		h -= ways / 64 * math.Log(ways/64)
	}
	return h - 0.4*math.Log(0.4) - 0.6*math.Log(0.6) + 0.6*1
}

func fittedCounts(t *testing.T, rows, n int) *Fit {
	f := fit(t, tallied(rows), "actnorm, spline(bins=8), linear, spline(bins=8), linear", "adam(lr=0.01), steps=5000, batch=256")
	steps(f, n)
	return f
}

func TestWholeNumbersAndAtomsAreLearntByTheirProbability(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	f := fittedCounts(t, 4000, 1500)
	if nll, h := float64(f.Done().TestNLLRaw), talliedEntropy(); !(nll > h-0.1 && nll < h+0.15) {
		t.Errorf("NLL %.3f, entropy %.3f", nll, h)
	}
	s := f.BestSnapshot()
	own := tallied(3000).Points
	logp := make([]float64, own.Rows)
	s.Score(logp, own)
	if nll, h := -mean(logp), talliedEntropy(); !(math.Abs(nll-h) < 0.1) {
		t.Errorf("scores say %.3f, the entropy is %.3f", nll, h)
	}
	// A whole number is one event: the probabilities of all sum to 1 for any of the rest.
	sum, rest := 0.0, 0.0
	for k := range 30 {
		one := make([]float64, 1)
		s.Score(one, ad.FromRows([][]float64{{float64(k), 0, 0.3}}))
		sum += math.Exp(one[0])
	}
	for _, v := range []float64{-1, 0.5, 2.25} {
		one := make([]float64, 1)
		s.Score(one, ad.FromRows([][]float64{{v, 0, 0.3}}))
		rest += math.Exp(one[0])
	}
	want := 0.4 * math.Exp(-0.045) / math.Sqrt(2*math.Pi)
	if !(math.Abs(sum-want) < 0.03) || rest != 0 {
		t.Errorf("the counts come to %.4f, want %.4f; what is no count has %g", sum, want, rest)
	}
}

func TestSamplesHaveWholeNumbersAndAtoms(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	x := fittedCounts(t, 2000, 600).BestSnapshot().Draw(DrawStream(1), 8000)
	zero := 0.0
	for i := range x.Rows {
		if v := x.At(i, 0); v != math.Trunc(v) || v < 0 {
			t.Fatalf("a count is %g", v)
		}
		if v := x.At(i, 1); v == 0 {
			zero++
		} else if v < 0 {
			t.Fatalf("an amount is %g", v)
		}
	}
	if share := zero / float64(x.Rows); !(math.Abs(share-0.4) < 0.05) {
		t.Errorf("%.3f of the samples are 0", share)
	}
}

func TestScoresDoNotDependOnWhereARowStands(t *testing.T) {
	s := fittedCounts(t, 400, 20).BestSnapshot()
	x := tallied(50).Points
	all, one := make([]float64, 50), make([]float64, 1)
	s.Score(all, x)
	for i := range 50 {
		if s.Score(one, ad.FromRows([][]float64{x.Row(nil, i)})); !(math.Abs(one[0]-all[i]) < 1e-9) {
			t.Fatalf("row %d has %g among others and %g alone", i, all[i], one[0])
		}
	}
}

func TestRunsKeepWholeNumbersAndAtoms(t *testing.T) {
	f := fittedCounts(t, 300, 10)
	data, err := f.Keep().Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Restore(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		f.Step()
		again.Step()
	}
	if a, b := f.Snapshot(), again.Snapshot(); a.Val != b.Val || a.Train != b.Train {
		t.Errorf("a kept run goes on with %v, %v, the run itself with %v, %v", b.Val, b.Train, a.Val, a.Train)
	}
}

func TestAStepWithNoiseAllocatesNothing(t *testing.T) {
	f := fit(t, tallied(400), "actnorm, spline(bins=6), linear", "adam, batch=64, steps=100000")
	steps(f, 3)
	if n := allocations(f.Learn); n > 0 {
		t.Errorf("a step: %g allocations", n)
	}
}

func TestPartsOfTheRunAreScoredAsTheirValues(t *testing.T) {
	s := fittedCounts(t, 400, 20).BestSnapshot()
	n := s.Data.Test.X.Rows / s.Data.Copies
	part, values := make([]float64, n), make([]float64, n)
	first := s.Data.Test.Rows(0, n)
	s.ScoreBatch(part, first)
	s.Score(values, s.Data.Own(first.X))
	for i := range part {
		if !isFinite(part[i]) || !(math.Abs(part[i]-values[i]) < 1e-9) {
			t.Fatalf("point %d has %g as a part of the run and %g as a row", i, part[i], values[i])
		}
	}
}
