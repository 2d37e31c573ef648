package chain

import "math"

// A stepSize finds the size of steps with which proposals are taken as often as wanted,
// by dual averaging (Hoffman and Gelman 2014, section 3.2, with their constants).
type stepSize struct {
	towards, log, mean float64 // logarithms
	missed             float64 // mean of wanted less had
	moves              float64
}

const (
	wanted    = 0.9
	shrinkage = 0.05 // γ
	delay     = 10.0 // t₀
	forget    = 0.75 // κ
)

// newStepSize begins a little below what a normal distribution takes in so many
// dimensions (Beskos et al. 2013: like D^(−1/4)).
func newStepSize(dim int) *stepSize {
	first := math.Log(0.8) - math.Log(float64(dim))/4
	return &stepSize{towards: first + math.Log(2), log: first, mean: first}
}

// step is the size to try next.
func (s *stepSize) step() float64 { return math.Exp(s.log) }

// settled is the size that the sizes before have come to.
func (s *stepSize) settled() float64 { return math.Exp(s.mean) }

// learn hears with which probability proposals were taken.
func (s *stepSize) learn(had float64) {
	s.moves++
	weight := 1 / (s.moves + delay)
	s.missed += weight * (wanted - had - s.missed)
	s.log = min(s.towards-math.Sqrt(s.moves)/shrinkage*s.missed, math.Log(2))
	share := math.Pow(s.moves, -forget)
	s.mean += share * (s.log - s.mean)
}
