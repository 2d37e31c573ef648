package densities

import (
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/floats"

	"bijou/flows/ad"
)

// A Mixture is a set of equally likely round Gaussians of one size in the
// plane: p(x) = (1/K) Σ_k N(x; c_k, sd² I).
type Mixture struct {
	centres [][2]float64
	sd      float64
	entropy func() float64
}

func newMixture(centres [][2]float64, sd float64) *Mixture {
	m := &Mixture{centres: centres, sd: sd}
	m.entropy = sync.OnceValue(m.integrateEntropy)
	return m
}

// RingOfGaussians puts k blobs at equal angles on a circle, the first one on
// the x axis.
func RingOfGaussians(k int, radius, sd float64) *Mixture {
	centres := make([][2]float64, k)
	for i := range centres {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(k))
		centres[i] = [2]float64{radius * cos, radius * sin}
	}
	return newMixture(centres, sd)
}

// GridOfGaussians puts k×k blobs on a square grid about the origin.
func GridOfGaussians(k int, spacing, sd float64) *Mixture {
	var centres [][2]float64
	for i := range k {
		for j := range k {
			mid := float64(k-1) / 2
			centres = append(centres, [2]float64{spacing * (float64(i) - mid), spacing * (float64(j) - mid)})
		}
	}
	return newMixture(centres, sd)
}

// Dim is the number of columns.
func (m *Mixture) Dim() int { return 2 }

// Sample draws every row of x.
func (m *Mixture) Sample(rng *rand.Rand, x *ad.Mat) {
	xs, ys := x.Col(0), x.Col(1)
	for i := range xs {
		c := m.centres[rng.IntN(len(m.centres))]
		xs[i] = c[0] + m.sd*rng.NormFloat64()
		ys[i] = c[1] + m.sd*rng.NormFloat64()
	}
}

// LogProb writes log p of every row of x, in nats.
func (m *Mixture) LogProb(dst []float64, x *ad.Mat) {
	norm := math.Log(float64(len(m.centres))) + Ln2Pi + 2*math.Log(m.sd)
	terms := make([]float64, len(m.centres))
	xs, ys := x.Col(0), x.Col(1)
	for i := range dst {
		for k, c := range m.centres {
			dx, dy := (xs[i]-c[0])/m.sd, (ys[i]-c[1])/m.sd
			terms[k] = -(dx*dx + dy*dy) / 2
		}
		dst[i] = floats.LogSumExp(terms) - norm
	}
}

// Entropy is the mean of −log p over draws, in nats.
func (m *Mixture) Entropy() float64 { return m.entropy() }

// integrateEntropy averages −log p over each blob in turn. Only log p of
// overlapping blobs has to be resolved, at the blob's own scale, so the work
// does not grow as the blobs become small.
func (m *Mixture) integrateEntropy() float64 {
	sum := 0.0
	for _, c := range m.centres {
		sum -= meanUnderNormal(m, gaussStep, gaussStep, func(u, v float64) (x, y float64) {
			return c[0] + m.sd*u, c[1] + m.sd*v
		})
	}
	return sum / float64(len(m.centres))
}

// Score writes the derivative of log p: the pull of every centre by its share.
func (m *Mixture) Score(grad, x *ad.Mat) {
	logs := make([]float64, len(m.centres))
	for i := range x.Rows {
		for k, c := range m.centres {
			dx, dy := (x.At(i, 0)-c[0])/m.sd, (x.At(i, 1)-c[1])/m.sd
			logs[k] = -(dx*dx + dy*dy) / 2
		}
		sum := floats.LogSumExp(logs)
		gx, gy := 0.0, 0.0
		for k, c := range m.centres {
			share := math.Exp(logs[k] - sum)
			gx += share * (c[0] - x.At(i, 0))
			gy += share * (c[1] - x.At(i, 1))
		}
		grad.Set(i, 0, gx/(m.sd*m.sd))
		grad.Set(i, 1, gy/(m.sd*m.sd))
	}
}
