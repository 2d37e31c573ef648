package flows

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
	"bijou/flows/nn"
)

// A spline is the monotone rational-quadratic spline (Durkan et al. 2019,
// section 3.1) through K bins on [−B, B], and the identity outside. An entry
// takes 3K−1 raw numbers: K widths, K heights, K−1 inner slopes; the two outer
// slopes are 1.
//
//	width = least + (1 − K·least)·softmax(raw), times 2B; heights likewise
//	slope = least + softplus(raw)
//
// In the bin from (x0, y0) to (x0+W, y0+H) with slopes s0 and s1, m = H/W and
// t = (v−x0)/W:
//
//	out = y0 + H·(m·t² + s0·t(1−t))/q,  q = m + (s0+s1−2m)·t(1−t)
//	log slope = log(m²·(s1·t² + 2m·t(1−t) + s0·(1−t)²)/q²)
type spline struct {
	bins  int
	bound float64
	least
	to, from splineStep
}

// least bounds the bins from below, so that the spline stays invertible: width
// and height as shares of 2B, and the slope at a knot.
type least struct{ width, height, slope float64 }

var leastBins = least{1e-3, 1e-3, 1e-3}

func newSpline(bins int, bound float64, l least) *spline {
	s := &spline{bins: bins, bound: bound, least: l}
	s.to, s.from = splineStep{s, false}, splineStep{s, true}
	return s
}

func (s *spline) width() int { return 3*s.bins - 1 }

// start makes all bins equal and all slopes 1.
func (s *spline) start() nn.Start {
	slopes := nn.Constant(s.evenSlope())
	return func(_ *rand.Rand, dst []float64) {
		for lo := 0; lo < len(dst); lo += s.width() {
			slopes(nil, dst[lo+2*s.bins:lo+s.width()])
		}
	}
}

// evenSlope is the raw number behind a slope of 1.
func (s *spline) evenSlope() float64 { return softplusInverse(1 - s.least.slope) }

func (s *spline) forward(z, raw *ad.Mat) (x, ladj *ad.Mat) { return s.to.apply(z, raw) }
func (s *spline) inverse(x, raw *ad.Mat) (z, ladj *ad.Mat) { return s.from.apply(x, raw) }

// A splineStep is one direction of a spline as a fused operation.
type splineStep struct {
	*spline
	inverse bool
}

// apply transforms v (n×d) by raw (n×d·width, or one row for all samples).
func (f *splineStep) apply(v, raw *ad.Mat) (out, ladj *ad.Mat) {
	t, n, d, m := raw.Tape(), v.Rows, v.Cols, raw.Rows
	want := raw.Grad != nil || v.Grad != nil
	out, ladj = t.Value(n, d, want), t.Value(n, 1, want)
	shares := t.Value(m, 2*f.bins*d, false)
	places := t.Value(n, placeLen*d, false)
	clear(ladj.Data)
	for j := range d {
		rj := raw.Data[j*f.width()*m : (j+1)*f.width()*m]
		sj := shares.Data[j*2*f.bins*m : (j+1)*2*f.bins*m]
		softmax(sj[:f.bins*m], rj[:f.bins*m], m, f.bins)
		softmax(sj[f.bins*m:], rj[f.bins*m:2*f.bins*m], m, f.bins)
		f.column(out.Col(j), ladj.Data, places.Data[j*placeLen*n:(j+1)*placeLen*n], v.Col(j), sj, rj[2*f.bins*m:], m)
	}
	ad.Custom(f, ad.Call{In: [3]*ad.Mat{v, raw}, Out: [2]*ad.Mat{out, ladj}, Saved: [2]*ad.Mat{shares, places}})
	return out, ladj
}

// A place is what one sample of one entry met: its bin, or none in the tails.
type place struct {
	k               int     // the bin, −1 in a tail
	t, w, h, s0, s1 float64 // the position within it, its sides and end slopes
}

// A place is kept as placeLen numbers, n apart, the end slopes next to each
// other and behind them room for two numbers more: so the elementary functions
// run over all samples at once.
const placeLen = 8

func (p place) put(at []float64, n, i int) {
	at[i], at[n+i], at[2*n+i] = float64(p.k), p.t, p.w
	at[3*n+i], at[4*n+i], at[5*n+i] = p.h, p.s0, p.s1
}

func placeAt(at []float64, n, i int) place {
	return place{k: int(at[i]), t: at[n+i], w: at[2*n+i], h: at[3*n+i], s0: at[4*n+i], s1: at[5*n+i]}
}

// column transforms one entry of all samples by the numbers in m rows. What is
// not a number comes out as not a number; only the tails are the identity.
func (f *splineStep) column(out, ladj, places, v, shares, slopes []float64, m int) {
	n := len(v)
	for i, x := range v {
		p := place{k: -1}
		if out[i] = x; math.Abs(x) < f.bound {
			var from float64
			p, from, out[i] = f.locate(x, shares, slopes, m, min(i, m-1))
			p.t = x - from // so far
		}
		p.put(places, n, i)
	}
	ends, logs := places[4*n:6*n], places[6*n:7*n]
	kernel.Softplus(ends, ends)
	for i, x := range v {
		p := placeAt(places, n, i)
		if p.k < 0 {
			logs[i] = 1
			if math.IsNaN(x) {
				logs[i] = x
			}
			continue
		}
		p.s0, p.s1 = f.endSlopes(p)
		if f.inverse {
			p.t = p.solve(p.t)
			out[i] += p.t * p.w
		} else {
			p.t = min(max(p.t/p.w, 0), 1)
			out[i] += p.rise()
		}
		logs[i] = p.arc().slope()
		p.put(places, n, i)
	}
	kernel.Log(logs, logs)
	sign := 1.0
	if f.inverse {
		sign = -1
	}
	kernel.AddScaled(ladj, sign, logs)
}

