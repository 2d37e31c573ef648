package densities

import (
	"math/rand/v2"

	"bijou/flows/ad"
)

// Ln2Pi is log 2π, the constant of every Gaussian density.
const Ln2Pi = 1.8378770664093454835606594728112353

// A Normal is the standard normal distribution in any dimension:
// log p = −|x|²/2 − (D/2) log 2π.
type Normal struct{ Columns int }

// Dim is the number of columns.
func (n Normal) Dim() int { return n.Columns }

// Sample draws every row of x.
func (n Normal) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Rows {
		for j := range x.Cols {
			x.Set(i, j, rng.NormFloat64())
		}
	}
}

// LogProb writes log p of every row of x, in nats.
func (n Normal) LogProb(dst []float64, x *ad.Mat) {
	for i := range dst {
		dst[i] = -float64(n.Columns) / 2 * Ln2Pi
	}
	for j := range x.Cols {
		for i, v := range x.Col(j) {
			dst[i] -= v * v / 2
		}
	}
}

// Entropy is the mean of −log p over draws, in nats.
func (n Normal) Entropy() float64 { return float64(n.Columns) / 2 * (1 + Ln2Pi) }
