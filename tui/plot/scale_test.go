package plot

import (
	"math"
	"slices"
	"testing"
)

func TestTicksAreRoundNumbersInTheRange(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		n      int
		want   []float64
	}{
		{0, 1, 5, []float64{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1}},
		{0.9, 2.6, 4, []float64{1, 1.5, 2, 2.5}},
		{-3, 7, 5, []float64{-2, 0, 2, 4, 6}},
		{0, 15000, 6, []float64{0, 2500, 5000, 7500, 10000, 12500, 15000}},
		{2, 2.2, 1, []float64{2, 2.2}}, {2, 2.1, 1, []float64{2, 2.1}},
		{1, 1, 5, nil}, {2, 1, 5, nil}, {0, math.Inf(1), 5, nil}, {math.NaN(), 1, 5, nil}, {0, 1, 0, nil},
		{1e16, 1e16 + 4, 5, nil},
		{-1e308, 1e308, 5, nil},
	} {
		if got := Ticks(c.lo, c.hi, c.n); !slices.Equal(got, c.want) {
			t.Errorf("Ticks(%v, %v, %d) = %v, want %v", c.lo, c.hi, c.n, got, c.want)
		}
	}
}

func TestNiceCeilIsNextAbove(t *testing.T) {
	for x, want := range map[float64]float64{1: 1, 1.01: 1.2, 12480: 15000, 0.03: 0.03, 0.031: 0.04, 9: 10, 8.1e-7: 1e-6,
		0: 1, -4: 1, math.Inf(1): 1} {
		if got := NiceCeil(x); got != want {
			t.Errorf("NiceCeil(%v) = %v, want %v", x, got, want)
		}
	}
	if got := NiceCeil(math.NaN()); got != 1 {
		t.Errorf("NiceCeil(NaN) = %v", got)
	}
	for x := 1e-9; x < 1e9; x *= 1.037 {
		if got := NiceCeil(x); got < x*(1-1e-12) || got > 1.34*x {
			t.Errorf("NiceCeil(%v) = %v", x, got)
		}
	}
}

func TestARangeStandsStillUntilItMust(t *testing.T) {
	r := Range{}.Steady(Range{1.01, 2.4})
	if r.Lo > 1.01 || r.Hi < 2.4 || r.Size() > 1.7 {
		t.Fatalf("first range %v", r)
	}
	for _, c := range []struct {
		name string
		next Range
		same bool
	}{
		{"a little shorter", Range{1.1, 2.1}, true},
		{"just over half", Range{1.01, 1.8}, true},
		{"less than half", Range{1.01, 1.5}, false},
		{"a new low", Range{0.5, 2}, false},
		{"nothing", Range{math.Inf(1), math.Inf(-1)}, true},
		{"no number", Range{math.NaN(), 1}, true},
		{"without end", Range{0, math.Inf(1)}, true},
	} {
		if got := r.Steady(c.next); (got == r) != c.same {
			t.Errorf("%s: %v became %v", c.name, r, got)
		} else if !c.same && (got.Lo > c.next.Lo || got.Hi < c.next.Hi) {
			t.Errorf("%s: %v does not hold %v", c.name, got, c.next)
		}
	}
	if r := (Range{}).Steady(Range{3, 3}); !r.valid() || r.Lo > 3 || r.Hi < 3 {
		t.Errorf("a single number has the range %v", r)
	}
}

func TestAFittedRangeKeepsCompactDataAndCutsStrays(t *testing.T) {
	var values []float64
	for i := range 1001 {
		values = append(values, float64(i)/1000)
	}
	if got := FitRange(values, 0.98); got != (Range{0, 1}) {
		t.Errorf("compact data: %v", got)
	}
	values[0], values[1000], values[500] = -50, 80, math.NaN()
	if got := FitRange(values, 0.98); got.Lo < -0.3 || got.Hi > 1.3 {
		t.Errorf("with strays: %v", got)
	}
	if got := FitRange(values, 1); got != (Range{-50, 80}) {
		t.Errorf("with everything: %v", got)
	}
	if got := FitRange([]float64{math.NaN(), math.Inf(1)}, 0.98); got != (Range{}) {
		t.Errorf("nothing finite: %v", got)
	}
}