// locate finds the bin of x, and the knots where it begins on the side of x
// (from) and on the other (to). Its end slopes are the raw numbers behind them
// so far.
func (f *splineStep) locate(x float64, shares, slopes []float64, n, i int) (p place, from, to float64) {
	near, far := shares[:f.bins*n], shares[f.bins*n:]
	nearLow, nearSize, farLow, farSize := f.sizes()
	if f.inverse {
		near, nearLow, nearSize, far, farLow, farSize = far, farLow, farSize, near, nearLow, nearSize
	}
	from, to = -f.bound, -f.bound
	for k := range f.bins {
		a, b := nearLow+nearSize*near[k*n+i], farLow+farSize*far[k*n+i]
		if last := k == f.bins-1; last || x < from+a {
			if last { // the last knot is exactly the bound
				a, b = f.bound-from, f.bound-to
			}
			p = place{k: k, w: a, h: b}
			if k > 0 {
				p.s0 = slopes[(k-1)*n+i]
			}
			if !last {
				p.s1 = slopes[k*n+i]
			}
			if f.inverse {
				p.w, p.h = b, a
			}
			break
		}
		from, to = from+a, to+b
	}
	return p, from, to
}

// sizes returns the least width and height of a bin, and what the shares of a
// softmax divide among the bins beyond that.
func (s *spline) sizes() (width, widths, height, heights float64) {
	k := float64(s.bins)
	return 2 * s.bound * s.least.width, 2 * s.bound * (1 - k*s.least.width),
		2 * s.bound * s.least.height, 2 * s.bound * (1 - k*s.least.height)
}

// endSlopes returns the slopes at the ends of a bin, given the softplus of the
// raw numbers behind them.
func (f *splineStep) endSlopes(p place) (s0, s1 float64) {
	s0, s1 = f.least.slope+p.s0, f.least.slope+p.s1
	if p.k == 0 {
		s0 = 1
	}
	if p.k == f.bins-1 {
		s1 = 1
	}
	return s0, s1
}

// solve finds the position in the bin at which the spline has risen by y. Of
// the quadratic's two root formulas it takes the one that does not cancel; a
// discriminant that rounding made negative counts as 0.
func (p place) solve(y float64) float64 {
	m := p.h / p.w
	e := y * (p.s0 + p.s1 - 2*m)
	a := p.h*(m-p.s0) + e
	b := p.h*p.s0 - e
	c := -m * y
	t := 2 * c / (-b - math.Sqrt(max(b*b-4*a*c, 0)))
	return min(max(t, 0), 1)
}

// An arc is the spline at a place: m, u = t(1−t), the numerator a of its value,
// its denominator q and the bracket r of its slope.
type arc struct{ m, u, a, q, r float64 }

func (p place) arc() arc {
	m, u := p.h/p.w, p.t*(1-p.t)
	return arc{
		m: m, u: u,
		a: m*p.t*p.t + p.s0*u,
		q: m + (p.s0+p.s1-2*m)*u,
		r: p.s1*p.t*p.t + 2*m*u + p.s0*(1-p.t)*(1-p.t),
	}
}

// slope does not overflow where the end slopes are enormous.
func (c arc) slope() float64 { return (c.r / c.q) * (c.m / c.q) * c.m }

func (p place) rise() float64 {
	c := p.arc()
	return p.h * c.a / c.q
}

func (p place) logSlope() float64 {
	c := p.arc()
	return 2*math.Log(c.m) + math.Log(c.r) - 2*math.Log(c.q)
}

// logSlopeByT is ∂(log slope)/∂t.
func (p place) logSlopeByT() float64 { return p.bend(p.arc()) }

// softmax writes the shares of each of n samples over its k raw numbers, which
// stand n apart.
func softmax(dst, raw []float64, n, k int) {
	top := dst[(k-1)*n:] // the last run holds the maximum, then the sum
	copy(top, raw[:n])
	for c := 1; c < k; c++ {
		for i, r := range raw[c*n : (c+1)*n] {
			top[i] = max(top[i], r)
		}
	}
	for c := range k - 1 {
		for i, r := range raw[c*n : (c+1)*n] {
			dst[c*n+i] = r - top[i]
		}
	}
	for i, r := range raw[(k-1)*n : k*n] {
		top[i] = r - top[i]
	}
	kernel.Exp(dst, dst)
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

// outside counts the entries of v (n×d) in the tails, where the spline is the
// identity and learns nothing.
func (s *spline) outside(v *ad.Mat) int {
	n := 0
	for _, x := range v.Data {
		if !(math.Abs(x) < s.bound) {
			n++
		}
	}
	return n
}
