package kernel

import (
	"fmt"
	"math"
)

// Hinges are two layers of a net of ReLUs that hears a single number,
//
//	y[i] = c[i] + Σⱼ W[i,j]·max(0, w[j]·x + b[j]),
//
// without a product of matrices. Unit j bends every y[i] at one place, −b[j]/w[j],
// and between two neighbouring places y is a straight line. The lines are found
// once, by going through the places in their order; a sample then takes one
// multiply-add for each y[i] instead of one for each weight. So do the
// derivatives: what a unit hears from the samples on its side of its place is
// summed line by line first.
//
// The lines are sums of the units that are on, in which nothing is taken away
// again: they are as accurate as the product. What a sample gets depends on the
// weights and on itself alone.
type Hinges struct {
	units        int
	slope, start []float64 // w and b, rounded up to whole registers
	bend         []float64 // where each unit bends
	slopes       []float64 // w and b in the order of the places
	starts       []float64
	rising       []int     // in that order: the row of a unit that is on above its place, else of the zeros
	falling      []int     // the same for units that are on below
	x            []float64 // the samples, rounded up
	line         []int     // the row of the line that each sample lies on
	rows         int       // samples
	none         float64   // what no units add up to: 0, or NaN next to a unit that is not finite
	pullX        []float64 // the gradients of x, w and b
	pullW, pullB []float64
}

// Rows of weights, lines and sums belong to eight outputs at a time. Those of
// weights are 16 apart because pack makes two such panels at once; those of
// lines and of sums hold eight numbers of one kind and eight of another.
const (
	outputs = 8
	apart   = 2 * outputs
)

// A HingeWork is the memory that Hinges work in. It may serve any number of them
// one after the other.
type HingeWork struct {
	weights []float64 // W of sixteen outputs, a row a unit; then the row of zeros
	lines   []float64 // slopes and starts
	sums    []float64 // of g·x and g over the samples of each line
	pulls   []float64 // of g·x and g over the samples for which a unit is on
	spare   []float64 // eight rows where there are fewer in truth
}

// Set takes the first layer, w and b, where w[j] stands at w[j·gap], and the
// samples x.
func (h *Hinges) Set(w, b []float64, gap int, x []float64) {
	h.units, h.rows = len(b), len(x)
	if len(w) < (h.units-1)*gap+1 || h.units == 0 {
		panic(fmt.Sprintf("kernel: Hinges: %d weights, %d apart, for %d units", len(w), gap, h.units))
	}
	h.grow()
	h.none = 0
	for j, start := range b {
		slope := w[j*gap]
		h.slope[j], h.start[j], h.bend[j] = slope, start, bendOf(slope, start)
		h.none += 0 * slope * start
	}
	h.sort()
	copy(h.x, x)
	clear(h.x[h.rows:])
	below(h.line, h.x, h.bend)
}

// bendOf returns where max(0, w·x + b) bends. A unit without slope bends at the end
// of the world, on the side that leaves it what it is everywhere.
func bendOf(w, b float64) float64 {
	if w == 0 && b == 0 {
		return math.Copysign(math.Inf(1), w)
	}
	return -b / w
}

func (h *Hinges) grow() {
	up := roundUp(h.units)
	for _, p := range []*[]float64{&h.slope, &h.start, &h.pullW, &h.pullB} {
		*p = sized(*p, up)
	}
	for _, p := range []*[]float64{&h.bend, &h.slopes, &h.starts} {
		*p = sized(*p, h.units)
	}
	h.rising, h.falling = sized(h.rising, h.units), sized(h.falling, h.units)
	up = roundUp(h.rows)
	h.x, h.pullX, h.line = sized(h.x, up), sized(h.pullX, up), sized(h.line, up)
}

func roundUp(n int) int { return (n + outputs - 1) / outputs * outputs }

// sized returns x, or something longer, cut to n.
func sized[T any](x []T, n int) []T {
	if cap(x) < n {
		return make([]T, n)
	}
	return x[:n]
}

// sort puts the units into the order of their places. What is not a number stands
// anywhere, for it makes every line no number.
func (h *Hinges) sort() {
	const nobody = -1
	for r := range h.rising {
		h.rising[r] = nobody
	}
	rank, zeros := h.falling, apart*roundUp(h.units)
	below(rank, h.bend, h.bend)
	for j := range h.bend {
		r := rank[j] / apart
		for h.rising[r] != nobody { // another one bends at the same place
			r++
		}
		h.rising[r], h.slopes[r], h.starts[r] = apart*j, h.slope[j], h.start[j]
	}
	for r, w := range h.slopes {
		h.falling[r] = zeros
		if math.Signbit(w) {
			h.rising[r], h.falling[r] = zeros, h.rising[r]
		}
	}
}

// below writes how many of at lie below each x, times apart.
func below(dst []int, x, at []float64) {
	if len(x) == 0 || vectorBelow(&dst[0], &x[0], &at[0], len(x), len(at)) {
		return
	}
	for i, v := range x {
		count := 0
		for _, a := range at {
			if a < v {
				count++
			}
		}
		dst[i] = apart * count
	}
}
