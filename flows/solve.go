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
// wherever Newton would leave the bracket, until a step no longer changes more
// than the last bits. The bracket must hold the solution; a y that is not finite
// gives NaN.
func solve[F increasing](f F, i int, y, lo, hi float64) float64 {
	if math.IsNaN(y) || math.IsInf(y, 0) || !(lo <= hi) {
		return math.NaN()
	}
	s := middle(lo, hi)
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
		if !(next > lo && next < hi) {
			next = middle(lo, hi)
		}
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

// newtonStep puts a solution on the tape. s (n×1, constant) solves
// residual(s) = 0, where residual was computed on the tape at s, and slope is
// its derivative there. The result has the value of s, polished by one Newton
// step, and the gradient of the implicit function: with the slope held
// constant, ds = −d residual / slope.
func newtonStep(s, residual, slope *ad.Mat) *ad.Mat {
	fixed := s.Tape().Value(slope.Rows, slope.Cols, false)
	copy(fixed.Data, slope.Data)
	return ad.Sub(s, ad.Div(residual, fixed))
}

// newtonSystem is newtonStep for d equations at once: s and residual are n×d,
// and jacobian holds what becomes of the unit tangents, dn×d.
func newtonSystem(s, residual, jacobian *ad.Mat) *ad.Mat {
	return ad.Sub(s, ad.SolveRows(ad.Constant(jacobian), residual))
}
