package flows

import (
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// Backward adds the gradients of v and of the raw numbers.
//
// The inverse needs no derivation of its own: where out = spline⁻¹(v; p), the
// spline at out has value v and slope g, so d out/dv = 1/g and d out/dp =
// −(∂spline/∂p)/g. Whatever pulls on out and on ladj = −log slope becomes a
// pull on the forward spline's value and log slope at out.
func (f *splineStep) Backward(c *ad.Call) {
	v, raw, out, ladj, shares, places := c.In[0], c.In[1], c.Out[0], c.Out[1], c.Saved[0], c.Saved[1]
	n, m, width := v.Rows, raw.Rows, f.width()
	for j := range v.Cols {
		g := out.GradCol(j)
		sj := shares.Data[j*2*f.bins*m : (j+1)*2*f.bins*m]
		pj := places.Data[j*placeLen*n : (j+1)*placeLen*n]
		rj := raw.Data[j*width*m : (j+1)*width*m]
		rates := pj[6*n:] // of the end slopes by their raw numbers
		f.slopeRates(rates, pj, rj[2*f.bins*m:], n, m)
		for i := range n {
			p := placeAt(pj, n, i)
			if p.k < 0 {
				if v.Grad != nil {
					v.Grad[j*n+i] += g[i]
				}
				continue
			}
			pull := f.pull(p, g[i], ladj.Grad[i])
			if v.Grad != nil {
				v.Grad[j*n+i] += pull.v
			}
			if raw.Grad != nil {
				pull.s0, pull.s1 = pull.s0*rates[i], pull.s1*rates[n+i]
				f.spread(pull, p, sj, raw.Grad[j*width*m:], m, min(i, m-1))
			}
		}
	}
}

// slopeRates writes the derivative of the softplus behind both end slopes of
// every sample's bin; that of an outer slope, which is fixed, is never used.
func (f *splineStep) slopeRates(rates, places, slopes []float64, n, m int) {
	for i := range n {
		k := int(places[i])
		rates[i], rates[n+i] = 0, 0
		if k > 0 {
			rates[i] = slopes[(k-1)*m+min(i, m-1)]
		}
		if k >= 0 && k < f.bins-1 {
			rates[n+i] = slopes[k*m+min(i, m-1)]
		}
	}
	kernel.Sigmoid(rates, rates)
}

// A pull is the gradient at one place: of the argument, of the lower left
// corner of the bin, of its sides and of its end slopes.
type pull struct{ v, x0, y0, w, h, s0, s1 float64 }

// pull turns the gradients of one result and of its log|det| into those of what
// they were computed from.
func (f *splineStep) pull(p place, gOut, gLadj float64) pull {
	c := p.arc()
	bend := p.bend(c)
	if !f.inverse {
		return p.forwardPull(c, bend, gOut, gLadj)
	}
	gY := (gOut - gLadj*bend/p.w) / c.slope()
	back := p.forwardPull(c, bend, -gY, -gLadj)
	back.v = gY
	return back
}

// forwardPull differentiates value and log slope of the forward spline, whose
// log slope changes by bend with t.
func (p place) forwardPull(c arc, bend, gOut, gLog float64) pull {
	m, u, a, q, r := c.m, c.u, c.a, c.q, c.r
	t, byQ, byR, byW := p.t, 1/q, 1/r, 1/p.w
	pulled := gOut * p.h * byQ * byQ
	gT := gOut*c.slope()*p.w + gLog*bend
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

// bend is ∂(log slope)/∂t, given the arc there.
func (p place) bend(c arc) float64 {
	t := p.t
	return (2*p.s1*t+2*c.m*(1-2*t)-2*p.s0*(1-t))/c.r - 2*(p.s0+p.s1-2*c.m)*(1-2*t)/c.q
}

// spread carries the gradients of a bin to the raw numbers: those of the end
// slopes, which are by the raw numbers already, and to widths and heights
// through the running sums (a corner moves with every bin before it) and the
// softmax.
func (f *splineStep) spread(g pull, p place, shares, grad []float64, n, i int) {
	k, bins := p.k, f.bins
	if k > 0 {
		grad[(2*bins+k-1)*n+i] += g.s0
	}
	if k < bins-1 {
		grad[(2*bins+k)*n+i] += g.s1
	}
	_, widths, _, heights := f.sizes()
	backSoftmax(grad[:bins*n], shares[:bins*n], widths*g.x0, widths*g.w, k, n, i)
	backSoftmax(grad[bins*n:2*bins*n], shares[bins*n:], heights*g.y0, heights*g.h, k, n, i)
}

// backSoftmax adds the gradient of the raw numbers behind shares, given that of
// every share before the k-th and that of the k-th. Those after it have none.
func backSoftmax(grad, shares []float64, before, at float64, k, n, i int) {
	mean := at * shares[k*n+i]
	for c := range k {
		mean += before * shares[c*n+i]
	}
	for c := 0; c*n < len(grad); c++ {
		g := -mean
		switch {
		case c < k:
			g += before
		case c == k:
			g += at
		}
		grad[c*n+i] += shares[c*n+i] * g
	}
}
