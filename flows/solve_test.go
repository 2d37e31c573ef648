package flows

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// traced notes where a function is asked.
type traced struct {
	increasing
	asked []float64
}

func (f *traced) at(i int, s float64) (value, slope float64) {
	f.asked = append(f.asked, s)
	return f.increasing.at(i, s)
}

// solved returns the root and the places at which the function was asked.
func solved(f increasing, y, lo, hi float64) (s float64, asked []float64) {
	t := &traced{increasing: f}
	s = solve(t, 0, y, lo, hi)
	return s, t.asked
}

// isRoot tells whether s is as good a root as float64 has: f crosses y between
// the neighbours of s, up to the rounding of f itself.
func isRoot(f increasing, s, y float64) bool {
	const rounding = 1e-15
	below, _ := f.at(0, s-rounding*(1+math.Abs(s)))
	above, _ := f.at(0, s+rounding*(1+math.Abs(s)))
	slack := rounding * (1 + math.Abs(y) + math.Abs(s))
	return below <= y+slack && above >= y-slack
}

func TestTheNumericInverseFindsTheRootOfAPlanarLayer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dot := rapid.OneOf(
			rapid.Float64Range(-1, 40),
			rapid.Custom(func(t *rapid.T) float64 { // nearly not invertible
				return -1 + math.Pow(10, -rapid.Float64Range(1, 16).Draw(t, "digits"))
			}),
		).Draw(t, "dot")
		f := bend{dot: dot, b: rapid.Float64Range(-20, 20).Draw(t, "b")}
		y := rapid.OneOf(rapid.Float64Range(-50, 50), rapid.Float64Range(-1e12, 1e12), rapid.Just(-f.b), rapid.Just(0.0)).Draw(t, "y")
		s, asked := solved(f, y, y-math.Abs(dot), y+math.Abs(dot))
		if !isRoot(f, s, y) {
			value, slope := f.at(0, s)
			t.Errorf("dot %v, b %v: f(%v) = %v with slope %g, want %v", dot, f.b, s, value, slope, y)
		}
		value, _ := f.at(0, asked[min(60, len(asked))-1])
		if !near(value, y, 1e-10) {
			t.Errorf("dot %v, b %v: after %d evaluations f is %v, want %v", dot, f.b, len(asked), value, y)
		}
	})
}

// cubic is flat at its root: Newton alone closes in by a third a step.
type cubic struct{}

func (cubic) at(_ int, s float64) (value, slope float64) { return s * s * s, 3 * s * s }

// step is flat nearly everywhere: Newton alone jumps far out of the bracket.
type step struct{ steepness float64 }

func (f step) at(_ int, s float64) (value, slope float64) {
	t := math.Tanh(f.steepness * s)
	return t + 1e-9*s, f.steepness*(1-t*t) + 1e-9
}

func TestTheNumericInverseSurvivesWhatDefeatsNewton(t *testing.T) {
	for _, c := range []struct {
		name      string
		f         increasing
		y, lo, hi float64
	}{
		{"flat at the root", cubic{}, 0, -1, 2},
		{"nearly flat at the root", cubic{}, 1e-30, -1, 2},
		{"a cliff", step{1e8}, 0.5, -1e6, 1e6},
		{"a plain behind a cliff", step{1e8}, 1 + 1e-5, -1e6, 1e6},
		{"the root at the lower end", cubic{}, -1, -1, 2},
		{"the root at the upper end", cubic{}, 8, -1, 2},
		{"a bracket of one number", cubic{}, 8, 2, 2},
		{"the largest numbers", bend{-0.5, 0}, 1e308, 1e308, 1e308},
		{"the smallest numbers", bend{-0.5, 0}, 5e-324, -0.5, 0.5},
	} {
		s, asked := solved(c.f, c.y, c.lo, c.hi)
		if !isRoot(c.f, s, c.y) || s < c.lo || s > c.hi {
			value, _ := c.f.at(0, s)
			t.Errorf("%s: f(%g) = %g after %d evaluations, want %g", c.name, s, value, len(asked), c.y)
		}
	}
}

// Between its knees this sum of sigmoids has slopes with which Newton steps go
// to and fro inside of the bracket.
func TestTheNumericInverseDoesNotGoToAndFro(t *testing.T) {
	mixed := mixtureOf(
		[]float64{0.331, 0.00788, 1.70, 4.31, 1.94, 0.214, 0.302, 6.60},
		[]float64{2.676, -0.806, -2.710, -0.241, 1.991, 2.187, 1.539, -1.207},
		[]float64{-2.687, -1.965, -6.453, -3.278, -4.171, -4.618, -0.402, -2.845})
	const y = 1.1795232968330667
	lo, hi := mixed.bracket(0, y)
	if s, asked := solved(mixed, y, lo, hi); !isRoot(mixed, s, y) {
		value, _ := mixed.at(0, s)
		t.Errorf("a sum of sigmoids is %g at %g after %d evaluations, want %g", value, s, len(asked), y)
	}
}

// mixtureOf is a sum of sigmoids with given slopes, shifts and logarithms of
// weights.
func mixtureOf(a, b, logW []float64) mixture {
	h := len(a)
	m := mixture{h: h, n: 1, rows: 1, a: a, logA: make([]float64, h), logW: logW,
		raw: append(make([]float64, h), b...), low: make([]float64, h), high: make([]float64, h)}
	for k, v := range a {
		m.logA[k] = math.Log(v)
	}
	return m
}

func TestTheNumericInverseOfWhatIsNoNumberIsNone(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct{ y, lo, hi float64 }{
		{math.NaN(), -1, 1}, {inf, -1, inf}, {-inf, -inf, 1}, {0, math.NaN(), 1}, {0, -1, math.NaN()}, {0, 1, -1},
	} {
		if s, asked := solved(bend{0.5, 0}, c.y, c.lo, c.hi); !math.IsNaN(s) || len(asked) > 0 {
			t.Errorf("y %g between %g and %g gives %g after %d evaluations", c.y, c.lo, c.hi, s, len(asked))
		}
	}
}
