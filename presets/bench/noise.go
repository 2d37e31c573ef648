package bench

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// noise is the standard normal distribution of some dimension: data for timing,
// where what is learnt does not matter.
type noise int

func (n noise) Dim() int { return int(n) }

func (n noise) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Data {
		x.Data[i] = rng.NormFloat64()
	}
}

func (n noise) LogProb(dst []float64, x *ad.Mat) {
	for i := range dst {
		dst[i] = -0.5 * float64(n) * math.Log(2*math.Pi)
		for j := range x.Cols {
			dst[i] -= x.At(i, j) * x.At(i, j) / 2
		}
	}
}

func (n noise) Entropy() float64 { return 0.5 * float64(n) * math.Log(2*math.Pi*math.E) }
