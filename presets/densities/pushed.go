package densities

import (
	"math"
	"math/rand/v2"
	"slices"

	"bijou/flows/ad"
)

// Pushed is the standard normal distribution of one number carried through an
// increasing function y = f(z): log p(y) = log φ(z) − log f′(z) at z = f⁻¹(y). These
// are the cards on which the change of variables is taught; each is the answer
// to a flow of one layer.
type Pushed struct{ function }

// A function is increasing and has what its change of variables needs.
type function struct {
	name string
	at   func(z float64) float64
	back func(y float64) float64 // NaN where no z leads
	// slope returns log f′ and its derivative at z.
	slope func(z float64) (log, byZ float64)
	mean  float64 // of log f′(z) over standard normal z
}

var functions = []function{
	{"shift", func(z float64) float64 { return z + 2 }, func(y float64) float64 { return y - 2 },
		func(float64) (log, byZ float64) { return 0, 0 }, 0},
	{"scale", func(z float64) float64 { return 2 * z }, func(y float64) float64 { return y / 2 },
		func(float64) (log, byZ float64) { return math.Ln2, 0 }, math.Ln2},
	{"exp", math.Exp, math.Log,
		func(z float64) (log, byZ float64) { return z, 1 }, 0},
	{"cube", func(z float64) float64 { return z * z * z }, math.Cbrt,
		func(z float64) (log, byZ float64) { return math.Log(3 * z * z), 2 / z },
		math.Log(1.5) - eulerGamma}, // E log z² = −γ − log 2
	{"tanh", math.Tanh, math.Atanh,
		func(z float64) (log, byZ float64) {
			away := math.Abs(z) // log(1 − tanh²z) without the cancellation
			return 2 * (math.Ln2 - away - math.Log1p(math.Exp(-2*away))), -2 * math.Tanh(z)
		}, -0.7491344149828754}, // by the trapezoidal rule
}

// eulerGamma is Euler’s constant γ.
const eulerGamma = 0.5772156649015328606

// FunctionNames lists the functions by their names.
func FunctionNames() []string {
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.name
	}
	return names
}

// PushedBy returns the normal distribution pushed by a function of the list.
func PushedBy(name string) Pushed {
	i := slices.IndexFunc(functions, func(f function) bool { return f.name == name })
	return Pushed{functions[i]}
}

// Dim is the number of columns.
func (Pushed) Dim() int { return 1 }

// Sample pushes normal numbers through f.
func (p Pushed) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Data {
		x.Data[i] = p.at(rng.NormFloat64())
	}
}

// LogProb writes log φ(z) − log f′(z), −Inf where no z leads.
func (p Pushed) LogProb(dst []float64, x *ad.Mat) {
	for i, y := range x.Data {
		z := p.back(y)
		log, _ := p.slope(z)
		dst[i] = -z*z/2 - Ln2Pi/2 - log
		if math.IsNaN(z) || math.IsInf(z, 0) {
			dst[i] = math.Inf(-1)
		}
	}
}

// Score writes the derivative of log p by y.
func (p Pushed) Score(grad, x *ad.Mat) {
	for i, y := range x.Data {
		z := p.back(y)
		log, byZ := p.slope(z)
		grad.Data[i] = -(z + byZ) * math.Exp(-log)
	}
}

// Entropy is that of the normal distribution plus E log f′(z).
func (p Pushed) Entropy() float64 { return (1+Ln2Pi)/2 + p.mean }
