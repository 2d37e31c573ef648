package flows

import (
	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Spline layer bends every entry by a rational-quadratic spline of its own,
// whose numbers are parameters: nothing steers them (Durkan et al. 2019,
// section 3.1).
type Spline struct {
	widths, heights, slopes nn.Block // D runs of K, K and K−1
	entries                 []int    // where the numbers of one entry after the other stand in the blocks
	t                       *spline
}

func newElementwiseSpline(p *nn.Params, d int, t *spline) *Spline {
	k := t.bins
	s := &Spline{
		widths:  p.Add("w", 1, d*k, nil),
		heights: p.Add("h", 1, d*k, nil),
		slopes:  p.Add("d", 1, d*(k-1), nn.Constant(t.evenSlope())),
		t:       t,
	}
	s.entries = interleave(d, k, k, k-1)
	return s
}

// interleave lists, for arrays that lie one behind the other and hold a run of
// some width for each of d entries, where the runs of entry 0 stand, then those
// of entry 1, and so on.
func interleave(d int, widths ...int) []int {
	var order []int
	for j := range d {
		begin := 0
		for _, w := range widths {
			for k := range w {
				order = append(order, begin+j*w+k)
			}
			begin += d * w
		}
	}
	return order
}

// raw returns the numbers as the transform wants them, 1×D(3K−1).
func (s *Spline) raw(t *ad.Tape) *ad.Mat {
	return ad.Pick(ad.Join(ad.Join(s.widths.On(t), s.heights.On(t)), s.slopes.On(t)), s.entries)
}

// Forward bends every entry of z.
func (s *Spline) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) { return s.t.forward(z, s.raw(z.Tape())) }

// Inverse bends every entry of x back.
func (s *Spline) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) { return s.t.inverse(x, s.raw(x.Tape())) }
