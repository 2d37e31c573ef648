package ad

import (
	"fmt"

	"bijou/flows/ad/kernel"
)

// An Activation is the nonlinearity that follows a dense layer.
type Activation int

// The activations that Dense knows.
const (
	Identity Activation = iota
	TanhUnit            // tanh h
	ReLU                // max(h, 0)
	SiLU                // h·sigmoid(h)
	ELU                 // h for h > 0, else eʰ − 1
)

// Dense returns act(x·Wᵀ + b) for x n×in: the fully connected layer. W holds
// out runs of in weights, one run for each output, so as a matrix it is in×out;
// b has out entries, or is nil for none. Where mask, laid out as W, is 0, the weight is a constant
// and gets no gradient; a nil mask frees all of them.
func Dense(x, w, b *Mat, act Activation, mask []float64) *Mat {
	in, out := w.Rows, w.Cols
	if x.Cols != in || b != nil && len(b.Data) != out || mask != nil && len(mask) != len(w.Data) {
		panic(fmt.Sprintf("ad: Dense: %d×%d through weights %d×%d, mask %d", x.Rows, x.Cols, in, out, len(mask)))
	}
	o := result(x.Rows, out, x, w, b)
	for j := range out {
		start := 0.0
		if b != nil {
			start = b.Data[j]
		}
		fill(o.Col(j), start)
	}
	kernel.MulNN(o.Data, w.Data, x.Data, out, x.Rows, in)
	pre := o
	if act == SiLU && o.Grad != nil {
		// The only one whose derivative is not a function of its value.
		pre = o.tape.Value(o.Rows, o.Cols, false)
		copy(pre.Data, o.Data)
	}
	activate(o.Data, act)
	if o.Grad != nil {
		Custom(&denseFunctions[act], Call{In: [3]*Mat{x, w, b}, Out: [2]*Mat{o}, Saved: [2]*Mat{pre}, Mask: mask})
	}
	return o
}

// dense is the derivative of Dense with one activation.
type dense struct{ act Activation }

var denseFunctions = [...]dense{{Identity}, {TanhUnit}, {ReLU}, {SiLU}, {ELU}}

func (f *dense) Backward(c *Call) {
	x, w, b, o, pre := c.In[0], c.In[1], c.In[2], c.Out[0], c.Saved[0]
	in, out, n := w.Rows, w.Cols, x.Rows
	g := o.Grad // becomes the gradient before the activation: nobody reads it after
	deactivate(g, o.Data, pre.Data, f.act)
	if b != nil && b.Grad != nil {
		for j := range out {
			b.Grad[j] += kernel.Sum(o.grad(j))
		}
	}
	if w.Grad != nil {
		kernel.MulNT(w.Grad, g, x.Data, out, in, n)
		for i, m := range c.Mask {
			if m == 0 {
				w.Grad[i] = 0
			}
		}
	}
	if x.Grad != nil {
		kernel.MulTN(x.Grad, w.Data, g, in, n, out)
	}
}

// fill sets every entry to v, by copying what it has filled already.
func fill(x []float64, v float64) {
	if len(x) == 0 {
		return
	}
	x[0] = v
	for done := 1; done < len(x); done *= 2 {
		copy(x[done:], x[:done])
	}
}

func activate(h []float64, act Activation) {
	switch act {
	case TanhUnit:
		kernel.Tanh(h, h)
	case ReLU:
		kernel.ReLU(h, h)
	case SiLU:
		kernel.SiLU(h, h)
	case ELU:
		kernel.ELU(h, h)
	}
}

// deactivate multiplies g by the derivative of the activation, where y is its
// value and h its argument.
func deactivate(g, y, h []float64, act Activation) {
	switch act {
	case TanhUnit:
		kernel.TanhBack(g, y)
	case ReLU:
		kernel.ReLUBack(g, y)
	case SiLU:
		kernel.SiLUBack(g, h)
	case ELU:
		kernel.ELUBack(g, y)
	}
}
