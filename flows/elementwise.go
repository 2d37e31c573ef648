package flows

import (
	"math"

	"bijou/flows/ad"
)

// An Elementwise layer maps every entry by the same increasing function of one
// variable. There is nothing in it to learn: it changes where numbers may lie.
type Elementwise struct{ to, from curveStep }

// newElementwise returns the layer that maps base to data by one curve and back
// by the other, its inverse.
func newElementwise(to, from curve) *Elementwise {
	return &Elementwise{curveStep{to}, curveStep{from}}
}

// Forward maps every entry of z.
func (e *Elementwise) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) { return e.to.apply(z) }

// Inverse maps every entry of x back. What no z maps to comes out as no number.
func (e *Elementwise) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) { return e.from.apply(x) }

// A curve is an increasing function of one variable.
type curve interface {
	// at returns the value, the logarithm of the slope, and the derivative of
	// that logarithm.
	at(v float64) (y, logSlope, bend float64)
}

// A curveStep applies a curve to every entry as one operation.
type curveStep struct{ curve }

func (f *curveStep) apply(v *ad.Mat) (out, ladj *ad.Mat) {
	s := newSlopes(v)
	for j := range v.Cols {
		oc, sc, bc := s.out.Col(j), s.slope.Col(j), s.bend.Col(j)
		for i, x := range v.Col(j) {
			oc[i], sc[i], bc[i] = f.at(x)
		}
	}
	return s.record()
}

// slopes is an operation that maps every entry of v by an increasing function: their
// values, log slopes and the derivatives of these, n×d each, to be filled.
type slopes struct{ v, out, slope, bend *ad.Mat }

func newSlopes(v *ad.Mat) slopes {
	t := v.Tape()
	return slopes{v, t.Value(v.Rows, v.Cols, v.Grad != nil), t.Value(v.Rows, v.Cols, false), t.Value(v.Rows, v.Cols, false)}
}

// record puts the operation on the tape, once all is filled, with the sum of the log
// slopes of every sample.
func (s slopes) record() (out, ladj *ad.Mat) {
	ladj = s.v.Tape().Value(s.v.Rows, 1, s.v.Grad != nil)
	clear(ladj.Data)
	for j := range s.slope.Cols {
		for i, logSlope := range s.slope.Col(j) {
			ladj.Data[i] += logSlope
		}
	}
	flagOverflow(s.out, ladj)
	ad.Custom(bySlope{}, ad.Call{In: [5]*ad.Mat{s.v}, Out: [2]*ad.Mat{s.out, ladj}, Saved: [2]*ad.Mat{s.slope, s.bend}})
	return s.out, ladj
}

// bySlope differentiates increasing functions of one variable and the sum of
// their log slopes, given the log slopes and their derivatives, each n×d.
type bySlope struct{}

// Backward adds the gradient of the argument.
func (bySlope) Backward(c *ad.Call) {
	v, out, ladj, slope, bend := c.In[0], c.Out[0], c.Out[1], c.Saved[0], c.Saved[1]
	n := v.Rows
	for j := range v.Cols {
		gv, g := v.Grad[j*n:(j+1)*n], out.Grad[j*n:(j+1)*n]
		sc, bc := slope.Col(j), bend.Col(j)
		for i := range gv {
			gv[i] += g[i]*math.Exp(sc[i]) + ladj.Grad[i]*bc[i]
		}
	}
}

// flagOverflow takes the log|det| from samples that left what a float64 holds.
func flagOverflow(out, ladj *ad.Mat) {
	for j := range out.Cols {
		for i, y := range out.Col(j) {
			ladj.Data[i] += 0 * y // 0·∞ is no number
		}
	}
}
