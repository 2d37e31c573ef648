package kernel

import "math"

// A Place is a position T from 0 to 1 in a bin of a rational-quadratic spline
// (see Spline), with the bin's sides and the slopes at its ends.
type Place struct{ T, W, H, S0, S1 float64 }

// Rise is how far the spline rises from the beginning of the bin to T.
func (p Place) Rise() float64 {
	c := p.arc()
	return p.H * c.a / c.q
}

// Solve finds the T at which the spline has risen by y. Of the quadratic's two
// root formulas it takes the one that does not cancel; a discriminant that
// rounding made negative counts as 0.
func (p Place) Solve(y float64) float64 {
	m := p.H / p.W
	e := y * (p.S0 + p.S1 - 2*m)
	a := p.H*(m-p.S0) + e
	b := p.H*p.S0 - e
	c := -m * y
	t := 2 * c / (-b - math.Sqrt(max(b*b-4*a*c, 0)))
	return min(max(t, 0), 1)
}

// LogSlope is the logarithm of the slope at T.
func (p Place) LogSlope() float64 {
	c := p.arc()
	return 2*math.Log(c.m) + math.Log(c.r) - 2*math.Log(c.q)
}

// Bend is ∂(log slope)/∂T.
func (p Place) Bend() float64 { return p.bend(p.arc()) }

func (p Place) bend(c arc) float64 {
	t := p.T
	return (2*p.S1*t+2*c.m*(1-2*t)-2*p.S0*(1-t))/c.r - 2*(p.S0+p.S1-2*c.m)*(1-2*t)/c.q
}

// An arc is the spline at a place: m, u = t(1−t), the numerator a of its value,
// its denominator q and the bracket r of its slope.
type arc struct{ m, u, a, q, r float64 }

func (p Place) arc() arc {
	m, u := p.H/p.W, p.T*(1-p.T)
	return arc{
		m: m, u: u,
		a: m*p.T*p.T + p.S0*u,
		q: m + (p.S0+p.S1-2*m)*u,
		r: p.S1*p.T*p.T + 2*m*u + p.S0*(1-p.T)*(1-p.T),
	}
}

// slope does not overflow where the end slopes are enormous.
func (c arc) slope() float64 { return (c.r / c.q) * (c.m / c.q) * c.m }

// A pull is the gradient at one place: of the argument, of the lower left
// corner of the bin, of its sides and of its end slopes.
type pull struct{ v, x0, y0, w, h, s0, s1 float64 }

// pull turns the gradients of one result and of its log|det| into those of what
// they were computed from.
//
// The inverse needs no derivation of its own: where out = spline⁻¹(v; p), the
// spline at out has value v and slope g, so d out/dv = 1/g and d out/dp =
// −(∂spline/∂p)/g. Whatever pulls on out and on ladj = −log slope becomes a
// pull on the forward spline's value and log slope at out.
func (p Place) pull(inverse bool, gOut, gLadj float64) pull {
	c := p.arc()
	bend := p.bend(c)
	if !inverse {
		return p.forwardPull(c, bend, gOut, gLadj)
	}
	gY := (gOut - gLadj*bend/p.W) / c.slope()
	back := p.forwardPull(c, bend, -gY, -gLadj)
	back.v = gY
	return back
}

// forwardPull differentiates value and log slope of the forward spline, whose
// log slope changes by bend with t.
func (p Place) forwardPull(c arc, bend, gOut, gLog float64) pull {
	m, u, a, q, r := c.m, c.u, c.a, c.q, c.r
	t, byQ, byR, byW := p.T, 1/q, 1/r, 1/p.W
	pulled := gOut * p.H * byQ * byQ
	gT := gOut*c.slope()*p.W + gLog*bend
	gM := pulled*(t*t*q-a*(1-2*u)) + gLog*(2/m+2*u*byR-2*(1-2*u)*byQ)
	return pull{
		v:  gT * byW,
		x0: -gT * byW,
		y0: gOut,
		w:  -(gT*t + gM*m) * byW,
		h:  gOut*a*byQ + gM*byW,
		s0: pulled*u*(q-a) + gLog*((1-t)*(1-t)*byR-2*u*byQ),
		s1: -pulled*u*a + gLog*(t*t*byR-2*u*byQ),
	}
}
