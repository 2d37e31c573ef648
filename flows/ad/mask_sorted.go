package ad

import (
	"slices"

	"bijou/flows/ad/kernel"
)

// sorted is how nets in single precision lay out the weights of a masked layer: units of
// the same degree beside each other, so that what a unit hears comes first in its row,
// and products leave out all that it does not. θ and its gradient stay as they are.
type sorted struct {
	rows, cols []int // which output a row is, and which input a column
	heard      []int // how many columns a row hears, from the first on
	width      int   // of a row
	zeros      bool  // there are others among those
	free       []float64
}

// Sort tells nets in single precision to lay out the weights with output outs[r] as row
// r and input ins[c] as column c; nil leaves outputs or inputs as they are. The layer
// before must have its outputs in the order of the inputs. It returns the mask.
func (m *Mask) Sort(outs, ins []int, in int) *Mask {
	out := len(m.free) / max(in, 1)
	if slices.IsSorted(outs) && slices.IsSorted(ins) {
		return m
	}
	s := &sorted{rows: orSame(outs, out), cols: orSame(ins, in), width: in, heard: make([]int, out)}
	s.free = make([]float64, len(m.free))
	for r, o := range s.rows {
		for c, i := range s.cols {
			if isFree(m.free[o*in+i]) {
				s.free[r*in+c], s.heard[r] = 1, c+1
			}
		}
		s.zeros = s.zeros || slices.Contains(s.free[r*in:][:s.heard[r]], 0)
	}
	m.sorted = s
	m.ins, m.outs = kernel.NewHears(s.free, in, out, 1, in), kernel.NewHears(s.free, out, in, in, 1)
	return m
}

// orSame is an order, or the one that changes nothing.
func orSame(order []int, n int) []int {
	if order != nil {
		return order
	}
	order = make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

// sorts tells whether the weights are laid out anew.
func (m *Mask) sorts() bool { return m != nil && m.sorted != nil }

// output returns which output row j is, as nets in single precision lay them out.
func (m *Mask) output(j int) int {
	if m.sorts() {
		return m.sorted.rows[j]
	}
	return j
}

// heardBySingles returns the columns that some row hears lie between, as nets in single
// precision lay them out.
func (m *Mask) heardBySingles(ins, outs int) span {
	if m.sorts() {
		return span{0, slices.Max(m.sorted.heard)}
	}
	return m.block(ins, outs).in
}

// weights lays out the weights w in dst.
func (s *sorted) weights(dst, w []float32) {
	for r, o := range s.rows {
		row, from, heard := dst[r*s.width:][:s.width], w[o*s.width:][:s.width], s.heard[r]
		for c, i := range s.cols[:heard] {
			row[c] = from[i]
		}
		clear(row[heard:])
	}
}

// bias lays out biases of the outputs.
func (s *sorted) bias(dst, b []float32) {
	for r, o := range s.rows {
		dst[r] = b[o]
	}
}

// addTo adds a gradient of the weights that are laid out so.
func (s *sorted) addTo(grad []float64, singles []float32) {
	for r, o := range s.rows {
		row, from := grad[o*s.width:][:s.width], singles[r*s.width:][:s.width]
		for c, i := range s.cols[:s.heard[r]] {
			if isFree(s.free[r*s.width+c]) {
				row[i] += float64(from[c])
			}
		}
	}
}

// Sorted tells whether the part is laid out in an order of its own, so that AddUp is the
// way to add it up.
func (g SingleGrad) Sorted() bool { return g.mask.sorts() }

// AddUp writes the sum of the parts of several gradients of θ in single precision, in the
// order in which they are given, to the rows of one in double that begin from from to to−1.
func (g SingleGrad) AddUp(sum []float64, singles [][]float32, from, to int) {
	var some [128]float64
	s := g.mask.sorted
	for r, o := range s.rows {
		at := g.Lo + o*s.width
		if at < from || at >= to {
			continue
		}
		row := sum[at : at+s.width]
		clear(row)
		for c := 0; c < s.heard[r]; c += len(some) {
			part := some[:min(len(some), s.heard[r]-c)]
			at := g.Lo + r*s.width + c
			kernel.Widen(part, singles[0][at:at+len(part)])
			for _, more := range singles[1:] {
				kernel.AddWidened(part, more[at:at+len(part)])
			}
			for k, i := range s.cols[c : c+len(part)] {
				row[i] = part[k]
			}
		}
		if s.zeros {
			kernel.ReLUBack(row, g.mask.free[o*s.width:][:s.width])
		}
	}
}
