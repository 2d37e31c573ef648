package ad

import (
	"fmt"

	"bijou/flows/ad/kernel"
)

// A Tape holds the parameters of a program, the values it computed since the
// last Reset, and the record of how to differentiate them.
type Tape struct {
	theta, grad []float64
	rounded     []float32    // θ in single precision, where somebody keeps it; nil otherwise
	roundings   int          // how often it was rounded anew, where somebody tells; 0 otherwise
	single      []float32    // a gradient of θ in single precision, where somebody wants it; nil otherwise
	singleGrads []SingleGrad // the parts of it that were written since the last Reset
	params      paramGrads   // which parts of grad were asked for
	inputs      bool         // it records though θ has no gradient

	values  pool[cell]   // results of operations, each with memory of its own
	headers pool[cell]   // parameters, inputs and views, which borrow memory
	hinges  pool[hinges] // what Hinges keep for the way back
	grads   shelf
	record  []node
	paused  bool

	hingeWork kernel.HingeWork

	singles    pool[single]     // what Single keeps for the way back
	kept       pool[singleCell] // results in single precision
	singleWork [2][]float32     // gradients on their way through it
}

// A node is one recorded operation: what it read, what it made, and the
// function that carries gradients from the latter to the former.
type node struct {
	backward func(*node)
	out      *Mat
	a, b     *Mat
	k        float64
	index    []int
	call     Call
	custom   Function
	claims   bool // asks of what it adds to whether it was written before
}

// A Call lists what a fused operation read, made and keeps for its backward
// pass.
type Call struct {
	In    [5]*Mat
	Out   [2]*Mat
	Saved [2]*Mat
	Mask  *Mask
}

// A Function is a fused operation that brings its own derivative.
type Function interface {
	// Backward adds to the gradients of c.In, which are nil where none is
	// wanted, given those of c.Out. No other gradients have memory then.
	Backward(c *Call)
}

// NewTape returns a tape over θ. With a nil grad it records nothing; otherwise
// grad is as long as theta and Backward adds ∂loss/∂θ to it.
func NewTape(theta, grad []float64) *Tape {
	if grad != nil && len(grad) != len(theta) {
		panic(fmt.Sprintf("ad: NewTape: %d parameters, %d gradients", len(theta), len(grad)))
	}
	return &Tape{theta: theta, grad: grad}
}

// NewInputTape returns a tape that records what happens to leaves, while the
// parameters are constants: Backward costs less where θ stays as it is.
func NewInputTape(theta []float64) *Tape { return &Tape{theta: theta, inputs: true} }

// Rounded tells the tape where θ stands in single precision, so that nets need not round
// it anew each time. Whoever changes θ rounds it again before the tape is used; nil is
// nowhere.
func (t *Tape) Rounded(theta []float32) {
	if theta != nil && len(theta) != len(t.theta) {
		panic(fmt.Sprintf("ad: Rounded: %d parameters, %d of them rounded", len(t.theta), len(theta)))
	}
	t.rounded = theta
}

// RoundedAnew tells the tape that θ has just been rounded, and is not until the next
// call: what nets lay out of it serves until then. It must be told every time from the
// first on.
func (t *Tape) RoundedAnew() { t.roundings++ }

// IntoSingle is Into with memory for gradients of weights of nets in single precision,
// which stay what they are: SingleGrads says of which, and Grad does not hold them. nil is
// for Grad to hold all.
func (t *Tape) IntoSingle(grad []float64, single []float32) {
	t.Into(grad)
	t.single, t.singleGrads = single, t.singleGrads[:0]
}

// A SingleGrad is a part of the gradient of θ that is in single precision.
type SingleGrad struct {
	Lo, Hi int
	mask   *Mask
}

// Withhold clears entries from to to−1 of the gradient of θ, which lie within the part,
// where weights are not free.
func (g SingleGrad) Withhold(grad []float64, from, to int) {
	if !g.mask.frees() {
		kernel.ReLUBack(grad[from:to], g.mask.free[from-g.Lo:to-g.Lo])
	}
}

// SingleGrads appends the parts of the gradient in single precision to a list.
func (t *Tape) SingleGrads(to []SingleGrad) []SingleGrad { return append(to, t.singleGrads...) }

// Reset forgets all values and sets the gradient of θ to zero. Matrices handed
// out before are invalid from now on.
func (t *Tape) Reset() {
	for _, c := range t.values.all[:t.values.used] {
		t.close(&c.Mat)
	}
	t.values.used, t.headers.used, t.hinges.used, t.singles.used, t.kept.used, t.paused = 0, 0, 0, 0, 0, false
	t.record = t.record[:0]
	t.params.reset()
}

