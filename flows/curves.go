package flows

import (
	"math"

	"bijou/flows/ad/kernel"
)

// expCurve is eᵛ, onto the positive numbers.
type expCurve struct{}

func (expCurve) at(v float64) (y, logSlope, bend float64) { return math.Exp(v), v, 1 }

// logCurve undoes expCurve.
type logCurve struct{}

func (logCurve) at(v float64) (y, logSlope, bend float64) {
	y = math.Log(v)
	return y, -y, -1 / v
}

// softplusCurve is log(1 + eᵛ), onto the positive numbers.
type softplusCurve struct{}

func (softplusCurve) at(v float64) (y, logSlope, bend float64) {
	return kernel.Softplus1(v), -kernel.Softplus1(-v), kernel.Sigmoid1(-v)
}

// softplusInverseCurve undoes softplusCurve: its slope is 1/(1 − e⁻ᵛ).
type softplusInverseCurve struct{}

func (softplusInverseCurve) at(v float64) (y, logSlope, bend float64) {
	share := math.Log(-math.Expm1(-v))
	return v + share, -share, -1 / math.Expm1(v)
}

// sigmoidCurve is 1/(1 + e⁻ᵛ), onto (0, 1).
type sigmoidCurve struct{}

func (sigmoidCurve) at(v float64) (y, logSlope, bend float64) {
	y = kernel.Sigmoid1(v)
	return y, -kernel.Softplus1(v) - kernel.Softplus1(-v), 1 - 2*y
}

// logitCurve undoes sigmoidCurve: log(v/(1−v)).
type logitCurve struct{}

func (logitCurve) at(v float64) (y, logSlope, bend float64) {
	low, high := math.Log(v), math.Log1p(-v)
	return low - high, -low - high, (2*v - 1) / (v * (1 - v))
}

// tanhCurve is tanh v, onto (−1, 1). Its log slope is log(1 − tanh²) in a form
// that loses no digits far out.
type tanhCurve struct{}

func (tanhCurve) at(v float64) (y, logSlope, bend float64) {
	y = math.Tanh(v)
	far := math.Abs(v)
	return y, 2 * (math.Ln2 - far - kernel.Softplus1(-2*far)), -2 * y
}

// atanhCurve undoes tanhCurve.
type atanhCurve struct{}

func (atanhCurve) at(v float64) (y, logSlope, bend float64) {
	low, high := math.Log1p(v), math.Log1p(-v)
	return (low - high) / 2, -low - high, 2 * v / ((1 - v) * (1 + v))
}

// powerCurve is |v|ᵖ with the sign of v. At 0 its slope is 0 or infinite,
// unless p is 1.
type powerCurve struct{ p float64 }

func (c powerCurve) at(v float64) (y, logSlope, bend float64) {
	if c.p == 1 {
		return v, 0, 0
	}
	size := math.Abs(v)
	return math.Copysign(math.Pow(size, c.p), v), math.Log(c.p) + (c.p-1)*math.Log(size), (c.p - 1) / v
}
