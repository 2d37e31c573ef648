package flows

import (
	"math"

	"bijou/flows/ad"
)

// An increasing function of one variable, with its derivative. i is the sample
// that it belongs to.
type increasing interface {
	at(i int, s float64) (value, slope float64)
}

// solve returns the s in [lo, hi] with f(s) = y: Newton steps, and a bisection
// wherever Newton would leave the bracket or does not halve the step before the
// last, as where it goes to and fro (Dekker 1969; Press et al. 2007, section 9.4),
// until a step no longer changes more than the last bits. The bracket must hold the solution; a y that is not finite
// gives NaN.
func solve[F increasing](f F, i int, y, lo, hi float64) float64 {
	if math.IsNaN(y) || math.IsInf(y, 0) || !(lo <= hi) {
		return math.NaN()
	}
	s := middle(lo, hi)
	last, before := hi-lo, hi-lo
	for range 200 {
		value, slope := f.at(i, s)
		switch {
		case value == y:
			return s
		case value > y:
			hi = s
		default:
			lo = s
		}
		next := s - (value-y)/slope
		if !(next > lo && next < hi) || 2*math.Abs(next-s) > before {
			next = middle(lo, hi)
		}
		last, before = math.Abs(next-s), last
		if math.Abs(next-s) <= lastBits*math.Abs(s) || next == lo || next == hi {
			return next
		}
		s = next
	}
	return s
}

// lastBits is a few units in the last place.
const lastBits = 0x1p-51

// middle returns a number between lo and hi: halfway, or where they are of
// different size halfway between their logarithms, so that a wide bracket closes
// as fast as a narrow one.
func middle(lo, hi float64) float64 {
	if hi-lo > 16 {
		if m := math.Sinh((math.Asinh(lo) + math.Asinh(hi)) / 2); m > lo && m < hi {
			return m
		}
	}
	return lo + (hi-lo)/2
}

// newtonSystem puts solutions on the tape. s (n×d, constant) solves residual(s) =
// 0 for every sample, where residual was computed on the tape at s, and jacobian
// holds what becomes there of the unit tangents, dn×d. The result has the value
// of s, polished by one Newton step, and the gradient of the implicit function:
// with the Jacobian held constant, ds = −J⁻¹ d residual.
func newtonSystem(s, residual, jacobian *ad.Mat) *ad.Mat {
	return ad.Sub(s, ad.SolveRows(ad.Constant(jacobian), residual))
}
