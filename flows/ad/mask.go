package ad

import (
	"slices"

	"bijou/flows/ad/kernel"
)

// A Mask says which weights of a dense layer are free. The others are zero, and
// stay so.
type Mask struct {
	free    []float64 // laid out as the weights, 0 for those that are not
	in, out span      // the inputs and outputs that free weights lie between
	all     bool      // everything there is free

	ins, outs kernel.Hears // what each input is heard by, and what each output hears, in single precision
	sorted    *sorted      // how weights are laid out there; nil as they are
}

// A span is lo to hi−1.
type span struct{ lo, hi int }

func (s span) len() int { return s.hi - s.lo }

// NewMask returns the mask of a layer from in inputs, whose entries are laid out
// as the weights.
func NewMask(free []float64, in int) *Mask {
	m := &Mask{free: free, all: true}
	if out := len(free) / max(in, 1); out > 0 {
		m.ins, m.outs = kernel.NewHears(free, in, out, 1, in), kernel.NewHears(free, out, in, in, 1)
	}
	for o := range len(free) / max(in, 1) {
		row := free[o*in : (o+1)*in]
		first := slices.IndexFunc(row, isFree)
		if first < 0 {
			continue
		}
		last := in - 1
		for !isFree(row[last]) {
			last--
		}
		if m.Empty() {
			m.in, m.out.lo = span{first, last + 1}, o
		}
		m.in, m.out.hi = span{min(m.in.lo, first), max(m.in.hi, last+1)}, o+1
	}
	for o := m.out.lo; o < m.out.hi; o++ {
		m.all = m.all && !slices.Contains(free[o*in+m.in.lo:o*in+m.in.hi], 0)
	}
	return m
}

func isFree(x float64) bool { return x != 0 }

// Empty tells whether no weight is free: the layer is its bias then.
func (m *Mask) Empty() bool { return m.out.len() == 0 }

// Hears returns the only input that any free weight comes from, and whether there
// is just one.
func (m *Mask) Hears() (input int, alone bool) { return m.in.lo, m.in.len() == 1 }

// A block is the part of a dense layer's weights that takes part in its
// products: all of them, or what lies between the free ones.
type block struct {
	in, out   span
	ins, outs int // of the layer
}

func (m *Mask) block(ins, outs int) block {
	if m == nil {
		return block{span{0, ins}, span{0, outs}, ins, outs}
	}
	return block{m.in, m.out, ins, outs}
}

func (b block) empty() bool { return b.in.len()*b.out.len() == 0 }

// fromAll is the block with all inputs, for operations that do not leave any out.
func (b block) fromAll() block {
	b.in = span{0, b.ins}
	return b
}

// weights returns the block's part of the weights, or of their gradient, which
// has gaps of b.ins from row to row.
func (b block) weights(w []float64) []float64 {
	return w[b.out.lo*b.ins+b.in.lo : (b.out.hi-1)*b.ins+b.in.hi]
}

// within returns the columns of x, n numbers each, that lie in s, and those to
// the left and the right of it.
func (s span) within(x []float64, n int) (left, inner, right []float64) {
	return x[:s.lo*n], x[s.lo*n : s.hi*n], x[s.hi*n:]
}

// of returns what s selects of one number for each column, if there are any.
func (s span) of(x []float64) []float64 {
	if x == nil {
		return nil
	}
	return x[s.lo:s.hi]
}

// heardByOutputs says what each output hears, and heardOfInputs what hears each input, for
// products that leave out the rest.
func (m *Mask) heardByOutputs() kernel.Hears {
	if m == nil {
		return kernel.Hears{}
	}
	return m.outs
}

func (m *Mask) heardOfInputs() kernel.Hears {
	if m == nil {
		return kernel.Hears{}
	}
	return m.ins
}

// withholdAll clears the gradient g of all the weights where they are not free, also
// outside of what lies between the free ones.
func (m *Mask) withholdAll(g []float64) {
	if !m.frees() {
		kernel.ReLUBack(g, m.free)
	}
}

// frees tells whether all weights are free.
func (m *Mask) frees() bool { return m == nil || m.all && m.in.len()*m.out.len() == len(m.free) }

// withhold clears the gradient g of the weights where they are not free.
func (m *Mask) withhold(g []float64) {
	if m != nil && !m.all {
		kernel.ReLUBack(g, m.free)
	}
}
