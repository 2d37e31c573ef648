package kernel

import "math"

// softmaxSingle is softmax in single precision.
func softmaxSingle(dst, raw []float32, n, k int) {
	if vectorSoftmaxSingle(&dst[0], &raw[0], n, k) {
		return
	}
	for i := range n {
		top, total := raw[i], float32(0)
		for c := 1; c < k; c++ {
			if r := raw[c*n+i]; !(top > r) { // as the vectors do
				top = r
			}
		}
		for c := range k {
			e := expSingle(raw[c*n+i] - top)
			dst[c*n+i] = e
			total += e
		}
		part := 1 / total
		for c := range k {
			dst[c*n+i] *= part
		}
	}
}

// expSingle is eᵃ for a ≤ 40, and e to −87 below that.
func expSingle(a float32) float32 {
	if a < -87 {
		a = -87
	}
	r, bits := reduceSingle(a)
	p := float32(horner(riseSingle[:], r)*float32(r*r)) + r
	scale := math.Float32frombits(bits<<23 + 127<<23)
	return fma32(p, scale, scale)
}

// spreadSingle carries the gradients of the bins, which are where the places were, to the
// raw numbers: see plainSpread.
func (s Spline) spreadSingle(c, g SplineColumn) {
	n, k := len(c.V), s.Bins
	w := g.Work[:NarrowRuns*n]
	Narrow(w, c.Places[:NarrowRuns*n])
	_, widths, _, heights := s.sides()
	bin, x0, y0 := run(w, 0, n), run(w, 1, n), run(w, 6, n)
	spreadSingle(g.RawSingle[:k*n], c.SharesSingle[:k*n], bin, x0, run(w, 2, n), k, float32(widths))
	spreadSingle(g.RawSingle[k*n:2*k*n], c.SharesSingle[k*n:], bin, y0, run(w, 3, n), k, float32(heights))
	spreadEndsSingle(g.RawSingle[2*k*n:], bin, run(w, 4, n), run(w, 5, n), k-1)
}

// spreadSingle writes the gradient of the raw numbers behind k runs of shares, given scale
// times that of every share before the bin and of its own.
func spreadSingle(grad, shares, bin, before, at []float32, k int, scale float32) {
	n := len(bin)
	if vectorSpreadSingle(&grad[0], &shares[0], &bin[0], &before[0], &at[0], n, k, scale) {
		return
	}
	for i, b := range bin {
		of := func(c int) float32 {
			switch {
			case float32(c) < b:
				return float32(before[i] * scale)
			case float32(c) == b:
				return float32(at[i] * scale)
			}
			return 0
		}
		mean := float32(0)
		for c := range k {
			mean = fma32(of(c), shares[c*n+i], mean)
		}
		for c := range k {
			grad[c*n+i] = (of(c) - mean) * shares[c*n+i]
		}
	}
}

// spreadEndsSingle writes the gradients of the raw slopes at the inner knots.
func spreadEndsSingle(grad, bin, s0, s1 []float32, inner int) {
	n := len(bin)
	if vectorSpreadEndsSingle(&grad[0], &bin[0], &s0[0], &s1[0], n, inner) {
		return
	}
	clear(grad)
	for i, b := range bin {
		if k := int(b); k >= 0 {
			if k > 0 {
				grad[(k-1)*n+i] = s0[i]
			}
			if k < inner {
				grad[k*n+i] = s1[i]
			}
		}
	}
}
