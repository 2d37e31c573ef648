package densities

import "math"

// bell is −(d/s)²/2 and its derivative by d.
func bell(d, s float64) (v, slope float64) { return -d * d / (2 * s * s), -d / (s * s) }

// U1 is U1 of Rezende and Mohamed 2015, table 1, as −U and its derivatives: a ring of radius 2,
// and of it what is near x = ±2.
func U1(x, y float64) (v, dx, dy float64) {
	r := math.Hypot(x, y)
	ring, byR := bell(r-2, 0.4)
	right, byRight := bell(x-2, 0.6)
	left, byLeft := bell(x+2, 0.6)
	ends, share := logAddExp(right, left)
	if r > 0 {
		dx, dy = byR*x/r, byR*y/r
	}
	return ring + ends, dx + share*byRight + (1-share)*byLeft, dy
}

// wave is w₁ of the paper, sin(2πx/4), and its derivative.
func wave(x float64) (v, slope float64) {
	sin, cos := math.Sincos(math.Pi * x / 2)
	return sin, math.Pi / 2 * cos
}

// U2 is their U2: one wave along x, for ever.
func U2(x, y float64) (v, dx, dy float64) {
	w, dw := wave(x)
	v, by := bell(y-w, 0.4)
	return v, -by * dw, by
}

// U3 is their U3: a wave beside which a second one runs near x = 1.
func U3(x, y float64) (v, dx, dy float64) {
	b, _ := bell(x-1, 0.6)
	w2 := 3 * math.Exp(b)
	return fork(x, y, 0.35, w2, -w2*(x-1)/0.36)
}

// U4 is their U4: a wave that splits for good near x = 1.
func U4(x, y float64) (v, dx, dy float64) {
	s := 1 / (1 + math.Exp(-(x-1)/0.3))
	return fork(x, y, 0.4, 3*s, 3*s*(1-s)/0.3)
}

// fork is a wave of width s beside one that lies lower by w, of width 0.35.
func fork(x, y, s, w, dw float64) (v, dx, dy float64) {
	w1, dw1 := wave(x)
	a, byA := bell(y-w1, s)
	b, byB := bell(y-w1+w, 0.35)
	v, share := logAddExp(a, b)
	return v, -share*byA*dw1 + (1-share)*byB*(dw-dw1), share*byA + (1-share)*byB
}

// Softened is a surface times exp(−x²/8), which has a normaliser where waves run for ever.
func Softened(at func(x, y float64) (v, dx, dy float64)) func(x, y float64) (v, dx, dy float64) {
	return func(x, y float64) (v, dx, dy float64) {
		v, dx, dy = at(x, y)
		return v - x*x/8, dx - x/4, dy
	}
}

// RingMixture adds n rings of radius 2k/n and width 1/(4n).
func RingMixture(n int) func(x, y float64) (v, dx, dy float64) {
	s := 1 / (4 * float64(n))
	return func(x, y float64) (v, dx, dy float64) {
		r := math.Hypot(x, y)
		v = math.Inf(-1)
		slope := 0.0
		for k := 1; k <= n; k++ {
			ring, by := bell(r-2*float64(k)/float64(n), s)
			next, share := logAddExp(v, ring)
			v, slope = next, share*slope+(1-share)*by
		}
		if r > 0 {
			dx, dy = slope*x/r, slope*y/r
		}
		return v, dx, dy
	}
}

// MullerBrown is −V/kT of the standard four terms.
func MullerBrown(kT float64) func(x, y float64) (v, dx, dy float64) {
	terms := [4]struct{ A, a, b, c, x, y float64 }{
		{-200, -1, 0, -10, 1, 0}, {-100, -1, 0, -10, 0, 0.5}, {-170, -6.5, 11, -6.5, -0.5, 1.5}, {15, 0.7, 0.6, 0.7, -1, 1},
	}
	return func(x, y float64) (v, dx, dy float64) {
		for _, t := range terms {
			p, q := x-t.x, y-t.y
			e := -t.A * math.Exp(t.a*p*p+t.b*p*q+t.c*q*q) / kT
			v += e
			dx += e * (2*t.a*p + t.b*q)
			dy += e * (t.b*p + 2*t.c*q)
		}
		return v, dx, dy
	}
}
