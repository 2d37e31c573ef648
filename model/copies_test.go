package model

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
)

// Two hundred rows, each eight times, are two hundred observations.
func TestCopiesAreNoObservationsOfTheirOwn(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	alone, copied := ad.New(200, 2), ad.New(1600, 2)
	for i := range 200 {
		for j := range 2 {
			v := rng.NormFloat64()
			alone.Set(i, j, v)
			for k := range 8 {
				copied.Set(200*k+i, j, v)
			}
		}
	}
	src := Source{Spec: "copies", Columns: []string{"a", "b"}, Points: copied}
	d, err := Prepare(src)
	if err != nil {
		t.Fatal(err)
	}
	if !d.Copied || d.Test.X.Rows != 320 || d.Independent().X.Rows != 40 {
		t.Errorf("%d test rows, %d of their own", d.Test.X.Rows, d.Independent().X.Rows)
	}
	if single, err := Prepare(Source{Spec: "alone", Columns: []string{"a", "b"}, Points: alone}); err != nil || single.Copied || single.Independent().X != single.Test.X {
		t.Errorf("rows without copies are copied: %v", err)
	}
	f := fit(t, src, "affine", "adam")
	s := f.Snapshot()
	nll, se := s.TestNLL()
	want, wantSE := s.NLL(d.Independent().X)
	if math.Abs(nll-want) > 1e-12 || math.Abs(se/wantSE-1) > 1e-9 {
		t.Errorf("test NLL %v ± %v, of the rows without copies %v ± %v", nll, se, want, wantSE)
	}
}
