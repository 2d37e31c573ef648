package worlds

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model/acting"
)

// A Coin pays 0 or 1 with equal chances, for ever, and a reward a step later counts
// half: the return Σ rₖ/2ᵏ has the rewards as its binary digits, so it is uniform
// between 0 and 2. There is nothing to do and nothing to see.
type Coin struct{}

// Shape returns that of a world without state.
func (Coin) Shape() acting.Shape { return acting.Shape{Discount: 0.5} }

// Reset has nothing to set.
func (Coin) Reset(*rand.Rand, *ad.Mat) {}

// Step tosses.
func (Coin) Step(rng *rand.Rand, t acting.Turn) {
	for i := range t.Reward {
		t.Reward[i], t.Over[i] = float64(rng.IntN(2)), false
	}
}

// Observe has nothing to tell.
func (Coin) Observe(_, _ *ad.Mat) {}

// Dim is 1: the return.
func (Coin) Dim() int { return 1 }

// Sample draws returns.
func (Coin) Sample(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Data {
		x.Data[i] = 2 * rng.Float64()
	}
}

// LogProb writes log ½ for returns between 0 and 2.
func (Coin) LogProb(dst []float64, x *ad.Mat) {
	for i, v := range x.Data {
		dst[i] = math.Inf(-1)
		if v >= 0 && v <= 2 {
			dst[i] = -math.Ln2
		}
	}
}

// Entropy is that of the uniform law, ln 2.
func (Coin) Entropy() float64 { return math.Ln2 }
