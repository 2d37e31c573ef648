package kernel

import (
	"fmt"
	"math"
)

// Exp writes eˣ.
func Exp(dst, x []float64) {
	same("Exp", dst, x)
	if vectorExp(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = math.Exp(v)
	}
}

// Expm1 writes eˣ − 1, accurate near 0.
func Expm1(dst, x []float64) {
	same("Expm1", dst, x)
	if vectorExpm1(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = math.Expm1(v)
	}
}

// Log writes the natural logarithm.
func Log(dst, x []float64) {
	same("Log", dst, x)
	if vectorLog(dst, x) {
		return
	}
	for i, v := range x {
		if v > 0 && v < 0x1p-1022 {
			// math.Log takes subnormal numbers for 2⁻¹⁰²³ or so on amd64.
			dst[i] = math.Log(v*0x1p54) - 54*math.Ln2
			continue
		}
		dst[i] = math.Log(v)
	}
}

// Log1p writes log(1+x), accurate near 0.
func Log1p(dst, x []float64) {
	same("Log1p", dst, x)
	if vectorLog1p(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = math.Log1p(v)
	}
}

// Sqrt writes √x.
func Sqrt(dst, x []float64) {
	same("Sqrt", dst, x)
	if vectorSqrt(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = math.Sqrt(v)
	}
}

// Reciprocal writes 1/x.
func Reciprocal(dst, x []float64) {
	same("Reciprocal", dst, x)
	if vectorReciprocal(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = 1 / v
	}
}

// Tanh writes the hyperbolic tangent.
func Tanh(dst, x []float64) {
	same("Tanh", dst, x)
	if vectorTanh(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = math.Tanh(v)
	}
}

// Sigmoid writes 1/(1+e⁻ˣ), accurate in both tails.
func Sigmoid(dst, x []float64) {
	same("Sigmoid", dst, x)
	if vectorSigmoid(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = Sigmoid1(v)
	}
}

// Softplus writes log(1+eˣ), exact everywhere: no switch to the identity and
// no lost digits far below 0.
func Softplus(dst, x []float64) {
	same("Softplus", dst, x)
	if vectorSoftplus(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = Softplus1(v)
	}
}

// Sigmoid1 returns 1/(1+e⁻ˣ) of one number.
func Sigmoid1(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

// Softplus1 returns log(1+eˣ) of one number.
func Softplus1(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}

func same[A, B any](name string, dst []A, x []B) {
	if len(dst) != len(x) {
		panic(fmt.Sprintf("kernel: %s: lengths %d and %d differ", name, len(dst), len(x)))
	}
}
