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
	before := o
	if act != Identity {
		if o.Grad != nil {
			before = o.tape.Value(o.Rows, o.Cols, false)
			copy(before.Data, o.Data)
		}
		timesSlope(o, y, act)
	}
	if o.Grad != nil {
		Custom(&tangentFunctions[act], Call{In: [3]*Mat{v, w, y}, Out: [2]*Mat{o}, Saved: [2]*Mat{before}})
	}
	return o
}

// denseTangent is the derivative of DenseTangent with one activation.
type denseTangent struct{ act Activation }

var tangentFunctions = [...]denseTangent{{Identity}, {TanhUnit}, {ReLU}, {SiLU}, {ELU}}

func (f *denseTangent) Backward(c *Call) {
	v, w, y, o, before := c.In[0], c.In[1], c.In[2], c.Out[0], c.Saved[0]
	in, out, kn := w.Rows, w.Cols, v.Rows
	if f.act != Identity {
		for j := range out {
			yc, oc, bc := y.Col(j), o.grad(j), before.Col(j)
			for lo := 0; lo < kn; lo += y.Rows {
				for i, h := range yc {
					slope, bend := slopeOf(h, f.act)
					if y.Grad != nil {
						y.Grad[j*y.Rows+i] += oc[lo+i] * bc[lo+i] * bend
					}
					oc[lo+i] *= slope // nobody reads this gradient after
				}
			}
		}
	}
	if w.Grad != nil {
		kernel.MulNT(w.Grad, o.Grad, v.Data, out, in, kn)
	}
	if v.Grad != nil {
		kernel.MulTN(v.Grad, w.Data, o.Grad, in, kn, out)
	}
}

// timesSlope multiplies every tangent by the derivative of the activation that
// made y.
func timesSlope(v, y *Mat, act Activation) {
	for j := range y.Cols {
		vc, yc := v.Col(j), y.Col(j)
		for lo := 0; lo < v.Rows; lo += y.Rows {
			for i, h := range yc {
				slope, _ := slopeOf(h, act)
				vc[lo+i] *= slope
			}
		}
	}
}

// slopeOf returns the derivative of an activation where its value is y, and how
// that derivative changes with y.
func slopeOf(y float64, act Activation) (slope, bend float64) {
	switch act {
	case Identity:
		return 1, 0
	case TanhUnit:
		return 1 - y*y, -2 * y
	case ReLU:
		if y > 0 {
			return 1, 0
		}
		return 0, 0
	case ELU:
		if y < 0 {
			return 1 + y, 1
		}
		return 1, 0
	}
	panic("ad: DenseTangent: the derivative of SiLU is no function of its value")
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
