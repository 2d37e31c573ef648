package model

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
)

var someSupports = []Support{Positive, {Lo: -2, Hi: math.Inf(1)}, {Lo: math.Inf(-1), Hi: 3}, {Lo: 0, Hi: 1}, {Lo: -5, Hi: 20}, {Lo: -3, Hi: 3.5, Wraps: true}, {}}

func TestSupportsComeBackAndKnowTheirSlope(t *testing.T) {
	for _, s := range someSupports {
		for u := -5.0; u <= 5; u += 0.37 {
			v := s.FromLine(u)
			if again := s.ToLine(v); !(math.Abs(again-u) < 1e-6) {
				t.Errorf("%q: %g comes back as %g", s, u, again)
			}
			const h = 1e-5
			want := math.Log((s.FromLine(u+h) - s.FromLine(u-h)) / (2 * h))
			if got := s.LogSlope(u); !(math.Abs(got-want) < 1e-4) {
				t.Errorf("%q at %g: log slope %g, by differences %g", s, u, got, want)
			}
		}
	}
}

func TestNoNumberLeavesItsSupport(t *testing.T) {
	for _, s := range someSupports[:6] {
		for _, u := range []float64{math.Inf(-1), -1e9, -800, -40, 40, 800, 1e9, math.Inf(1)} {
			if v := s.FromLine(u); !s.Holds(v) || math.IsNaN(s.ToLine(v)) {
				t.Errorf("%q: %g leads to %g, which is outside", s, u, v)
			}
		}
		for _, v := range []float64{s.Lo, s.Hi, s.Lo - 1, s.Hi + 1} {
			if !s.Wraps && (s.Holds(v) || !math.IsInf(v, 0) && !math.IsNaN(s.ToLine(v))) {
				t.Errorf("%q holds %g", s, v)
			}
		}
	}
	turn := Support{Lo: -3, Hi: 3.5, Wraps: true}
	if a, b := turn.ToLine(1.25), turn.ToLine(1.25-3*6.5); !(math.Abs(a-b) < 1e-12) {
		t.Errorf("a whole turn leads from %g to %g", a, b)
	}
}

func TestSupportsAreReadAsTheyAreWritten(t *testing.T) {
	for _, s := range someSupports[:6] {
		if again, err := ParseSupport(s.String()); err != nil || again != s {
			t.Errorf("%q is read as %q, %v", s, again, err)
		}
	}
	for _, text := range []string{"", "..", "1..0", "1..1", "a..b", "0..NaN", "negative", "angle:0..", "-1e308..1e308", "0..Inf"} {
		if s, err := ParseSupport(text); err == nil {
			t.Errorf("%q is read as %q", text, s)
		}
	}
}

// bounded is a log-normal column, a beta(2, 2) column and an angle.
func bounded(n int) Source {
	rng := rand.New(rand.NewPCG(3, 4))
	x := ad.New(n, 3)
	for i := range n {
		x.Set(i, 0, math.Exp(rng.NormFloat64()))
		a, b, c := rng.Float64(), rng.Float64(), rng.Float64()
		x.Set(i, 1, max(min(a, b), min(max(a, b), c))) // the middle one of three is beta(2, 2)
		x.Set(i, 2, 0.3*rng.NormFloat64())
	}
	return Source{Spec: "bounded", Columns: []string{"a", "b", "c"}, Points: x,
		Supports: []Support{Positive, {Lo: 0, Hi: 1}, {Lo: -math.Pi, Hi: math.Pi, Wraps: true}}}
}

func fittedBounded(t *testing.T, rows, n int) *Fit {
	f := fit(t, bounded(rows), "affine, spline(bins=6), linear", "adam(lr=0.01), steps=1000")
	steps(f, n)
	return f
}

func TestDensitiesWithSupportsAreOverTheirOwnUnits(t *testing.T) {
	f := fittedBounded(t, 2000, 300)
	s := f.BestSnapshot()
	// −log p has the mean of the entropy, of which every part is known.
	entropy := 0.5*math.Log(2*math.Pi*math.E) + (5.0/3 - math.Log(6)) + 0.5*math.Log(2*math.Pi*math.E) + math.Log(0.3)
	own := bounded(8000).Points
	logp := make([]float64, own.Rows)
	s.Score(logp, own)
	if nll := -mean(logp); !(math.Abs(nll-entropy) < 0.06) {
		t.Errorf("NLL %.3f, entropy %.3f", nll, entropy)
	}
	r := f.Done()
	if ledger := s.Ledger(s.Data.Test.X); !(math.Abs(ledger.NLL-float64(r.TestNLLRaw)) < 1e-9) || ledger.Residual > 1e-9 {
		t.Errorf("the ledger finds %v, the report %v, the residual is %g", ledger.NLL, r.TestNLLRaw, ledger.Residual)
	}
	one := s.Probe(s.Data.Test.X.Row(nil, 0), len(s.Stack.Layers))
	at := make([]float64, s.Data.Test.X.Rows)
	if s.LogProb(at, s.Data.Test.X); !(math.Abs(one.LogProb-at[0]) < 1e-9) {
		t.Errorf("the probe finds %g, the flow %g", one.LogProb, at[0])
	}
}

func TestOutsideOfASupportThereIsNoDensityAndNoSample(t *testing.T) {
	s := fittedBounded(t, 500, 20).BestSnapshot()
	x := s.Draw(DrawStream(1), 4000)
	for j := range 3 {
		for _, v := range x.Col(j) {
			if !s.Data.Supports[j].Holds(v) {
				t.Fatalf("column %d of a sample is %g", j, v)
			}
		}
	}
	logp := make([]float64, 4)
	s.Score(logp, ad.FromRows([][]float64{{1, 0.5, 0}, {0, 0.5, 0}, {1, 1.2, 0}, {1, 0.5, 2 * math.Pi}}))
	if !isFinite(logp[0]) || !math.IsInf(logp[1], -1) || !math.IsInf(logp[2], -1) || !(math.Abs(logp[3]-logp[0]) < 1e-9) {
		t.Errorf("log p is %v", logp)
	}
	src := bounded(50)
	src.Points.Set(7, 1, 1)
	if _, err := Prepare(src); err == nil {
		t.Error("a point outside of its support is learnt")
	}
}

func TestRunsKeepTheSupports(t *testing.T) {
	f := fittedBounded(t, 200, 10)
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
	a, b := f.Snapshot(), again.Snapshot()
	if a.Val != b.Val || a.Train != b.Train || a.Data.Supports[2] != b.Data.Supports[2] {
		t.Errorf("a kept run goes on with %v, %v, the run itself with %v, %v", b.Val, b.Train, a.Val, a.Train)
	}
}
