package presets

import (
	"math/rand/v2"

	"bijou/flows/ad"
)

// ln2Pi is log 2π, the constant of every Gaussian density.
const ln2Pi = 1.8378770664093454835606594728112353

// A normal is the standard normal distribution in any dimension:
// log p = −|x|²/2 − (D/2) log 2π.
type normal struct{ dim int }

func (n normal) Dim() int { return n.dim }

func (n normal) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Rows {
		for j := range x.Cols {
			x.Set(i, j, rng.NormFloat64())
		}
	}
}

func (n normal) LogProb(dst []float64, x *ad.Mat) {
	for i := range dst {
		dst[i] = -float64(n.dim) / 2 * ln2Pi
	}
	for j := range x.Cols {
		for i, v := range x.Col(j) {
			dst[i] -= v * v / 2
		}
	}
}

func (n normal) Entropy() float64 { return float64(n.dim) / 2 * (1 + ln2Pi) }
