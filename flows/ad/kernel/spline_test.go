package kernel_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad/kernel"
)

// splines are both directions of a Spline that the tests go through.
func splines() [2]kernel.Spline {
	s := kernel.Spline{Bins: 5, Bound: 3, Width: 1e-3, Height: 2e-3, Slope: 3e-3}
	back := s
	back.Inverse = true
	return [2]kernel.Spline{s, back}
}

// someColumn returns n entries in and around the bound with numbers of their
// own, or for m = 1 the same for all.
func someColumn(r *rand.Rand, s kernel.Spline, n, m int) kernel.SplineColumn {
	c := kernel.SplineColumn{
		V: normal(r, n), Raw: normal(r, m*(3*s.Bins-1)), Out: normal(r, n), Ladj: normal(r, n),
		Shares: make([]float64, 2*s.Bins*m), Places: make([]float64, kernel.PlaceRuns*n),
	}
	for i := range c.V {
		c.V[i] *= 2
	}
	return c
}

// bend is the spline by its definition: value and log|det| at one number.
func bend(s kernel.Spline, v float64, raw []float64) (out, ladj float64) {
	if !(math.Abs(v) < s.Bound) {
		return v, v - v
	}
	x, y := knots(s, raw[:s.Bins], s.Width), knots(s, raw[s.Bins:2*s.Bins], s.Height)
	slopes := []float64{1}
	for _, r := range raw[2*s.Bins:] {
		slopes = append(slopes, s.Slope+math.Log1p(math.Exp(r)))
	}
	slopes = append(slopes, 1)
	from := x
	if s.Inverse {
		from = y
	}
	k := 0
	for k < s.Bins-1 && v >= from[k+1] {
		k++
	}
	w, h := x[k+1]-x[k], y[k+1]-y[k]
	rise := func(t float64) (value, slope float64) {
		m, u := h/w, t*(1-t)
		q := m + (slopes[k]+slopes[k+1]-2*m)*u
		return h * (m*t*t + slopes[k]*u) / q, m * m * (slopes[k+1]*t*t + 2*m*u + slopes[k]*(1-t)*(1-t)) / (q * q)
	}
	if !s.Inverse {
		value, slope := rise((v - x[k]) / w)
		return y[k] + value, math.Log(slope)
	}
	lo, hi := 0.0, 1.0
	for range 60 { // bisection: it shares no formula with the kernels
		if mid := (lo + hi) / 2; y[k]+first(rise(mid)) < v {
			lo = mid
		} else {
			hi = mid
		}
	}
	_, slope := rise(lo)
	return x[k] + lo*w, -math.Log(slope)
}

func first(a, _ float64) float64 { return a }

// knots are the running sums of shares of [−B, B].
func knots(s kernel.Spline, raw []float64, least float64) []float64 {
	total := 0.0
	for _, r := range raw {
		total += math.Exp(r)
	}
	at := []float64{-s.Bound}
	for k, r := range raw {
		at = append(at, at[k]+2*s.Bound*(least+(1-float64(s.Bins)*least)*math.Exp(r)/total))
	}
	at[s.Bins] = s.Bound
	return at
}

// numbers returns what entry i of n is bent by.
func numbers(raw []float64, i, n int) []float64 {
	var own []float64
	for k := min(i, n-1); k < len(raw); k += n {
		own = append(own, raw[k])
	}
	return own
}

func TestASplineFollowsItsDefinitionForAllLengths(t *testing.T) {
	r := source(t)
	onEach(t, func(t *testing.T) {
		for _, s := range splines() {
			for n := range 40 {
				for _, m := range []int{n, min(n, 1)} {
					c := someColumn(r, s, n, m)
					before := slices.Clone(c.Ladj)
					s.Apply(c)
					for i := range n {
						out, ladj := bend(s, c.V[i], numbers(c.Raw, i, m))
						if ladj += before[i]; math.Abs(c.Out[i]-out) > 1e-12 || math.Abs(c.Ladj[i]-ladj) > 1e-11 {
							t.Fatalf("inverse %t at %v is %v and %v, want %v and %v", s.Inverse, c.V[i], c.Out[i], c.Ladj[i], out, ladj)
						}
					}
				}
			}
		}
	})
}

