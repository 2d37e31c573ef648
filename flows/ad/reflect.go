package ad

import (
	"fmt"

	"bijou/flows/ad/kernel"
)

// Reflect returns the mirror image of every sample of x, n×d, in the plane
// through the origin that is normal to v, which has d entries: x − 2v(v·x)/|v|²
// (Householder 1958).
func Reflect(x, v *Mat) *Mat {
	if len(v.Data) != x.Cols {
		panic(fmt.Sprintf("ad: Reflect of %d×%d by %d entries", x.Rows, x.Cols, len(v.Data)))
	}
	o := result(x.Rows, x.Cols, x, v)
	along := o.tape.Value(x.Rows, 1, false)
	project(along.Data, x.Data, v.Data)
	k := -2 / kernel.Dot(v.Data, v.Data)
	for j := range x.Cols {
		oc := o.Col(j)
		copy(oc, x.Col(j))
		kernel.AddScaled(oc, k*v.Data[j], along.Data)
	}
	if o.Grad != nil {
		pulled := o.tape.Value(x.Rows, 1, false)
		Custom(reflection{}, Call{In: [5]*Mat{x, v}, Out: [2]*Mat{o}, Saved: [2]*Mat{along, pulled}})
	}
	return o
}

type reflection struct{}

// Backward reflects the gradient: the map is its own transpose. With s = v·x,
// p = v·g and q = |v|², the gradient of v is −2(g·s + x·p − 2v·s·p/q)/q.
func (reflection) Backward(c *Call) {
	x, v, o, along, pulled := c.In[0], c.In[1], c.Out[0], c.Saved[0], c.Saved[1]
	q := kernel.Dot(v.Data, v.Data)
	project(pulled.Data, o.Grad, v.Data)
	both := kernel.Dot(along.Data, pulled.Data)
	for j := range x.Cols {
		if x.Grad != nil {
			addTo(x.grad(j), o.grad(j))
			kernel.AddScaled(x.grad(j), -2*v.Data[j]/q, pulled.Data)
		}
		if v.Grad != nil {
			v.Grad[j] -= 2 / q * (kernel.Dot(o.grad(j), along.Data) + kernel.Dot(x.Col(j), pulled.Data) - 2*v.Data[j]*both/q)
		}
	}
}

// project writes the product of every row of x with v.
func project(dst, x, v []float64) {
	clear(dst)
	for j, k := range v {
		kernel.AddScaled(dst, k, x[j*len(dst):(j+1)*len(dst)])
	}
}
