package flows

import (
	"math"

	"bijou/flows/ad/kernel"
)

// mills returns Mills' ratio Φ(−t)/φ(t) of the standard normal distribution for
// t ≥ 0, without underflow: it falls from √(π/2) like 1/t.
func mills(t float64) float64 {
	if t < 20 {
		return math.Sqrt(math.Pi/2) * math.Erfc(t/math.Sqrt2) * math.Exp(t*t/2)
	}
	// The asymptotic series 1/t·(1 − 1/t² + 1·3/t⁴ − …), whose ninth term is
	// below the last bit from t = 20 on.
	term, sum := 1.0, 1.0
	for k := 1; k < 9; k++ {
		term *= -float64(2*k-1) / t / t
		sum += term
	}
	return sum / t
}

// logTail returns log Φ(−t) for t ≥ 0.
func logTail(t float64) float64 { return math.Log(mills(t)) - t*t/2 - log2Pi/2 }

// normalQuantile returns the z with logit Φ(z) = l, in the whole range of l.
// Near the middle it is the inverse error function; far out, where Φ is next to
// 0 or 1, Newton steps on the logarithm of the smaller tail, which is concave.
func normalQuantile(l float64) float64 {
	far := math.Abs(l)
	if far < 3 {
		return math.Sqrt2 * math.Erfinv(math.Tanh(l/2))
	}
	want := -kernel.Softplus1(far)
	t := math.Sqrt(2 * far)
	for range 50 {
		step := (logTail(t) - want) * mills(t)
		t += step
		if !(math.Abs(step) > 4e-16*t) {
			break
		}
	}
	return math.Copysign(t, l)
}

// normaliseCurve is z = Φ⁻¹(σ(v)), which carries the logistic distribution to
// the normal one.
type normaliseCurve struct{}

// at takes the log slope from dz/dv = σ(|v|)·Φ(−|z|)/φ(z), which is next to 1/|z|
// far out where the slopes of both parts vanish.
func (normaliseCurve) at(v float64) (y, logSlope, bend float64) {
	y = normalQuantile(v)
	logSlope = math.Log(mills(math.Abs(y))) - kernel.Softplus1(-math.Abs(v))
	return y, logSlope, y*math.Exp(logSlope) - math.Tanh(v/2)
}

// logisticCurve is logit Φ(v), which undoes normaliseCurve.
type logisticCurve struct{}

func (logisticCurve) at(v float64) (y, logSlope, bend float64) {
	t, side := math.Abs(v), math.Copysign(1, v)
	low := logTail(t)
	high := math.Log1p(-math.Exp(low))
	hazard := 1 / mills(t)
	// With G the smaller tail, the slope is φ/G·1/(1−G), and so its logarithm
	// changes by φ/G − t and by −φ/(1−G).
	bend = hazard - t - math.Exp(low-high)*hazard
	return side * (high - low), math.Log(hazard) - high, side * bend
}
