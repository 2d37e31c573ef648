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
// b has out entries, or is nil for none. Where mask, laid out as W, is 0, the
// weight is a constant and gets no gradient; a nil mask frees all of them.
func Dense(x, w, b *Mat, act Activation, mask []float64) *Mat {
	in, out := w.Rows, w.Cols
	if x.Cols != in || b != nil && len(b.Data) != out || mask != nil && len(mask) != len(w.Data) {
		panic(fmt.Sprintf("ad: Dense: %d×%d through weights %d×%d, mask %d", x.Rows, x.Cols, in, out, len(mask)))
	}
	o := result(x.Rows, out, x, w, b)
	product := kernel.Product{Cut: act == ReLU}
	if b != nil {
		product.Bias = b.Data
	}
	pre := o
	if act == SiLU && o.Grad != nil {
		// The only one whose derivative is not a function of its value.
		pre = o.tape.Value(o.Rows, o.Cols, false)
	}
	product.NN(pre.Data, w.Data, x.Data, out, x.Rows, in)
	activate(o.Data, pre.Data, act)
	o.pull.relu = act == ReLU
	if o.Grad != nil {
		call := Call{In: [3]*Mat{x, w, b}, Out: [2]*Mat{o}, Saved: [2]*Mat{pre}, Mask: mask}
		o.tape.push(node{backward: backCustom, custom: &denseFunctions[act], call: call, claims: true})
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
	if !o.pull.cut {
		deactivate(g, o.Data, pre.Data, f.act)
	}
	bias := biasGrad(b)
	switch {
	case w.Grad != nil:
		kernel.Product{Add: !w.claim(), Sums: bias}.NT(w.Grad, g, x.Data, out, in, n)
		if c.Mask != nil {
			kernel.ReLUBack(w.Grad, c.Mask)
		}
	default:
		for j := range bias {
			bias[j] += kernel.Sum(o.grad(j))
		}
	}
	if x.Grad != nil {
		product := kernel.Product{Add: !x.claim()}
		if x.pull.relu { // whose derivative is applied on the way
			product.Where, x.pull.cut = x.Data, true
		}
		product.TN(x.Grad, w.Data, g, in, n, out)
	}
}

// biasGrad returns the gradient of a bias, ready to be added to, or nil if there
// is none.
func biasGrad(b *Mat) []float64 {
	if b == nil {
		return nil
	}
	if b.claim() {
		clear(b.Grad)
	}
	return b.Grad
}

// activate writes what follows the product h. That of ReLU has cut already.
func activate(y, h []float64, act Activation) {
	switch act {
	case TanhUnit:
		kernel.Tanh(y, h)
	case SiLU:
		kernel.SiLU(y, h)
	case ELU:
		kernel.ELU(y, h)
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
