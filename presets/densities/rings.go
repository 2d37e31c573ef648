package densities

import (
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/integrate/quad"

	"bijou/flows/ad"
)

// A Rings distribution draws a point on one of K equally likely circles about
// the origin and adds noise N(0, sd² I). Averaging the Gaussian over the angle
// gives, with r = |x|,
//
//	p(x) = (1/K) Σ_k exp(−(r−R_k)²/2sd²) I0e(r R_k/sd²) / (2π sd²).
type Rings struct {
	radii   []float64
	sd      float64
	entropy func() float64
}

// NewRings returns rings of some radii, each as likely, with deviation sd across them.
func NewRings(radii []float64, sd float64) *Rings {
	r := &Rings{radii: radii, sd: sd}
	r.entropy = sync.OnceValue(r.integrateEntropy)
	return r
}

// Dim is the number of columns.
func (r *Rings) Dim() int { return 2 }

// Sample draws every row of x.
func (r *Rings) Sample(rng *rand.Rand, x *ad.Mat) {
	xs, ys := x.Col(0), x.Col(1)
	for i := range xs {
		radius := r.radii[rng.IntN(len(r.radii))]
		sin, cos := math.Sincos(2 * math.Pi * rng.Float64())
		xs[i] = radius*cos + r.sd*rng.NormFloat64()
		ys[i] = radius*sin + r.sd*rng.NormFloat64()
	}
}

// LogProb writes log p of every row of x, in nats.
func (r *Rings) LogProb(dst []float64, x *ad.Mat) {
	terms := make([]float64, len(r.radii))
	xs, ys := x.Col(0), x.Col(1)
	for i := range dst {
		dst[i] = r.logProbAt(terms, math.Hypot(xs[i], ys[i]))
	}
}

// logProbAt returns log p at a distance from the origin; terms is scratch.
func (r *Rings) logProbAt(terms []float64, radius float64) float64 {
	if math.IsInf(radius, 1) {
		return math.Inf(-1)
	}
	for k, ring := range r.radii {
		d := (radius - ring) / r.sd
		terms[k] = math.Log(besselI0e(radius*ring/(r.sd*r.sd))) - d*d/2
	}
	return floats.LogSumExp(terms) - math.Log(float64(len(terms))) - Ln2Pi - 2*math.Log(r.sd)
}

// Entropy is the mean of −log p over draws, in nats.
func (r *Rings) Entropy() float64 { return r.entropy() }

// integrateEntropy returns −∫ 2πr p log p dr, by Gauss-Legendre rules on
// pieces of one standard deviation.
func (r *Rings) integrateEntropy() float64 {
	terms := make([]float64, len(r.radii))
	var at, weight [16]float64
	sum := 0.0
	for i := range int(math.Ceil(floats.Max(r.radii)/r.sd)) + gaussReach + 1 {
		quad.Legendre{}.FixedLocations(at[:], weight[:], float64(i)*r.sd, float64(i+1)*r.sd)
		for j, radius := range at {
			l := r.logProbAt(terms, radius)
			sum -= weight[j] * 2 * math.Pi * radius * math.Exp(l) * l
		}
	}
	return sum
}
