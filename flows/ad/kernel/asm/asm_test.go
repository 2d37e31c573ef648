package main

import (
	"bytes"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"testing"
)

func TestTheCommittedKernelsAreTheGeneratedOnes(t *testing.T) {
	dir := t.TempDir()
	if err := generate(dir); err != nil {
		t.Fatal(err)
	}
	names, err := os.ReadDir(dir)
	if err != nil || len(names) != 7 {
		t.Fatalf("%d files, error %v", len(names), err)
	}
	for _, name := range names {
		fresh, err := os.ReadFile(filepath.Join(dir, name.Name()))
		if err != nil {
			t.Fatal(err)
		}
		committed, err := os.ReadFile(filepath.Join("..", name.Name()))
		if err != nil || !bytes.Equal(fresh, committed) {
			t.Errorf("%s is stale (error %v): run go generate", name.Name(), err)
		}
	}
}

// Each polynomial is the tail of a function whose leading terms are exact, and
// enters the result with the given weight: its error must stay far below half
// a unit in the last place of the result.
func TestPolynomialsMeetTheirSeries(t *testing.T) {
	for _, p := range []struct {
		name   string
		terms  []float64
		series func(int64) *big.Rat
		lo, hi float64
		weight func(x float64) float64
	}{
		{"exp", expTerms, expTail, -math.Ln2 / 2, math.Ln2 / 2, func(r float64) float64 { return r * r }},
		{"log", logTerms, logTail, 0, 0.0294, func(z float64) float64 { return z }}, // s·R ≈ f·z/2
		{"log1p of an exponential", halfTerms, logTail, 0, 1.0 / 9, func(z float64) float64 { return z }},
	} {
		worst := 0.0
		for i := range 201 {
			x := p.lo + (p.hi-p.lo)*float64(i)/200
			got := precise(0)
			for k := len(p.terms) - 1; k >= 0; k-- {
				got = product(got, precise(x))
				got.Add(got, precise(p.terms[k]))
			}
			off, _ := difference(got, evaluate(p.series, precise(x))).Float64()
			worst = max(worst, math.Abs(off*p.weight(x)))
		}
		t.Logf("%s: 2^%.1f", p.name, math.Log2(worst))
		if worst > 0x1p-56 {
			t.Errorf("%s is off by %g", p.name, worst)
		}
	}
}

func TestLog2IsSplitExactly(t *testing.T) {
	hi, lo := split()
	if hi+lo != math.Ln2 || math.Float64bits(hi)&(1<<21-1) != 0 {
		t.Errorf("%x + %x", hi, lo)
	}
}
