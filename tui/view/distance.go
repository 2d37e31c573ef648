package view

import (
	"math"

	"bijou/model"
)

// A Distance is how far a flow and the truth are from each other, in nats, both ways. NaN is
// what cannot be known.
type Distance struct {
	Version          Version
	Draws            int
	Forward, Reverse Estimate // KL(p‖q) over points of the truth p, KL(q‖p) over samples of the flow q
}

// An Estimate is a mean over draws with its standard error.
type Estimate struct{ Mean, SE float64 }

// Known tells whether there is anything to estimate.
func (e Estimate) Known() bool { return !math.IsNaN(e.Mean) }

// DistanceDraws is how many points a flow at rest is measured on: as many as a
// report is, so that both say the same.
const DistanceDraws = 20000

func MeasureDistance(s *model.Snapshot, draws int) *Distance {
	d := &Distance{Version: VersionOf(s), Draws: draws, Reverse: Estimate{math.NaN(), math.NaN()}}
	d.Forward.Mean, d.Forward.SE = s.KL(draws)
	if s.Data.Target != nil {
		w := s.Weigh(draws)
		d.Reverse = Estimate{w.KL, w.KLSE}
	}
	return d
}
