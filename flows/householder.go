package flows

import (
	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Householder layer turns space by a product of reflections, which is an
// orthogonal matrix whatever the parameters are, and keeps volume (Tomczak and
// Welling 2016):
//
//	x = H_1 H_2 … H_K z,  H_k = I − 2·v_k·v_kᵀ/|v_k|²
//
// The number of reflections is even, so it starts as the identity from pairs of
// equal vectors.
type Householder struct{ reflections }

func newHouseholder(p *nn.Params, d, pairs int) *Householder {
	return &Householder{newReflections(p, d, 2*pairs)}
}

// startTogether makes the second vector of every pair equal to the first.
func (h *Householder) startTogether(theta []float64) {
	v := h.v.In(theta)
	for k := 0; k < h.v.Cols; k += 2 {
		copy(v[(k+1)*h.v.Rows:(k+2)*h.v.Rows], v[k*h.v.Rows:])
	}
}

// Forward returns H_1 … H_K z.
func (h *Householder) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) { return h.turn(z), zeros(z) }

// Inverse returns H_K … H_1 x.
func (h *Householder) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) { return h.turnBack(x), zeros(x) }

// reflections is a product of Householder reflections.
type reflections struct{ v nn.Block } // a vector each

func newReflections(p *nn.Params, d, count int) reflections {
	return reflections{p.Add("v", d, count, nn.Uniform(1))}
}

// turn returns H_1 … H_K z.
func (r reflections) turn(z *ad.Mat) *ad.Mat {
	v := r.v.On(z.Tape())
	for k := v.Cols - 1; k >= 0; k-- {
		z = ad.Reflect(z, ad.Cols(v, k, k+1))
	}
	return z
}

// turnBack returns H_K … H_1 x, the inverse and the transpose.
func (r reflections) turnBack(x *ad.Mat) *ad.Mat {
	v := r.v.On(x.Tape())
	for k := range v.Cols {
		x = ad.Reflect(x, ad.Cols(v, k, k+1))
	}
	return x
}
