package flows

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
	"bijou/flows/nn"
)

// A spline is the monotone rational-quadratic spline of kernel.Spline as a
// transform: 3K−1 raw numbers an entry, in the order widths, heights, inner
// slopes.
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
	to := kernel.Spline{Bins: bins, Bound: bound, Width: l.width, Height: l.height, Slope: l.slope}
	from := to
	from.Inverse = true
	return &spline{bins: bins, bound: bound, least: l, to: splineStep{Spline: to}, from: splineStep{Spline: from}}
}

func (s *spline) on(some selection) transform {
	t := *s
	t.to.selection, t.from.selection = some, some
	return &t
}

func (*spline) takesSingles() ad.Keep { return ad.InParts }

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

// A splineStep is one direction of a spline as a fused operation.
type splineStep struct {
	kernel.Spline
	selection
}

// apply transforms v (n×d) by raw (n×d·width, or one row for all samples).
func (f *splineStep) apply(v, raw *ad.Mat) (out, ladj *ad.Mat) {
	t, n, d, m := raw.Tape(), v.Rows, f.count(v.Cols), raw.Rows
	want := raw.Grad != nil || v.Grad != nil
	out, ladj = t.Value(n, v.Cols, want), t.Value(n, 1, want)
	shares := f.sharesOf(raw, m, d)
	places := t.Value(n, kernel.PlaceRuns*d, false)
	clear(ladj.Data)
	f.carry(out, v)
	c := ad.Call{In: [5]*ad.Mat{v, raw}, Out: [2]*ad.Mat{out, ladj}, Saved: [2]*ad.Mat{shares, places}}
	for j := range d {
		column := f.column(&c, j)
		if raw.InSingle() { // and the net says it now, so that it stays in the cache
			column.RawSingle = raw.SinglePart(j, d)
		}
		f.Apply(column)
	}
	ad.Custom(f, c)
	return out, ladj
}

// sharesOf returns memory for the shares, of the precision of the raw numbers.
func (f *splineStep) sharesOf(raw *ad.Mat, m, d int) *ad.Mat {
	if raw.InSingle() {
		return raw.Tape().SingleValue(m, 2*f.Bins*d)
	}
	return raw.Tape().Value(m, 2*f.Bins*d, false)
}

// Backward differentiates entry by entry.
func (f *splineStep) Backward(c *ad.Call) {
	v, raw, out, ladj := c.In[0], c.In[1], c.Out[0], c.Out[1]
	f.carryBack(out, v)
	d := f.count(v.Cols)
	var pulls, work []float32
	if raw.Grad != nil && raw.InSingle() {
		pulls, work = raw.SinglePulls(kernel.NarrowRuns * v.Rows)
	}
	for j := range d {
		i := f.entry(j)
		pull := kernel.SplineColumn{Out: out.GradCol(i), Ladj: ladj.Grad}
		if v.Grad != nil {
			pull.V = v.GradCol(i)
		}
		switch {
		case pulls != nil:
			pull.RawSingle, pull.Work = part(pulls, j, d), work
		case raw.Grad != nil && !raw.InSingle():
			pull.Raw = part(raw.Grad, j, d)
		}
		f.Back(f.column(c, j), pull)
	}
}

// column returns where the numbers of the j-th entry stand.
func (f *splineStep) column(c *ad.Call, j int) kernel.SplineColumn {
	v, raw, out, ladj, shares, places := c.In[0], c.In[1], c.Out[0], c.Out[1], c.Saved[0], c.Saved[1]
	i, d := f.entry(j), f.count(v.Cols)
	return kernel.SplineColumn{
		V: v.Col(i), Raw: part(raw.Data, j, d), Out: out.Col(i), Ladj: ladj.Data,
		Shares: part(shares.Data, j, d), Places: part(places.Data, j, d),
		SharesSingle: part(shares.Singles, j, d),
	}
}

// part returns the j-th of d equal parts of x.
func part[T float32 | float64](x []T, j, d int) []T {
	n := len(x) / d
	return x[j*n : (j+1)*n]
}
