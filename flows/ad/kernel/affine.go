package kernel

import "math"

// An Affine is a column of the affine transform with a soft bound c on its
// log-scale: out = v·eˢ + t with s = c·tanh(raw/c), or its inverse
// out = (v − t)·e⁻ˢ. All slices are equally long.
type Affine struct {
	V, Raw, Shift []float64
	Out           []float64
	Ladj          []float64 // the log-scales are added to it
	Bend, Gain    []float64 // tanh(raw/c) and e^±s, kept for the derivative
}

// Forward writes v·eˢ + t and adds s to the log|det|.
func (a Affine) Forward(clamp float64) {
	a.check()
	if vectorAffine(a.Out, a.Ladj, a.Bend, a.Gain, a.V, a.Raw, a.Shift, clamp) {
		return
	}
	for i, r := range a.Raw {
		b := math.Tanh(r / clamp)
		s := clamp * b
		e := math.Exp(s)
		a.Out[i], a.Bend[i], a.Gain[i] = a.V[i]*e+a.Shift[i], b, e
		a.Ladj[i] += s
	}
}

// Inverse writes (v − t)·e⁻ˢ and takes s from the log|det|.
func (a Affine) Inverse(clamp float64) {
	a.check()
	if vectorAffineInverse(a.Out, a.Ladj, a.Bend, a.Gain, a.V, a.Raw, a.Shift, clamp) {
		return
	}
	for i, r := range a.Raw {
		b := math.Tanh(r / clamp)
		s := clamp * b
		e := math.Exp(-s)
		a.Out[i], a.Bend[i], a.Gain[i] = (a.V[i]-a.Shift[i])*e, b, e
		a.Ladj[i] -= s
	}
}

// ForwardBack adds to the gradients of V, Raw and Shift, which g holds, what
// those of Out and Ladj pull on them after Forward. It reads V, Bend and Gain.
func (a Affine) ForwardBack(g Affine) {
	a.checkBack(g, a.V)
	if vectorAffineBack(g.V, g.Raw, g.Shift, g.Out, g.Ladj, a.V, a.Bend, a.Gain) {
		return
	}
	for i, d := range g.Out {
		moved, slope := d*a.Gain[i], 1-a.Bend[i]*a.Bend[i]
		g.V[i] += moved
		g.Raw[i] += (moved*a.V[i] + g.Ladj[i]) * slope
		g.Shift[i] += d
	}
}

// InverseBack is the same after Inverse. It reads Out, Bend and Gain.
func (a Affine) InverseBack(g Affine) {
	a.checkBack(g, a.Out)
	if vectorAffineInverseBack(g.V, g.Raw, g.Shift, g.Out, g.Ladj, a.Out, a.Bend, a.Gain) {
		return
	}
	for i, d := range g.Out {
		moved, slope := d*a.Gain[i], 1-a.Bend[i]*a.Bend[i]
		g.V[i] += moved
		g.Raw[i] -= (d*a.Out[i] + g.Ladj[i]) * slope
		g.Shift[i] -= moved
	}
}

func (a Affine) check() {
	for _, x := range [...][]float64{a.V, a.Shift, a.Out, a.Ladj, a.Bend, a.Gain} {
		same("Affine", x, a.Raw)
	}
}

func (a Affine) checkBack(g Affine, read []float64) {
	for _, x := range [...][]float64{g.V, g.Raw, g.Shift, g.Ladj, read, a.Bend, a.Gain} {
		same("Affine", x, g.Out)
	}
}
