package model

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// Score writes log p of x, n×D in the data's own units, into dst, in nats. It is
// −Inf where no z leads to: there the way to the base ends in no number.
func (s *Snapshot) Score(dst []float64, x *ad.Mat) {
	s.LogProb(dst, s.Data.standardise(x))
	for i, v := range dst[:x.Rows] {
		if math.IsNaN(v) {
			dst[i] = math.Inf(-1)
		}
	}
}

// Draw returns n samples of the flow in the data's own units.
func (s *Snapshot) Draw(rng *rand.Rand, n int) *ad.Mat {
	z := ad.New(n, s.Stack.Dim)
	s.Base.Draw(rng, z)
	x := ad.New(n, s.Stack.Dim)
	s.evaluator().Sample(x, z)
	return s.Data.Own(x)
}

// DrawStream returns the randomness of the samples that a seed stands for; it
// shares nothing with that of a training from the same seed.
func DrawStream(seed uint64) *rand.Rand { return newStream(seed, streamDraw) }
