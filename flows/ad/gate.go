package ad

import (
	"fmt"

	"bijou/flows/ad/kernel"
)

// Gate returns tanh(u)·σ(v) for the halves of the columns of a, u first: n×2w to n×w.
// It is the unit of WaveNet (van den Oord et al. 2016, equation 2).
func Gate(a *Mat) *Mat {
	if a.Cols%2 != 0 {
		panic(fmt.Sprintf("ad: Gate of %d columns", a.Cols))
	}
	half := len(a.Data) / 2
	o := result(a.Rows, a.Cols/2, a)
	bend, open := o.tape.Value(o.Rows, o.Cols, false), o.tape.Value(o.Rows, o.Cols, false)
	kernel.Tanh(bend.Data, a.Data[:half])
	kernel.Sigmoid(open.Data, a.Data[half:])
	for i, v := range bend.Data {
		o.Data[i] = v * open.Data[i]
	}
	Custom(gates{}, Call{In: [5]*Mat{a}, Out: [2]*Mat{o}, Saved: [2]*Mat{bend, open}})
	return o
}

type gates struct{}

// Backward is the product rule with tanh′ = 1 − tanh² and σ′ = σ(1 − σ).
func (gates) Backward(c *Call) {
	a, o, bend, open := c.In[0], c.Out[0], c.Saved[0].Data, c.Saved[1].Data
	half := len(bend)
	toBend, toOpen := a.Grad[:half], a.Grad[half:]
	for i, g := range o.Grad {
		t, s := bend[i], open[i]
		g *= s
		toBend[i] += g * (1 - t*t)
		toOpen[i] += g * t * (1 - s)
	}
}
