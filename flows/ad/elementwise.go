package ad

import (
	"math"

	"bijou/flows/ad/kernel"
)

// Scale returns k·a for a number k.
func Scale(a *Mat, k float64) *Mat {
	o := result(a.Rows, a.Cols, a)
	kernel.Scale(o.Data, k, a.Data)
	return o.from(node{backward: backScale, a: a, k: k})
}

func backScale(n *node) {
	kernel.AddScaled(n.a.Grad, n.k, n.out.Grad)
}

// Shift returns a + k for a number k.
func Shift(a *Mat, k float64) *Mat {
	o := result(a.Rows, a.Cols, a)
	for i, v := range a.Data {
		o.Data[i] = v + k
	}
	return o.from(node{backward: backShift, a: a})
}

func backShift(n *node) {
	for i, g := range n.out.Grad {
		n.a.Grad[i] += g
	}
}

// Exp returns eᵃ.
func Exp(a *Mat) *Mat {
	o := result(a.Rows, a.Cols, a)
	kernel.Exp(o.Data, a.Data)
	return o.from(node{backward: backExp, a: a})
}

func backExp(n *node) {
	for i, g := range n.out.Grad {
		n.a.Grad[i] += g * n.out.Data[i]
	}
}

// Log returns the natural logarithm of a.
func Log(a *Mat) *Mat {
	o := result(a.Rows, a.Cols, a)
	kernel.Log(o.Data, a.Data)
	return o.from(node{backward: backLog, a: a})
}

func backLog(n *node) {
	for i, g := range n.out.Grad {
		n.a.Grad[i] += g / n.a.Data[i]
	}
}

// Log1p returns log(1 + a), accurate near 0.
func Log1p(a *Mat) *Mat {
	o := result(a.Rows, a.Cols, a)
	kernel.Log1p(o.Data, a.Data)
	return o.from(node{backward: backLog1p, a: a})
}

func backLog1p(n *node) {
	for i, g := range n.out.Grad {
		n.a.Grad[i] += g / (1 + n.a.Data[i])
	}
}

// Tanh returns the hyperbolic tangent of a.
func Tanh(a *Mat) *Mat {
	o := result(a.Rows, a.Cols, a)
	kernel.Tanh(o.Data, a.Data)
	return o.from(node{backward: backTanh, a: a})
}

func backTanh(n *node) {
	for i, g := range n.out.Grad {
		y := n.out.Data[i]
		n.a.Grad[i] += g * (1 - y*y)
	}
}

// Sech2 returns 1 − tanh²(a), the derivative of tanh, without the cancellation
// that the subtraction suffers in the tails.
func Sech2(a *Mat) *Mat {
	o := result(a.Rows, a.Cols, a)
	for i, v := range a.Data {
		o.Data[i] = -2 * math.Abs(v)
	}
	kernel.Exp(o.Data, o.Data)
	for i, e := range o.Data {
		o.Data[i] = 4 * e / ((1 + e) * (1 + e))
	}
	return o.from(node{backward: backSech2, a: a})
}

func backSech2(n *node) {
	for i, g := range n.out.Grad {
		n.a.Grad[i] -= g * 2 * n.out.Data[i] * math.Tanh(n.a.Data[i])
	}
}

// Sigmoid returns 1/(1+e⁻ᵃ).
func Sigmoid(a *Mat) *Mat {
	o := result(a.Rows, a.Cols, a)
	kernel.Sigmoid(o.Data, a.Data)
	return o.from(node{backward: backSigmoid, a: a})
}

func backSigmoid(n *node) {
	for i, g := range n.out.Grad {
		y := n.out.Data[i]
		n.a.Grad[i] += g * y * (1 - y)
	}
}

// Softplus returns log(1 + eᵃ).
func Softplus(a *Mat) *Mat {
	o := result(a.Rows, a.Cols, a)
	kernel.Softplus(o.Data, a.Data)
	return o.from(node{backward: backSoftplus, a: a})
}

func backSoftplus(n *node) {
	for i, g := range n.out.Grad {
		n.a.Grad[i] += g * kernel.Sigmoid1(n.a.Data[i])
	}
}

// Square returns a².
func Square(a *Mat) *Mat {
	o := result(a.Rows, a.Cols, a)
	for i, v := range a.Data {
		o.Data[i] = v * v
	}
	return o.from(node{backward: backSquare, a: a})
}

func backSquare(n *node) {
	for i, g := range n.out.Grad {
		n.a.Grad[i] += g * 2 * n.a.Data[i]
	}
}

// Sqrt returns the square root of a. Its derivative at 0 is taken as 0.
func Sqrt(a *Mat) *Mat {
	o := result(a.Rows, a.Cols, a)
	for i, v := range a.Data {
		o.Data[i] = math.Sqrt(v)
	}
	return o.from(node{backward: backSqrt, a: a})
}

func backSqrt(n *node) {
	for i, g := range n.out.Grad {
		if y := n.out.Data[i]; y != 0 {
			n.a.Grad[i] += g / (2 * y)
		}
	}
}

// Sin returns the sine of a.
func Sin(a *Mat) *Mat {
	o := result(a.Rows, a.Cols, a)
	for i, v := range a.Data {
		o.Data[i] = math.Sin(v)
	}
	return o.from(node{backward: backSin, a: a})
}

func backSin(n *node) {
	for i, g := range n.out.Grad {
		n.a.Grad[i] += g * math.Cos(n.a.Data[i])
	}
}

// Cos returns the cosine of a.
func Cos(a *Mat) *Mat {
	o := result(a.Rows, a.Cols, a)
	for i, v := range a.Data {
		o.Data[i] = math.Cos(v)
	}
	return o.from(node{backward: backCos, a: a})
}

func backCos(n *node) {
	for i, g := range n.out.Grad {
		n.a.Grad[i] -= g * math.Sin(n.a.Data[i])
	}
}
