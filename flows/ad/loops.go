package ad

import (
	"fmt"

	"bijou/flows/ad/kernel"
)

// The trace of the Jacobian of a net y = W₃·φ(W₂·φ(W₁·x + b₁) + b₂) + b₃ needs no
// tangents: with the slopes s of the hidden units at a sample it is
//
//	tr = Σ W₃[c,j]·s₂[j]·W₂[j,i]·s₁[i]·W₁[i,c] = s₂ᵀ·L·s₁,  L = W₂ ∘ (W₁·W₃)ᵀ
//
// where L is the same for all samples: one product more than the net itself,
// whatever the dimension.

// Loops returns L, laid out as w2, of a net with two hidden layers that makes d
// numbers out of d or more, the first of which are those whose change counts.
func Loops(w1, w2, w3 *Mat) *Mat {
	n, m := w2.Rows, w2.Cols
	if w1.Cols != n || w3.Rows != m || w1.Rows < w3.Cols {
		panic(fmt.Sprintf("ad: Loops of %d×%d, %d×%d and %d×%d", w1.Rows, w1.Cols, n, m, w3.Rows, w3.Cols))
	}
	o := result(n, m, w1, w2, w3)
	around := o.tape.Value(n, m, false) // (W₁·W₃)ᵀ
	clear(around.Data)
	if w3.Cols < manyLoops {
		for c := range w3.Cols {
			for j, back := range w3.Col(c) {
				for i := range n {
					around.Data[j*n+i] += w1.Data[i*w1.Rows+c] * back
				}
			}
		}
	} else {
		kernel.MulTN(around.Data, w3.Data, turned(w1, w3.Cols).Data, m, n, w3.Cols)
	}
	kernel.Mul(o.Data, around.Data, w2.Data)
	if o.Grad != nil {
		Custom(loops{}, Call{In: [5]*Mat{w1, w2, w3}, Out: [2]*Mat{o}, Saved: [2]*Mat{around}})
	}
	return o
}

// manyLoops is the number of columns from which the products are worth turning W₁ over.
const manyLoops = 16

// turned returns the first d inputs of weights as d runs of outputs.
func turned(w *Mat, d int) *Mat {
	t := w.tape.Value(w.Cols, d, false)
	for i := range w.Cols {
		for c, v := range w.Col(i)[:d] {
			t.Data[c*w.Cols+i] = v
		}
	}
	return t
}

type loops struct{}

func (loops) Backward(call *Call) {
	w1, w2, w3, o, around := call.In[0], call.In[1], call.In[2], call.Out[0], call.Saved[0]
	n := w2.Rows
	if w2.Grad != nil {
		kernel.AddMul(w2.Grad, o.Grad, around.Data)
	}
	kernel.Mul(o.Grad, o.Grad, w2.Data) // nobody reads this gradient after
	if w3.Cols >= manyLoops {
		backManyLoops(w1, w3, o.Grad)
		return
	}
	for c := range w3.Cols {
		for j, back := range w3.Col(c) {
			pull := 0.0
			for i := range n {
				g, at := o.Grad[j*n+i], i*w1.Rows+c
				pull += g * w1.Data[at]
				if w1.Grad != nil {
					w1.Grad[at] += g * back
				}
			}
			if w3.Grad != nil {
				w3.grad(c)[j] += pull
			}
		}
	}
}

// backManyLoops adds to the gradients of the outer weights, by products, what pulls on
// (W₁·W₃)ᵀ.
func backManyLoops(w1, w3 *Mat, pull []float64) {
	n, m, d, t := w1.Cols, w3.Rows, w3.Cols, w1.tape
	mark := t.Pause()
	if w3.Grad != nil {
		kernel.MulNT(w3.Grad, turned(w1, d).Data, pull, d, m, n)
	}
	if w1.Grad != nil {
		back := t.Value(n, d, false)
		clear(back.Data)
		kernel.MulNN(back.Data, w3.Data, pull, d, n, m)
		for i := range n {
			to := w1.grad(i)[:d]
			for c := range to {
				to[c] += back.Data[c*n+i]
			}
		}
	}
	t.Resume(mark)
}

// TraceOf returns s₂ᵀ·L·s₁ of every sample, n×1, for the hidden values h1 and h2
// of the net, of which the slopes are functions: SiLU is left out.
func TraceOf(l, h1, h2 *Mat, act Activation) *Mat {
	n := h1.Rows
	if h2.Rows != n || h1.Cols != l.Rows || h2.Cols != l.Cols {
		panic(fmt.Sprintf("ad: TraceOf of %d×%d with %d×%d and %d×%d", l.Rows, l.Cols, n, h1.Cols, h2.Rows, h2.Cols))
	}
	o := result(n, 1, l, h1, h2)
	clear(o.Data)
	through := o.tape.Value(n, l.Cols, false) // L·s₁
	clear(through.Data)
	mark := o.tape.Pause()
	s1, s2 := o.tape.Value(n, l.Rows, false), o.tape.Value(n, l.Cols, false)
	slopes(s1.Data, h1.Data, act)
	slopes(s2.Data, h2.Data, act)
	kernel.MulNN(through.Data, l.Data, s1.Data, l.Cols, n, l.Rows)
	for j := range l.Cols {
		kernel.AddMul(o.Data, s2.Col(j), through.Col(j))
	}
	o.tape.Resume(mark)
	if o.Grad != nil {
		Custom(&traceFunctions[act], Call{In: [5]*Mat{l, h1, h2}, Out: [2]*Mat{o}, Saved: [2]*Mat{through}})
	}
	return o
}

// traceOf is the derivative of TraceOf with one activation.
type traceOf struct{ act Activation }

var traceFunctions = [...]traceOf{{Identity}, {TanhUnit}, {ReLU}, {SiLU}, {ELU}}

func (f *traceOf) Backward(c *Call) {
	l, h1, h2, o, through := c.In[0], c.In[1], c.In[2], c.Out[0], c.Saved[0]
	n, t := h1.Rows, o.tape
	mark := t.Pause()
	s1, pulled := t.Value(n, l.Rows, false), t.Value(n, l.Cols, false)
	slopes(s1.Data, h1.Data, f.act)
	slopes(pulled.Data, h2.Data, f.act)
	for j := range l.Cols {
		kernel.Mul(pulled.Col(j), pulled.Col(j), o.Grad)
		kernel.Mul(through.Col(j), through.Col(j), o.Grad)
	}
	if l.Grad != nil {
		kernel.MulNT(l.Grad, pulled.Data, s1.Data, l.Cols, l.Rows, n)
	}
	if h2.Grad != nil {
		f.bend(h2, through.Data)
	}
	if h1.Grad != nil {
		clear(s1.Data)
		kernel.MulTN(s1.Data, l.Data, pulled.Data, l.Rows, n, l.Cols)
		f.bend(h1, s1.Data)
	}
	t.Resume(mark)
}

// bend adds to the gradient of hidden values what pulls on their slopes, which
// it overwrites: tanh has the slope 1 − h² and ELU the slope 1 + h below 0.
func (f *traceOf) bend(h *Mat, pull []float64) {
	switch f.act {
	case TanhUnit:
		kernel.Mul(pull, pull, h.Data)
		kernel.AddScaled(h.Grad, -2, pull)
	case ELU:
		for i, v := range h.Data {
			if v < 0 {
				h.Grad[i] += pull[i]
			}
		}
	}
}
