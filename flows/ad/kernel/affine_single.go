package kernel

import "math"

// An AffineSingle is an Affine by what a net in single precision says: the log-scales are
// clamp times Bend, and both they and the shifts count as they are, so that what is
// transformed, and its log|det|, is as exact as by numbers in double precision.
type AffineSingle struct {
	V, Out      []float64
	Ladj        []float64 // the log-scales are added to it
	Gain        []float64 // e^±s, kept for the derivative
	Bend, Shift []float32 // Bend is what BendSingle makes of the raw log-scales
}

// BendSingle writes tanh(raw/clamp).
func BendSingle(dst, raw []float32, clamp float64) {
	same("BendSingle", dst, raw)
	c := float32(clamp)
	if vectorBendSingle(dst, raw, c) {
		return
	}
	for i, r := range raw {
		dst[i] = tanhSingle(r / c)
	}
}

// Forward writes v·eˢ + t and adds s to the log|det|.
func (a AffineSingle) Forward(clamp float64) {
	if a.check(); len(a.V) == 0 || vectorAffineSingle(&a.Out[0], &a.Ladj[0], &a.Gain[0], &a.V[0], &a.Bend[0], &a.Shift[0], len(a.V), clamp) {
		return
	}
	for i, b := range a.Bend {
		s := clamp * float64(b)
		a.Gain[i] = math.Exp(s)
		a.Out[i] = a.V[i]*a.Gain[i] + float64(a.Shift[i])
		a.Ladj[i] += s
	}
}

// Inverse writes (v − t)·e⁻ˢ and takes s from the log|det|.
func (a AffineSingle) Inverse(clamp float64) {
	if a.check(); len(a.V) == 0 || vectorAffineInverseSingle(&a.Out[0], &a.Ladj[0], &a.Gain[0], &a.V[0], &a.Bend[0], &a.Shift[0], len(a.V), clamp) {
		return
	}
	for i, b := range a.Bend {
		s := clamp * float64(b)
		a.Gain[i] = math.Exp(-s)
		a.Out[i] = (a.V[i] - float64(a.Shift[i])) * a.Gain[i]
		a.Ladj[i] -= s
	}
}

// ForwardBack adds to the gradient of V, which g holds, and writes to those of the raw
// log-scales and the shifts, in place of Bend and Shift there, what those of Out and Ladj
// pull on them after Forward.
func (a AffineSingle) ForwardBack(g AffineSingle) {
	a.checkBack(g, a.V)
	if n := len(g.V); n == 0 || vectorAffineBackSingle(&g.V[0], &g.Out[0], &g.Ladj[0], &a.V[0], &a.Gain[0], &g.Bend[0], &g.Shift[0], &a.Bend[0], n) {
		return
	}
	for i, d := range g.Out {
		moved := d * a.Gain[i]
		g.V[i] += moved
		g.Bend[i] = float32((moved*a.V[i] + g.Ladj[i]) * a.slope(i))
		g.Shift[i] = float32(d)
	}
}

// InverseBack is the same after Inverse.
func (a AffineSingle) InverseBack(g AffineSingle) {
	a.checkBack(g, a.Out)
	if n := len(g.V); n == 0 || vectorAffineInverseBackSingle(&g.V[0], &g.Out[0], &g.Ladj[0], &a.Out[0], &a.Gain[0], &g.Bend[0], &g.Shift[0], &a.Bend[0], n) {
		return
	}
	for i, d := range g.Out {
		moved := d * a.Gain[i]
		g.V[i] += moved
		g.Bend[i] = float32(-(d*a.Out[i] + g.Ladj[i]) * a.slope(i))
		g.Shift[i] = float32(-moved)
	}
}

// slope is the derivative of clamp·tanh(raw/clamp) at entry i.
func (a AffineSingle) slope(i int) float64 {
	b := float64(a.Bend[i])
	return 1 - b*b
}

func (a AffineSingle) check() {
	same("AffineSingle", a.Out, a.V)
	same("AffineSingle", a.Ladj, a.V)
	same("AffineSingle", a.Gain, a.V)
	same("AffineSingle", a.Bend, a.V)
	same("AffineSingle", a.Shift, a.V)
}

func (a AffineSingle) checkBack(g AffineSingle, read []float64) {
	for _, x := range [...][]float64{g.V, g.Ladj, read, a.Gain} {
		same("AffineSingle", x, g.Out)
	}
	for _, x := range [...][]float32{g.Bend, g.Shift, a.Bend} {
		same("AffineSingle", x, g.Out)
	}
}
