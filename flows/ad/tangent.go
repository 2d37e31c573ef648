package ad

import (
	"fmt"

	"bijou/flows/ad/kernel"
)

// A tangent says in which direction a sample moves. The operations here carry
// k tangents of every sample at once: a kn×d matrix, in which row c·n+i is
// tangent c of sample i. They are on the tape like all others, so what is
// computed from derivatives can itself be differentiated.

// Units returns the d unit tangents of n samples, dn×cols. Columns from d on
// stand for what does not move and are 0.
func Units(t *Tape, n, d, cols int) *Mat {
	u := t.Value(d*n, cols, false)
	clear(u.Data)
	for c := range d {
		uc := u.Col(c)
		for i := range n {
			uc[c*n+i] = 1
		}
	}
	return u
}

// DenseTangent carries the tangents v, kn×in, through the dense layer that made
// y = act(x·Wᵀ + b), n×out: act'·(v·Wᵀ). It takes the activations whose
// derivative is a function of their value, which leaves out SiLU.
func DenseTangent(v, w, y *Mat, act Activation) *Mat {
	in, out := w.Rows, w.Cols
	if v.Cols != in || y.Cols != out || v.Rows%max(y.Rows, 1) != 0 {
		panic(fmt.Sprintf("ad: DenseTangent: %d×%d through weights %d×%d to %d×%d", v.Rows, v.Cols, in, out, y.Rows, y.Cols))
	}
	o := result(v.Rows, out, v, w, y)
	clear(o.Data)
	kernel.MulNN(o.Data, w.Data, v.Data, out, v.Rows, in)
	call := Call{In: [5]*Mat{v, w, y}, Out: [2]*Mat{o}}
	if act != Identity {
		slope := o.tape.Value(y.Rows, 2*out, false) // and as much room for Backward
		slopes(slope.Data[:len(y.Data)], y.Data, act)
		if o.Grad != nil {
			before := o.tape.Value(o.Rows, out, false)
			copy(before.Data, o.Data)
			call.Saved = [2]*Mat{before, slope}
		}
		timesEach(o.Data, slope, out)
	}
	if o.Grad != nil {
		Custom(&tangentFunctions[act], call)
	}
	return o
}

// denseTangent is the derivative of DenseTangent with one activation.
type denseTangent struct{ act Activation }

var tangentFunctions = [...]denseTangent{{Identity}, {TanhUnit}, {ReLU}, {SiLU}, {ELU}}

func (f *denseTangent) Backward(c *Call) {
	v, w, y, o := c.In[0], c.In[1], c.In[2], c.Out[0]
	in, out, kn := w.Rows, w.Cols, v.Rows
	if f.act != Identity {
		before, slope := c.Saved[0], c.Saved[1]
		if y.Grad != nil {
			f.bend(y, o, before, slope.Data[len(y.Data):])
		}
		timesEach(o.Grad, slope, out) // nobody reads this gradient after
	}
	if w.Grad != nil {
		kernel.MulNT(w.Grad, o.Grad, v.Data, out, in, kn)
	}
	if v.Grad != nil {
		kernel.MulTN(v.Grad, w.Data, o.Grad, in, kn, out)
	}
}

// bend adds the gradient of y, from which the slopes were made: what all
// tangents of a sample pull on its slope, times how that changes with y.
func (f *denseTangent) bend(y, o, before *Mat, pull []float64) {
	clear(pull)
	for j := range y.Cols {
		g, b := o.grad(j), before.Col(j)
		for lo := 0; lo < len(g); lo += y.Rows {
			kernel.AddMul(pull[j*y.Rows:(j+1)*y.Rows], g[lo:lo+y.Rows], b[lo:lo+y.Rows])
		}
	}
	switch f.act {
	case TanhUnit:
		kernel.Mul(pull, pull, y.Data)
		kernel.AddScaled(y.Grad, -2, pull)
	case ELU:
		for i, h := range y.Data {
			if h < 0 {
				y.Grad[i] += pull[i]
			}
		}
	}
}

// timesEach multiplies every tangent by the slope of its sample.
func timesEach(v []float64, slope *Mat, cols int) {
	n := slope.Rows
	for j := range cols {
		s, col := slope.Col(j), v[j*len(v)/cols:(j+1)*len(v)/cols]
		for lo := 0; lo < len(col); lo += n {
			kernel.Mul(col[lo:lo+n], col[lo:lo+n], s)
		}
	}
}

// slopes writes the derivatives of an activation where its values are y.
func slopes(dst, y []float64, act Activation) {
	ones(dst)
	switch act {
	case TanhUnit:
		kernel.TanhBack(dst, y)
	case ReLU:
		kernel.ReLUBack(dst, y)
	case ELU:
		kernel.ELUBack(dst, y)
	default:
		panic("ad: the derivative of this activation is no function of its value")
	}
}

// ones sets every entry to 1, by copying what it has set already.
func ones(x []float64) {
	if len(x) == 0 {
		return
	}
	x[0] = 1
	for done := 1; done < len(x); done *= 2 {
		copy(x[done:], x[:done])
	}
}

// Trace returns the trace of the Jacobian of every sample, n×1, given what
// became of the unit tangents, dn×d.
func Trace(j *Mat) *Mat {
	n := checkJacobian("Trace", j)
	o := result(n, 1, j)
	clear(o.Data)
	for c := range j.Cols {
		addTo(o.Data, j.Col(c)[c*n:(c+1)*n])
	}
	return o.from(node{backward: backTrace, a: j})
}

func backTrace(n *node) {
	rows := n.out.Rows
	for c := range n.a.Cols {
		addTo(n.a.grad(c)[c*rows:(c+1)*rows], n.out.Grad)
	}
}

func checkJacobian(name string, j *Mat) (n int) {
	if j.Cols == 0 || j.Rows%j.Cols != 0 {
		panic(fmt.Sprintf("ad: %s: %d×%d are no Jacobians", name, j.Rows, j.Cols))
	}
	return j.Rows / j.Cols
}