func TestASplineIsTheIdentityInTheTailsAndKeepsWhatIsNotANumber(t *testing.T) {
	inf := math.Inf(1)
	onEach(t, func(t *testing.T) {
		for _, s := range splines() {
			c := someColumn(source(t), s, 6, 6)
			copy(c.V, []float64{inf, -inf, 3, -3, 1e300, math.NaN()})
			clear(c.Ladj)
			g := someColumn(source(t), s, 6, 6)
			v, raw := slices.Clone(g.V), slices.Clone(g.Raw)
			s.Apply(c)
			s.Back(c, g)
			for i := range 5 {
				if c.Out[i] != c.V[i] || c.Ladj[i] != 0 || g.V[i] != v[i]+g.Out[i] {
					t.Errorf("inverse %t at %v is %v and %v, gradient %v of %v", s.Inverse, c.V[i], c.Out[i], c.Ladj[i], g.V[i]-v[i], g.Out[i])
				}
			}
			if !slices.Equal(g.Raw, raw) {
				t.Errorf("inverse %t: the tails pull on the numbers", s.Inverse)
			}
			if !math.IsNaN(c.Out[5]) || !math.IsNaN(c.Ladj[5]) {
				t.Errorf("inverse %t at NaN is %v and %v", s.Inverse, c.Out[5], c.Ladj[5])
			}
		}
	})
}

func TestNumbersThatAreNoneComeThroughASpline(t *testing.T) {
	onEach(t, func(t *testing.T) {
		for _, s := range splines() {
			for k := range 2 * s.Bins {
				c := someColumn(source(t), s, 9, 9)
				for i := range c.V {
					c.V[i] /= 10
				}
				c.Raw[k*9+4] = math.NaN()
				s.Apply(c)
				for i, x := range c.Out {
					if bad := math.IsNaN(x) && math.IsNaN(c.Ladj[i]); bad != (i == 4) {
						t.Fatalf("inverse %t, raw number %d of entry 4: entry %d is %v and %v", s.Inverse, k, i, x, c.Ladj[i])
					}
				}
			}
		}
	})
}

func TestTheDerivativeOfASplineMatchesFiniteDifferences(t *testing.T) {
	const n, h = 11, 1e-5
	onEach(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(29, 0)) // no entry so near a knot that differences are off
		for _, s := range splines() {
			for _, m := range []int{n, 1} {
				c, g := someColumn(r, s, n, m), someColumn(r, s, n, m)
				clear(g.V)
				clear(g.Raw)
				s.Apply(c)
				s.Back(c, g)
				loss := func() float64 {
					total := 0.0
					for i, v := range c.V {
						out, ladj := bend(s, v, numbers(c.Raw, i, m))
						total += g.Out[i]*out + g.Ladj[i]*ladj
					}
					return total
				}
				for _, x := range []struct{ at, grad []float64 }{{c.V, g.V}, {c.Raw, g.Raw}} {
					for i, was := range x.at {
						x.at[i] = was + h
						after := loss()
						x.at[i] = was - h
						want := (after - loss()) / (2 * h)
						if x.at[i] = was; math.Abs(x.grad[i]-want) > 2e-6*(1+math.Abs(want)) {
							t.Errorf("inverse %t, %d runs, number %d: %v, finite difference %v", s.Inverse, m, i, x.grad[i], want)
						}
					}
				}
			}
		}
	})
}

func TestVectorKernelsDoSplinesToTheSameBits(t *testing.T) {
	if len(kernel.Available()) < 3 {
		t.Skip("needs a processor with AVX-512")
	}
	defer choose(t, kernel.Name())
	for _, s := range splines() {
		for n := range 40 {
			var c, g [2]kernel.SplineColumn
			for i, name := range []string{kernel.AVX512, kernel.AVX2} {
				choose(t, name)
				r := rand.New(rand.NewPCG(5, uint64(n)))
				c[i], g[i] = someColumn(r, s, n, n), someColumn(r, s, n, n)
				s.Apply(c[i])
				s.Back(c[i], g[i])
			}
			if !slices.Equal(c[0].Out, c[1].Out) || !slices.Equal(c[0].Ladj, c[1].Ladj) ||
				!slices.Equal(g[0].V, g[1].V) || !slices.Equal(g[0].Raw, g[1].Raw) {
				t.Fatalf("inverse %t of %d numbers: the bits differ", s.Inverse, n)
			}
		}
	}
}
