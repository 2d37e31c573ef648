package kernel

import "fmt"

// A Spline is one direction of the monotone rational-quadratic spline (Durkan et
// al. 2019, section 3.1) through K bins on [−B, B], and the identity outside. An
// entry takes 3K−1 raw numbers: K widths, K heights, K−1 inner slopes; the two
// outer slopes are 1.
//
//	width = least + (1 − K·least)·softmax(raw), times 2B; heights likewise
//	slope = least + softplus(raw)
//
// In the bin from (x0, y0) to (x0+W, y0+H) with slopes s0 and s1, m = H/W and
// t = (v−x0)/W:
//
//	out = y0 + H·(m·t² + s0·t(1−t))/q,  q = m + (s0+s1−2m)·t(1−t)
//	log slope = log(m²·(s1·t² + 2m·t(1−t) + s0·(1−t)²)/q²)
type Spline struct {
	Bins                 int // K, at least 2
	Bound                float64
	Width, Height, Slope float64 // the least: sides as shares of 2B, and slope
	Inverse              bool
}

// PlaceRuns is how many numbers an entry keeps about the place that it met. Run
// after run holds the bin, −1 in a tail; the position t in it; its width and
// height; the slopes at its ends; the raw numbers behind those; the log slope.
// In a tail, bin and slopes are such that the formulas give the identity.
const PlaceRuns = 9

// A SplineColumn is n entries that go through a Spline, each by numbers of its
// own or all by the same. Numbers come in runs of the same kind, one for each of
// m entries, with m = n or 1.
type SplineColumn struct {
	V, Raw    []float64 // 3K−1 runs are raw
	Out, Ladj []float64 // the log|det| is added to Ladj
	Shares    []float64 // 2K runs: the softmax of widths and heights, kept for the derivative
	Places    []float64 // PlaceRuns runs of n, kept as well

	// What a net in single precision says stands here instead of in Raw, with shares of
	// the same kind; Back then writes the gradient of it and adds to nothing, and Work,
	// NarrowRuns runs of n, is overwritten.
	RawSingle, SharesSingle, Work []float32
}

// NarrowRuns is how many runs of numbers Back needs in single precision.
const NarrowRuns = 7

func (c SplineColumn) single() bool { return c.SharesSingle != nil }

// Apply writes the value of the spline and adds to the log|det|. What is not a
// number comes out as not a number; only the tails are the identity.
func (s Spline) Apply(c SplineColumn) {
	n, m := s.check(c, c.RawSingle)
	if n == 0 {
		return
	}
	if k := s.Bins * m; c.single() {
		softmaxSingle(c.SharesSingle[:k], c.RawSingle[:k], m, s.Bins)
		softmaxSingle(c.SharesSingle[k:], c.RawSingle[k:2*k], m, s.Bins)
	} else {
		softmax(c.Shares[:k], c.Raw[:k], m, s.Bins)
		softmax(c.Shares[k:], c.Raw[k:2*k], m, s.Bins)
	}
	if m < n || !s.vectorLocate(c) {
		s.plainLocate(c, n, m)
	}
	p := c.Places
	Softplus(p[4*n:6*n], p[6*n:8*n])
	if !s.vectorPlace(c) {
		s.plainPlace(c, n)
	}
	log := p[8*n:]
	Log(log, log)
	sign := 1.0
	if s.Inverse {
		sign = -1
	}
	AddScaled(c.Ladj, sign, log)
}

// Back adds to the gradients of V and Raw, which g holds, what those of Out and
// Ladj pull on them after Apply. A nil g.V or g.Raw is not wanted. It overwrites
// the places.
func (s Spline) Back(c, g SplineColumn) {
	n, m := s.check(c, g.RawSingle)
	if n == 0 {
		return
	}
	p := c.Places
	if g.V == nil {
		g.V = p[8*n:]
	}
	same("Spline", g.V, c.V)
	same("Spline", g.Out, c.V)
	same("Spline", g.Ladj, c.V)
	rates := p[6*n : 8*n] // of the end slopes by their raw numbers
	Sigmoid(rates, rates)
	if !s.vectorPull(c, g) {
		s.plainPull(c, g, n)
	}
	switch {
	case g.RawSingle != nil:
		s.spreadSingle(c, g)
		return
	case g.Raw == nil:
		return
	}
	same("Spline", g.Raw, c.Raw)
	if m < n || !s.vectorSpread(c, g) {
		s.plainSpread(c, g, n, m)
	}
}

// sides returns the least width and height of a bin, and what the shares of a
// softmax divide among the bins beyond that.
func (s Spline) sides() (width, widths, height, heights float64) {
	k := float64(s.Bins)
	return 2 * s.Bound * s.Width, 2 * s.Bound * (1 - k*s.Width),
		2 * s.Bound * s.Height, 2 * s.Bound * (1 - k*s.Height)
}

// check returns the number of entries and of numbers in a run. Back does not look at what
// is raw in single precision, and is given its gradient.
func (s Spline) check(c SplineColumn, single []float32) (n, m int) {
	n = len(c.V)
	numbers, shares := len(c.Raw), len(c.Shares)
	if m = numbers / (3*s.Bins - 1); c.single() {
		m, numbers, shares = n, len(single), len(c.SharesSingle)
		if single == nil {
			numbers = m * (3*s.Bins - 1)
		}
	}
	if len(c.Out) != n || len(c.Ladj) != n || len(c.Places) != PlaceRuns*n ||
		m != n && (m != 1 || c.single()) || numbers != m*(3*s.Bins-1) || shares != 2*s.Bins*m {
		panic(fmt.Sprintf("kernel: Spline: lengths %d, %d, %d, %d, %d, %d do not fit %d bins",
			n, numbers, len(c.Out), len(c.Ladj), shares, len(c.Places), s.Bins))
	}
	return n, m
}

// run returns run k of runs of n.
func run[T float32 | float64](x []T, k, n int) []T { return x[k*n : (k+1)*n : (k+1)*n] }
