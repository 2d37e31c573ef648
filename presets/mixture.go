package presets

import (
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/floats"

	"bijou/flows/ad"
)

// A mixture is a set of equally likely round Gaussians of one size in the
// plane: p(x) = (1/K) Σ_k N(x; c_k, sd² I).
type mixture struct {
	centres [][2]float64
	sd      float64
	entropy func() float64
}

func newMixture(centres [][2]float64, sd float64) *mixture {
	m := &mixture{centres: centres, sd: sd}
	m.entropy = sync.OnceValue(m.integrateEntropy)
	return m
}

// ringOfGaussians puts k blobs at equal angles on a circle, the first one on
// the x axis.
func ringOfGaussians(k int, radius, sd float64) *mixture {
	centres := make([][2]float64, k)
	for i := range centres {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(k))
		centres[i] = [2]float64{radius * cos, radius * sin}
	}
	return newMixture(centres, sd)
}

// gridOfGaussians puts k×k blobs on a square grid about the origin.
func gridOfGaussians(k int, spacing, sd float64) *mixture {
	var centres [][2]float64
	for i := range k {
		for j := range k {
			mid := float64(k-1) / 2
			centres = append(centres, [2]float64{spacing * (float64(i) - mid), spacing * (float64(j) - mid)})
		}
	}
	return newMixture(centres, sd)
}

func (m *mixture) Dim() int { return 2 }

func (m *mixture) Sample(rng *rand.Rand, x *ad.Mat) {
	xs, ys := x.Col(0), x.Col(1)
	for i := range xs {
		c := m.centres[rng.IntN(len(m.centres))]
		xs[i] = c[0] + m.sd*rng.NormFloat64()
		ys[i] = c[1] + m.sd*rng.NormFloat64()
	}
}

func (m *mixture) LogProb(dst []float64, x *ad.Mat) {
	norm := math.Log(float64(len(m.centres))) + ln2Pi + 2*math.Log(m.sd)
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

func (m *mixture) Entropy() float64 { return m.entropy() }

// integrateEntropy averages −log p over each blob in turn. Only log p of
// overlapping blobs has to be resolved, at the blob's own scale, so the work
// does not grow as the blobs become small.
func (m *mixture) integrateEntropy() float64 {
	sum := 0.0
	for _, c := range m.centres {
		sum -= meanUnderNormal(m, gaussStep, gaussStep, func(u, v float64) (x, y float64) {
			return c[0] + m.sd*u, c[1] + m.sd*v
		})
	}
	return sum / float64(len(m.centres))
}

// Score writes the derivative of log p: the pull of every centre by its share.
func (m *mixture) Score(grad, x *ad.Mat) {
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
