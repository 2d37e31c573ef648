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

// InSingle tells whether m is in single precision.
func (m *Mat) InSingle() bool { return m.Singles != nil || m.net != nil }

// SinglePart returns the j-th of d equal parts of the columns of what is in single
// precision.
func (m *Mat) SinglePart(j, d int) []float32 {
	w := m.Cols / d
	if m.net == nil {
		return m.SingleCols(j*w, (j+1)*w)
	}
	work := &m.tape.singleWork[0]
	*work = sized(*work, w*m.Rows)
	m.net.say(*work, j*w, (j+1)*w, m.Rows)
	return *work
}

// say writes columns lo to hi−1 of what the last layer says.
func (s *single) say(dst []float32, lo, hi, n int) {
	last := len(s.Weights) - 1
	ins := s.Weights[last].Rows
	product := kernel.Single{Bias: s.bias[last][lo:hi], Hears: s.mask(last).heardByOutputs(), First: lo}
	product.NN(dst, s.weights[last][lo*ins:hi*ins], s.heard, hi-lo, n, ins)
}

// Widened returns what KeptSingle said in double precision, and anything else as it is.
// Nothing is recorded.
func Widened(m *Mat) *Mat {
	if !m.InSingle() {
		return m
	}
	o := m.tape.Value(m.Rows, m.Cols, false)
	kernel.Widen(o.Data, m.SinglePart(0, 1))
	return o
}

// resultOf returns a matrix for what a net says.
func (t *Tape) resultOf(rows, cols int, want bool, keep Keep) *Mat {
	var o *Mat
	switch keep {
	case Widen:
		return t.Value(rows, cols, want)
	case Whole:
		o = t.SingleValue(rows, cols)
	default:
		o = t.header(rows, cols, nil, nil)
	}
	if want && t.Records() {
		o.Grad = wanted
	}
	return o
}

// SinglePulls returns memory for the gradient of what KeptSingle returned, and as many
// further numbers as asked for, whose values are of use to nobody afterwards.
func (m *Mat) SinglePulls(more int) (grad, work []float32) {
	w := &m.tape.singleWork
	w[0], w[1] = sized(w[0], m.Rows*m.Cols), sized(w[1], more)
	return w[0], w[1]
}
