package ad

import (
	"fmt"
	"math/bits"
	"slices"

	"bijou/flows/ad/kernel"
)

// A gradient takes memory only from the last operation that read a value,
// which is the first that Backward comes to, until the one that made it. What
// is used again and again so stays in the cache, and half of what a step would
// touch otherwise is never touched.

// wanted stands for a gradient that has no memory yet.
var wanted = []float64{}

// pull is what Backward knows of a gradient.
type pull struct {
	empty bool // it has memory with anything in it, and counts as zero
	cut   bool // the derivative of the value's activation has been applied to it
	relu  bool // the value is that of a ReLU, whose derivative may be applied again and again

	// Another activation applies its derivative once: it may do so early where a
	// single operation read its value, for nothing is added to its gradient then.
	back    kernel.Unit
	slope   []float64 // what back is told of the value
	readers int       // recorded operations that read the value
}

// claim tells whether the gradient of m counts as zero but is not written:
// whoever claims it has to write all of it.
func (m *Mat) claim() bool {
	empty := m.pull.empty
	m.pull.empty = false
	return empty
}

// Backward adds the derivatives of loss, a 1×1 value of this tape, to the
// gradients of everything that it was computed from.
func (t *Tape) Backward(loss *Mat) {
	if loss.Rows != 1 || loss.Cols != 1 {
		panic(fmt.Sprintf("ad: Backward of %d×%d, want 1×1", loss.Rows, loss.Cols))
	}
	if loss.Grad == nil {
		return // a constant
	}
	t.params.claimable(t.grad)
	t.open(loss, false)
	loss.Grad[0]++
	for i := len(t.record) - 1; i >= 0; i-- {
		n := &t.record[i]
		for _, m := range [...]*Mat{n.out, n.call.Out[0], n.call.Out[1]} {
			t.open(m, false)
		}
		for _, m := range [...]*Mat{n.a, n.b} {
			t.open(m, n.claims)
			m.spoil(n.claims)
		}
		for _, m := range n.call.In {
			t.open(m, n.claims)
			m.spoil(n.claims)
		}
		n.backward(n)
		for _, m := range [...]*Mat{n.out, n.call.Out[0], n.call.Out[1]} {
			t.close(m)
		}
	}
	t.params.settle()
}

// open gives the gradient of m memory. It is zero where nothing was added to it
// yet, unless the operation claims what it adds to.
func (t *Tape) open(m *Mat, claims bool) {
	if m == nil || m.Grad == nil {
		return
	}
	whole := m
	if m.whole != nil {
		whole, claims = m.whole, false
	}
	if len(whole.Grad) < len(whole.Data) {
		whole.Grad, whole.pull.empty = t.grads.take(len(whole.Data)), true
	}
	if m.whole != nil {
		m.Grad = whole.Grad[m.at : m.at+len(m.Data)]
	}
	if !claims && whole.claim() {
		clear(whole.Grad)
	}
}

// spoil notes that an operation adds to the gradient of m, zero or not: one
// that claims what it adds to says so itself if it does not.
func (m *Mat) spoil(claims bool) {
	switch {
	case m == nil || m.Grad == nil:
	case m.whole != nil:
		m.whole.pull.cut = false
	case !claims:
		m.pull.cut = false
	}
}

// close takes the memory of a result's gradient, which nobody reads any more.
func (t *Tape) close(m *Mat) {
	if m != nil && len(m.Grad) > 0 {
		t.grads.put(m.Grad)
		m.Grad = wanted
	}
}

// A shelf keeps memory for gradients, by the power of two that its size lies
// under. What was put there last is taken first, for it is still in the cache.
type shelf struct {
	free [bits.UintSize + 1][][]float64
}

func (s *shelf) take(n int) []float64 {
	class := bits.Len(uint(n - 1))
	free := s.free[class]
	if len(free) == 0 {
		return make([]float64, n, 1<<class)
	}
	last := len(free) - 1
	s.free[class] = free[:last]
	return free[last][:n]
}

func (s *shelf) put(x []float64) {
	class := bits.Len(uint(cap(x) - 1))
	s.free[class] = append(s.free[class], x)
}

// paramGrads are the parts of the gradient of θ that a program asked for since
// the last Reset. A part that was asked for once is written by whoever adds to
// it first; all others are cleared for everybody to add to.
type paramGrads struct {
	unset bool // the gradient of θ counts as zero but is not written
	parts []paramGrad
}

type paramGrad struct {
	offset int
	*Mat
}

func (p *paramGrads) reset() { p.unset, p.parts = true, p.parts[:0] }

func (p *paramGrads) add(offset int, m *Mat) { p.parts = append(p.parts, paramGrad{offset, m}) }

func (p paramGrad) end() int { return p.offset + len(p.Grad) }

// clear writes the zeros that the gradient of θ stands for.
func (p *paramGrads) clear(grad []float64) {
	if p.unset {
		clear(grad)
	}
	p.unset = false
}

// claimable clears the gradient except for the parts that were asked for once,
// which it leaves to be claimed.
func (p *paramGrads) claimable(grad []float64) {
	if !p.unset {
		return
	}
	p.unset = false
	slices.SortStableFunc(p.parts, func(a, b paramGrad) int { return a.offset - b.offset })
	done := 0 // everything before is cleared or claimable
	for i, part := range p.parts {
		clear(grad[done:max(done, part.offset)])
		alone := part.offset >= done && (i+1 == len(p.parts) || part.end() <= p.parts[i+1].offset)
		if part.pull.empty = alone; !alone {
			clear(grad[max(done, part.offset):max(done, part.end())])
		}
		done = max(done, part.end())
	}
	clear(grad[done:])
}

// settle clears what nobody claimed.
func (p *paramGrads) settle() {
	for _, part := range p.parts {
		if part.claim() {
			clear(part.Grad)
		}
	}
}
