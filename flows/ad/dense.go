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
// b has out entries, or is nil for none. Weights that the mask does not free
// count as zero and get no gradient; a nil mask frees all of them.
func Dense(x, w, b *Mat, act Activation, mask *Mask) *Mat {
	in, out := w.Rows, w.Cols
	if x.Cols != in || b != nil && len(b.Data) != out || mask != nil && len(mask.free) != len(w.Data) {
		panic(fmt.Sprintf("ad: Dense: %d×%d through weights %d×%d", x.Rows, x.Cols, in, out))
	}
	o := result(x.Rows, out, x, w, b)
	slope := o
	if act == SiLU && o.Grad != nil {
		// The only one whose derivative is not a function of its value.
		slope = o.tape.Value(o.Rows, o.Cols, false)
	}
	f := &activations[act]
	f.apply(slope.Data, o.Data, x, w, b, slope != o, mask.block(in, out))
	o.pull.relu, o.pull.back, o.pull.slope = act == ReLU, f.back, slope.Data
	if o.Grad != nil {
		call := Call{In: [5]*Mat{x, w, b}, Out: [2]*Mat{o}, Saved: [2]*Mat{slope}, Mask: mask}
		o.tape.push(node{backward: backCustom, custom: &denseFunctions[act], call: call, claims: true})
	}
	return o
}

// An activation is how an activation is computed.
type activation struct {
	cut   bool        // the products cut by themselves
	then  kernel.Unit // the rest of what follows them
	slope kernel.Unit // the same, with the derivative in the place of the products
	back  kernel.Unit // multiplies by the derivative, of which it is told that or the value
}

var activations = [...]activation{
	Identity: {},
	TanhUnit: {then: kernel.TanhUnit, back: kernel.TanhBackUnit},
	ReLU:     {cut: true, back: kernel.ReLUBackUnit},
	SiLU:     {then: kernel.SiLUUnit, slope: kernel.SiLUSlopeUnit, back: kernel.SiLUBackUnit},
	ELU:      {then: kernel.ELUUnit, back: kernel.ELUBackUnit},
}

// apply writes act(x·Wᵀ + b) to y, and to o the same or, where asked, the slopes.
func (a *activation) apply(o, y []float64, x, w, b *Mat, slopes bool, k block) {
	then := a.then
	if slopes {
		then = a.slope
	}
	product := kernel.Product{Cut: a.cut, Gap: k.ins}
	if b != nil {
		product.Bias = k.out.of(b.Data)
	}
	n := x.Rows
	_, inner, _ := k.out.within(o, n)
	_, product.Other, _ = k.out.within(y, n)
	if product.Then = then; !k.empty() {
		_, from, _ := k.in.within(x.Data, n)
		product.NN(inner, k.weights(w.Data), from, k.out.len(), n, k.in.len())
	}
	left, right := constants(o, n, b, a.cut, k)
	otherLeft, _, otherRight := k.out.within(y, n)
	then.Do(left, otherLeft)
	then.Do(right, otherRight)
}

// constants writes the outputs that no weight reaches, their bias, cut or not, and
// returns them.
func constants(o []float64, n int, b *Mat, cut bool, k block) (left, right []float64) {
	left, _, right = k.out.within(o, n)
	for j := range k.outs {
		if j >= k.out.lo && j < k.out.hi {
			continue
		}
		start := 0.0
		if b != nil {
			start = b.Data[j]
		}
		if cut && start < 0 {
			start = 0
		}
		column := o[j*n : (j+1)*n]
		for i := range column {
			column[i] = start
		}
	}
	return left, right
}

// dense is the derivative of Dense with one activation.
type dense struct{ act Activation }

var denseFunctions = [...]dense{{Identity}, {TanhUnit}, {ReLU}, {SiLU}, {ELU}}

func (f *dense) Backward(c *Call) {
	x, w, b, o := c.In[0], c.In[1], c.In[2], c.Out[0]
	in, out, n := w.Rows, w.Cols, x.Rows
	g := o.Grad // becomes the gradient before the activation: nobody reads it after
	if !o.pull.cut {
		activations[f.act].back.Do(g, c.Saved[0].Data)
	}
	k := c.Mask.block(in, out)
	backWeights(w, ready(b), x.Data, g, n, k)
	if w.Grad != nil {
		c.Mask.withhold(w.Grad)
	}
	if x.Grad != nil {
		backInput(x, w, g, k)
	}
}

// backWeights adds the gradients of the weights and of the bias, which may be
// nil, given that of the products.
func backWeights(w *Mat, bias, x, g []float64, n int, k block) {
	add := w.Grad == nil || !w.claim()
	switch {
	case add:
	case k.in.len() == k.ins:
		clear(w.Grad[:k.out.lo*k.ins])
		clear(w.Grad[k.out.hi*k.ins:])
	default:
		clear(w.Grad)
		add = true
	}
	inBias := k.out.of(bias)
	left, inner, right := k.out.within(g, n)
	switch {
	case w.Grad != nil && !k.empty():
		_, from, _ := k.in.within(x, n)
		kernel.Product{Add: add, Sums: inBias, Gap: k.ins}.NT(k.weights(w.Grad), inner, from, k.out.len(), k.in.len(), n)
	default:
		addSums(inBias, inner, n)
	}
	k.addBeside(bias, left, right, n)
}

// addBeside adds to the bias, which may be nil, of the outputs that no weight
// reaches, given their gradients to the left and the right of the others.
func (b block) addBeside(bias, left, right []float64, n int) {
	if bias != nil {
		addSums(bias[:b.out.lo], left, n)
		addSums(bias[b.out.hi:], right, n)
	}
}

// addSums adds to each of dst the sum of a column of x.
func addSums(dst, x []float64, n int) {
	for j := range dst {
		dst[j] += kernel.Sum(x[j*n : (j+1)*n])
	}
}

// backInput adds the gradient of the input.
func backInput(x, w *Mat, g []float64, k block) {
	n, empty := x.Rows, x.claim()
	product := kernel.Product{Add: !empty, Gap: k.ins}
	left, inner, right := k.in.within(x.Grad, n)
	leftOf, where, rightOf := k.in.within(x.Data, n)
	if empty {
		clear(left)
		clear(right)
	}
	switch { // whose derivative is applied on the way
	case x.pull.relu:
		kernel.ReLUBack(left, leftOf)
		kernel.ReLUBack(right, rightOf)
		product.Where, x.pull.cut = where, true
	case empty && x.pull.back != kernel.NoUnit && x.pull.readers == 1:
		_, product.Other, _ = k.in.within(x.pull.slope, n)
		product.Then, x.pull.cut = x.pull.back, true
	}
	if !k.empty() {
		_, from, _ := k.out.within(g, n)
		product.TN(inner, k.weights(w.Data), from, k.in.len(), n, k.out.len())
	}
}

// ready returns the gradient of m for an operation that claims, ready to be added
// to, or nil if there is none.
func ready(m *Mat) []float64 {
	if m == nil {
		return nil
	}
	if m.claim() {
		clear(m.Grad)
	}
	return m.Grad
}
