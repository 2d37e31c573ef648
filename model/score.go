package model

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// Score writes log p of points into dst, in nats. They are n×(D+C) in the data's
// own units, the conditions behind, under which each is scored; of words that are learnt
// log p is that of both. It is −Inf where no
// z leads to, and outside of a support: there the way to the base ends in no number.
func (s *Snapshot) Score(dst []float64, points *ad.Mat) {
	x := s.Data.cut(points)
	under := s.Under(s.Data.StandardGiven(x.Given))
	switch {
	case s.Data.noisy():
		under.scoreCoded(dst, x.X)
	case s.Data.Levels > 0:
		under.scoreLevels(dst, x.X)
	default:
		under.LogProb(dst, s.Data.standardise(x.X))
	}
	for i, v := range s.Data.logClasses(x.Given, points.Rows) { // levels are heard as they are
		dst[i] += v
	}
	s.Data.outside(dst, x.X)
	for i, v := range dst[:points.Rows] {
		if math.IsNaN(v) {
			dst[i] = math.Inf(-1)
		}
	}
}

// ScoreBatch writes log p of points of the run, which are standardised, into dst: what
// Score writes of their values.
func (s *Snapshot) ScoreBatch(dst []float64, b Batch) {
	if s.Data.noisy() {
		s.Under(b.Given).scoreCoded(dst, s.Data.Own(b.X))
	} else {
		s.Under(b.Given).LogProb(dst, b.X)
	}
	for i, v := range s.Data.logClasses(b.Given, b.X.Rows) {
		dst[i] += v
	}
}

// Draw returns n samples of the flow in the data's own units, under the conditions
// of the snapshot: see [Snapshot.Under].
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
