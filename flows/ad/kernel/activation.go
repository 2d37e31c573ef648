package kernel

import "math"

// The activations of a dense layer. Each of the functions that end in Back
// turns the gradient g of an activation's value into that of its argument, in
// place, and only reads its second slice.

// A Unit is what a dense layer does after its products, or before them on the way
// back, to a slice c in place, with another one of that length.
type Unit int

// The units. Those that end in Back multiply c by the derivative of an activation.
const (
	NoUnit        Unit = iota
	TanhUnit           // the activation; the other slice is of no use
	SiLUUnit           // the same
	ELUUnit            // the same
	SiLUSlopeUnit      // writes the activation to the other slice and its slope over c
	ReLUBackUnit       // given the value
	TanhBackUnit       // given the value
	SiLUBackUnit       // given the slope
	ELUBackUnit        // given the value
)

// Do does what the unit does.
func (u Unit) Do(c, other []float64) {
	switch u {
	case TanhUnit:
		Tanh(c, c)
	case SiLUUnit:
		SiLU(c, c)
	case ELUUnit:
		ELU(c, c)
	case SiLUSlopeUnit:
		SiLUSlope(other, c)
	case ReLUBackUnit:
		ReLUBack(c, other)
	case TanhBackUnit:
		TanhBack(c, other)
	case SiLUBackUnit:
		Mul(c, c, other)
	case ELUBackUnit:
		ELUBack(c, other)
	}
}

// ReLU writes max(x, 0).
func ReLU(dst, x []float64) {
	same("ReLU", dst, x)
	if vectorRelu(dst, x) {
		return
	}
	for i, v := range x {
		if v < 0 {
			v = 0
		}
		dst[i] = v
	}
}

// ReLUBack clears g where the value y is 0.
func ReLUBack(g, y []float64) {
	same("ReLUBack", g, y)
	if vectorReluBack(g, y) {
		return
	}
	for i, v := range y {
		if v == 0 {
			g[i] = 0
		}
	}
}

// TanhBack multiplies g by 1 − y², where y is the value.
func TanhBack(g, y []float64) {
	same("TanhBack", g, y)
	if vectorTanhBack(g, y) {
		return
	}
	for i, v := range y {
		g[i] *= 1 - v*v
	}
}

// steepest is the argument below which SiLU stays what it is, −2e-305: further
// below, the sigmoid is no normal number.
const steepest = -708

// SiLU writes x·sigmoid(x).
func SiLU(dst, x []float64) {
	same("SiLU", dst, x)
	if vectorSilu(dst, x) {
		return
	}
	for i, v := range x {
		v = max(v, steepest)
		dst[i] = v * Sigmoid1(v)
	}
}

// SiLUSlope writes x·sigmoid(x) to dst and the slope there, s·(1 + x·(1−s)) with
// s = sigmoid(x), over x.
func SiLUSlope(dst, x []float64) {
	same("SiLUSlope", dst, x)
	if vectorSiluSlope(dst, x) {
		return
	}
	for i, v := range x {
		v = max(v, steepest)
		s := Sigmoid1(v)
		dst[i] = v * s
		x[i] = s + dst[i]*(1-s)
	}
}

// ELU writes x, or eˣ − 1 where x is below 0.
func ELU(dst, x []float64) {
	same("ELU", dst, x)
	if vectorElu(dst, x) {
		return
	}
	for i, v := range x {
		if v < 0 {
			v = math.Expm1(v)
		}
		dst[i] = v
	}
}

// ELUBack multiplies g by 1 + y where the value y is below 0.
func ELUBack(g, y []float64) {
	same("ELUBack", g, y)
	if vectorEluBack(g, y) {
		return
	}
	for i, v := range y {
		if v < 0 {
			g[i] *= 1 + v
		}
	}
}
