package kernel

import "math"

// softmax writes the shares of each of n entries over its k raw numbers, which
// stand n apart.
func softmax(dst, raw []float64, n, k int) {
	if vectorSoftmax(&dst[0], &raw[0], n, k) {
		return
	}
	top := dst[(k-1)*n:] // the last run holds the maximum, then the sum
	copy(top, raw[:n])
	for c := 1; c < k; c++ {
		for i, r := range raw[c*n : (c+1)*n] {
			top[i] = max(top[i], r)
		}
	}
	for c := range k {
		for i, r := range raw[c*n : (c+1)*n] {
			dst[c*n+i] = r - top[i]
		}
	}
	Exp(dst, dst)
	for i := range n {
		total := 0.0
		for c := range k {
			total += dst[c*n+i]
		}
		for c := range k {
			dst[c*n+i] /= total
		}
	}
}

// plainLocate finds the bin of every entry: how far it is in, its sides, the raw
// numbers behind the slopes at its ends, and in Out where it begins on the other
// side.
func (s Spline) plainLocate(c SplineColumn, n, m int) {
	p := c.Places
	for i, x := range c.V {
		p[i], p[n+i], p[2*n+i], p[3*n+i], p[6*n+i], p[7*n+i] = -1, 0, 1, 1, 0, 0
		switch c.Out[i] = x; {
		case math.Abs(x) < s.Bound && c.single():
			locate(s, c, c.SharesSingle, c.RawSingle, i, n, m)
		case math.Abs(x) < s.Bound:
			locate(s, c, c.Shares, c.Raw, i, n, m)
		case math.IsNaN(x):
			p[n+i] = x
		}
	}
}

// locate does so for entry i.
func locate[T float32 | float64](s Spline, c SplineColumn, shares, raw []T, i, n, m int) {
	p, at, last := c.Places, min(i, m-1), s.Bins-1
	near, far, slopes := shares, shares[s.Bins*m:], raw[2*s.Bins*m:]
	low, share, farLow, farShare := s.sides()
	if s.Inverse {
		near, far = far, near
		low, share, farLow, farShare = farLow, farShare, low, share
	}
	from, to, x := -s.Bound, -s.Bound, c.V[i]
	k, a, b := 0, low+share*float64(near[at]), farLow+farShare*float64(far[at])
	for k < last && !(x < from+a) {
		k, from, to = k+1, from+a, to+b
		a, b = low+share*float64(near[k*m+at]), farLow+farShare*float64(far[k*m+at])
	}
	if k == last { // the last knot is exactly the bound
		a, b = s.Bound-from, s.Bound-to
	} else {
		p[7*n+i] = float64(slopes[k*m+at])
	}
	if k > 0 {
		p[6*n+i] = float64(slopes[(k-1)*m+at])
	}
	if s.Inverse {
		a, b = b, a
	}
	p[i], p[n+i], p[2*n+i], p[3*n+i], c.Out[i] = float64(k), x-from, a, b, to
}

// place returns the place of entry i of n.
func place(places []float64, i, n int) Place {
	return Place{T: places[n+i], W: places[2*n+i], H: places[3*n+i], S0: places[4*n+i], S1: places[5*n+i]}
}

// plainPlace turns what locate and the softplus of the raw slopes left into the
// place of every entry, the value of the spline and its slope.
func (s Spline) plainPlace(c SplineColumn, n int) {
	p := c.Places
	for i, bin := range p[:n] {
		p[4*n+i], p[5*n+i] = s.Slope+p[4*n+i], s.Slope+p[5*n+i]
		if bin <= 0 {
			p[4*n+i] = 1
		}
		if bin < 0 || bin == float64(s.Bins-1) {
			p[5*n+i] = 1
		}
		here := place(p, i, n)
		if s.Inverse {
			here.T = here.Solve(here.T)
			c.Out[i] += here.T * here.W
		} else {
			here.T = min(max(here.T/here.W, 0), 1)
			c.Out[i] += here.Rise()
		}
		p[n+i], p[8*n+i] = here.T, here.arc().slope()
	}
}

// plainPull adds to the gradient of V and leaves those of the bins where the
// places were: of the corner in 1 and 6, of the sides in 2 and 3, of the raw
// slopes in 4 and 5.
func (s Spline) plainPull(c, g SplineColumn, n int) {
	p := c.Places
	for i := range n {
		pull := place(p, i, n).pull(s.Inverse, g.Out[i], g.Ladj[i])
		g.V[i] += pull.v
		p[4*n+i], p[5*n+i] = pull.s0*p[6*n+i], pull.s1*p[7*n+i]
		p[n+i], p[2*n+i], p[6*n+i], p[3*n+i] = pull.x0, pull.w, pull.y0, pull.h
	}
}

// plainSpread carries the gradients of the bins to the raw numbers: those of the
// end slopes, which are by the raw numbers already, and to widths and heights
// through the running sums (a corner moves with every bin before it) and the
// softmax.
func (s Spline) plainSpread(c, g SplineColumn, n, m int) {
	p, k := c.Places, s.Bins*m
	_, widths, _, heights := s.sides()
	for i, b := range p[:n] {
		bin, at := int(b), min(i, m-1)
		if bin < 0 {
			continue
		}
		if bin > 0 {
			g.Raw[2*k+(bin-1)*m+at] += p[4*n+i]
		}
		if bin < s.Bins-1 {
			g.Raw[2*k+bin*m+at] += p[5*n+i]
		}
		backSoftmax(g.Raw[:k], c.Shares[:k], widths*p[n+i], widths*p[2*n+i], bin, m, at)
		backSoftmax(g.Raw[k:2*k], c.Shares[k:], heights*p[6*n+i], heights*p[3*n+i], bin, m, at)
	}
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
