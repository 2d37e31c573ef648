package flows

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// A Base is the distribution that a flow starts from.
type Base interface {
	// Name is the word for it on the screen and in files.
	Name() string
	// LogProb returns log p of every sample, n×D to n×1, in nats.
	LogProb(z *ad.Mat) *ad.Mat
	// Draw fills every row of z with an independent sample.
	Draw(rng *rand.Rand, z *ad.Mat)
}

// Normal is the standard normal distribution of any dimension.
type Normal struct{}

// Name returns normal.
func (Normal) Name() string { return "normal" }

// LogProb returns −|z|²/2 − D/2 · log 2π.
func (Normal) LogProb(z *ad.Mat) *ad.Mat {
	half := ad.Scale(ad.SumFeatures(ad.Square(z)), -0.5)
	return ad.Shift(half, -0.5*float64(z.Cols)*log2Pi)
}

// Draw fills z with independent standard normal numbers, sample by sample, so
// that the first samples do not depend on how many follow.
func (Normal) Draw(rng *rand.Rand, z *ad.Mat) {
	for i := range z.Rows {
		for j := range z.Cols {
			z.Set(i, j, rng.NormFloat64())
		}
	}
}

var log2Pi = math.Log(2 * math.Pi)
