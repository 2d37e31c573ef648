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
		g := out.Grad[j*n : (j+1)*n]
		sj := shares.Data[j*2*f.bins*m : (j+1)*2*f.bins*m]
		pj := places.Data[j*placeLen*n : (j+1)*placeLen*n]
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
				f.spread(pull, p, sj, raw.Data[j*width*m:], raw.Grad[j*width*m:], m, min(i, m-1))
			}
		}
	}
}

// A pull is the gradient at one place: of the argument, of the lower left
// corner of the bin, of its sides and of its end slopes.
type pull struct{ v, x0, y0, w, h, s0, s1 float64 }

// pull turns the gradients of one result and of its log|det| into those of what
// they were computed from.
func (f *splineStep) pull(p place, gOut, gLadj float64) pull {
	m, _, _, q, r := p.parts()
	if !f.inverse {
		return p.forwardPull(gOut, gLadj)
	}
	slope := m * m * r / (q * q)
	gY := (gOut - gLadj*p.logSlopeByT()/p.w) / slope
	back := p.forwardPull(-gY, -gLadj)
	back.v = gY
	return back
}

// forwardPull differentiates value and log slope of the forward spline.
func (p place) forwardPull(gOut, gLog float64) pull {
	m, u, a, q, r := p.parts()
	t, qq := p.t, q*q
	slope := m * m * r / qq
	gT := gOut*slope*p.w + gLog*p.logSlopeByT()
	gM := gOut*p.h*(t*t*q-a*(1-2*u))/qq + gLog*(2/m+2*u/r-2*(1-2*u)/q)
	return pull{
		v:  gT / p.w,
		x0: -gT / p.w,
		y0: gOut,
		w:  -(gT*t + gM*m) / p.w,
		h:  gOut*a/q + gM/p.w,
		s0: gOut*p.h*u*(q-a)/qq + gLog*((1-t)*(1-t)/r-2*u/q),
		s1: -gOut*p.h*u*a/qq + gLog*(t*t/r-2*u/q),
	}
}

// logSlopeByT is ∂(log slope)/∂t.
func (p place) logSlopeByT() float64 {
	m, _, _, q, r := p.parts()
	t := p.t
	return (2*p.s1*t+2*m*(1-2*t)-2*p.s0*(1-t))/r - 2*(p.s0+p.s1-2*m)*(1-2*t)/q
}

// spread carries the gradients of a bin to the raw numbers: to the end slopes
// through softplus, to widths and heights through the running sums (a corner
// moves with every bin before it) and the softmax.
func (f *splineStep) spread(g pull, p place, shares, raw, grad []float64, n, i int) {
	k, bins := p.k, f.bins
	if k > 0 {
		at := (2*bins+k-1)*n + i
		grad[at] += g.s0 * kernel.Sigmoid1(raw[at])
	}
	if k < bins-1 {
		at := (2*bins+k)*n + i
		grad[at] += g.s1 * kernel.Sigmoid1(raw[at])
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
