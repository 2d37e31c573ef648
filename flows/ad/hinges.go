package ad

import (
	"fmt"

	"bijou/flows/ad/kernel"
)

// hinges is one use of Hinges: its first layer bent, for the way back.
type hinges struct {
	kernel.Hinges
	hears int
	cut   bool
}

// Hinges returns Dense(Dense(x, w1, b1, ReLU, nil), w2, b2, act, mask) for a first
// layer that hears column hears of x and nothing else, and act Identity or ReLU.
// It takes time for every sample and output, and for every weight, but not for
// every sample and weight: see kernel.Hinges.
func Hinges(x, w1, b1, w2, b2 *Mat, hears int, act Activation, mask *Mask) *Mat {
	in, units, outs := w1.Rows, w1.Cols, w2.Cols
	if x.Cols != in || len(b1.Data) != units || w2.Rows != units || len(b2.Data) != outs ||
		hears >= in || act != Identity && act != ReLU || mask != nil && len(mask.free) != len(w2.Data) {
		panic(fmt.Sprintf("ad: Hinges: %d×%d through weights %d×%d and %d×%d", x.Rows, x.Cols, in, units, w2.Rows, outs))
	}
	t := x.tape
	o := result(x.Rows, outs, x, w1, b1, w2, b2)
	h := t.hinges.next()
	h.hears, h.cut = hears, act == ReLU
	h.Set(w1.Data[hears:], b1.Data, in, x.Col(hears))
	k := mask.block(units, outs).fromAll()
	_, reached, _ := k.out.within(o.Data, o.Rows)
	h.Apply(&t.hingeWork, reached, k.weights(w2.Data), k.out.of(b2.Data), h.cut)
	constants(o.Data, o.Rows, b2, h.cut, k)
	o.pull.relu = h.cut
	if o.Grad != nil {
		call := Call{In: [5]*Mat{x, w2, b2, w1, b1}, Out: [2]*Mat{o}, Mask: mask}
		t.push(node{backward: backCustom, custom: h, call: call, claims: true})
	}
	return o
}

func (h *hinges) Backward(c *Call) {
	x, w2, b2, w1, b1, o := c.In[0], c.In[1], c.In[2], c.In[3], c.In[4], c.Out[0]
	if h.cut && !o.pull.cut {
		kernel.ReLUBack(o.Grad, o.Data)
	}
	h.second(w2, ready(b2), o, c.Mask)
	if ready(x) != nil {
		addTo(x.grad(h.hears), h.PullX())
	}
	if bias := ready(b1); bias != nil {
		addTo(bias, h.PullB())
	}
	if weights := ready(w1); weights != nil {
		for j, g := range h.PullW() {
			weights[j*w1.Rows+h.hears] += g
		}
	}
}

// second adds to the gradients of the second layer, of which that of the bias may
// be nil, and finds those of the first.
func (h *hinges) second(w2 *Mat, bias []float64, o *Mat, mask *Mask) {
	k := mask.block(w2.Rows, w2.Cols).fromAll()
	mark := o.tape.Pause()
	grad, empty := w2.Grad, w2.claim()
	if !empty {
		grad = o.tape.Value(w2.Rows, w2.Cols, false).Data
	}
	left, reached, right := k.out.within(o.Grad, o.Rows)
	below, inner, above := k.out.within(grad, w2.Rows)
	clear(below)
	clear(above)
	h.Back(&o.tape.hingeWork, inner, k.out.of(bias), reached, k.weights(w2.Data))
	k.addBeside(bias, left, right, o.Rows)
	if w2.Grad != nil {
		mask.withhold(grad)
		if !empty {
			addTo(w2.Grad, grad)
		}
	}
	o.tape.Resume(mark)
}
