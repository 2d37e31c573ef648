package ad

import "bijou/flows/ad/kernel"

// singleCell is a result in single precision with its memory.
type singleCell struct{ data []float32 }

// SingleValue returns a matrix in single precision for the result of an operation. Its
// entries are whatever was there before.
func (t *Tape) SingleValue(rows, cols int) *Mat {
	c, m := t.kept.next(), t.header(rows, cols, nil, nil)
	c.data = sized(c.data, rows*cols)
	m.Singles = c.data
	return m
}

// Widened returns what KeptSingle said in double precision, and anything else as it is.
// Nothing is recorded.
func Widened(m *Mat) *Mat {
	if m.Singles == nil {
		return m
	}
	o := m.tape.Value(m.Rows, m.Cols, false)
	kernel.Widen(o.Data, m.Singles)
	return o
}

// resultOf returns a matrix for what a net says.
func (t *Tape) resultOf(rows, cols int, want, keep bool) *Mat {
	if !keep {
		return t.Value(rows, cols, want)
	}
	o := t.SingleValue(rows, cols)
	if want && t.Records() {
		o.Grad = wanted
	}
	return o
}

// SinglePulls returns memory for the gradient of what KeptSingle returned, and as many
// further numbers as asked for, whose values are of use to nobody afterwards.
func (m *Mat) SinglePulls(more int) (grad, work []float32) {
	w := &m.tape.singleWork
	w[0], w[1] = sized(w[0], len(m.Singles)), sized(w[1], more)
	return w[0], w[1]
}