// Into is Reset with other memory for the gradient of θ.
func (t *Tape) Into(grad []float64) {
	if len(grad) != len(t.theta) {
		panic(fmt.Sprintf("ad: Into: %d parameters, %d gradients", len(t.theta), len(grad)))
	}
	t.grad = grad
	t.Reset()
}

// Grad returns the gradient of θ, nil for a tape that does not record it.
func (t *Tape) Grad() []float64 {
	t.params.clear(t.grad)
	return t.grad
}

// Records tells whether operations are recorded now, so that they can be
// differentiated.
func (t *Tape) Records() bool { return (t.grad != nil || t.inputs) && !t.paused }

// A Mark is the place in a program at which a tape was paused.
type Mark struct {
	values, headers, hinges, singles, kept int
	paused                                 bool
}

// Pause stops the recording until Resume: what is computed in between is a
// search for numbers, such as a root, and parameters are constants in it.
func (t *Tape) Pause() Mark {
	m := Mark{t.values.used, t.headers.used, t.hinges.used, t.singles.used, t.kept.used, t.paused}
	t.paused = true
	return m
}

// Resume goes on where the tape was paused. Matrices made since then are
// invalid, and their memory is used again.
func (t *Tape) Resume(m Mark) {
	t.values.used, t.headers.used, t.hinges.used, t.singles.used, t.kept.used = m.values, m.headers, m.hinges, m.singles, m.kept
	t.paused = m.paused
}

// Param returns rows·cols parameters from offset on as a rows×cols matrix.
func (t *Tape) Param(offset, rows, cols int) *Mat {
	n := rows * cols
	m := t.header(rows, cols, t.theta[offset:offset+n:offset+n], nil)
	m.theta = 1 + offset
	if t.Records() && !t.inputs {
		m.Grad = t.grad[offset : offset+n : offset+n]
		t.params.add(offset, m)
	}
	return m
}

// Const returns m's numbers as a value of this tape that has no gradient. The
// memory is shared.
func (t *Tape) Const(m *Mat) *Mat { return t.header(m.Rows, m.Cols, m.Data, nil) }

// Leaf returns a copy of m whose gradient Backward fills in.
func (t *Tape) Leaf(m *Mat) *Mat {
	v := t.Value(m.Rows, m.Cols, true)
	copy(v.Data, m.Data)
	t.open(v, false) // no operation made it, so nobody takes the memory
	return v
}

// Value returns a matrix for the result of an operation. Its entries are
// whatever was there before. Its gradient, if wanted, is not nil, but has
// memory only while Backward needs it.
func (t *Tape) Value(rows, cols int, wantGrad bool) *Mat {
	c, n := t.values.next(), rows*cols
	if cap(c.data) < n {
		c.data = make([]float64, n)
	}
	c.Mat = Mat{Rows: rows, Cols: cols, Data: c.data[:n], tape: t}
	if wantGrad && t.Records() {
		c.Grad = wanted
	}
	return &c.Mat
}

// Custom records a fused operation that was just computed. Its backward pass
// is skipped where no result wants a gradient.
func Custom(f Function, c Call) {
	t := c.Out[0].tape
	if c.Out[0].Grad == nil && (c.Out[1] == nil || c.Out[1].Grad == nil) {
		return
	}
	t.push(node{backward: backCustom, custom: f, call: c})
}

func backCustom(n *node) { n.custom.Backward(&n.call) }

func (t *Tape) push(n node) {
	n.a.read()
	n.b.read()
	for _, m := range n.call.In {
		m.read()
	}
	t.record = append(t.record, n)
}

// read notes that a recorded operation read m.
func (m *Mat) read() {
	if m == nil {
		return
	}
	if m.whole != nil {
		m = m.whole
	}
	m.pull.readers++
}

func (t *Tape) header(rows, cols int, data, grad []float64) *Mat {
	c := t.headers.next()
	c.Mat = Mat{Rows: rows, Cols: cols, Data: data, Grad: grad, tape: t}
	return &c.Mat
}

// result returns the matrix for an operation on the given operands, some of
// which may be nil. It wants a gradient if one of them does.
func result(rows, cols int, operands ...*Mat) *Mat {
	var t *Tape
	want := false
	for _, m := range operands {
		if m == nil {
			continue
		}
		if t == nil {
			t = m.tape
		}
		want = want || m.Grad != nil
	}
	if t == nil {
		panic("ad: an operation needs an operand that belongs to a tape")
	}
	return t.Value(rows, cols, want)
}

// A pool hands out the same things in the same order after every Reset, and
// keeps the memory that each has grown.
type pool[T any] struct {
	all  []*T
	used int
}

type cell struct {
	Mat
	data []float64
}

func (p *pool[T]) next() *T {
	if p.used == len(p.all) {
		p.all = append(p.all, new(T))
	}
	p.used++
	return p.all[p.used-1]
}
