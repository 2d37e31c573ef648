package tui

import (
	"math"

	"bijou/model"
)

// A distance is how far a flow and the truth are from each other, in nats, both ways. NaN is
// what cannot be known.
type distance struct {
	version          version
	draws            int
	forward, reverse estimate // KL(p‖q) over points of the truth p, KL(q‖p) over samples of the flow q
}

// An estimate is a mean over draws with its standard error.
type estimate struct{ mean, se float64 }

// known tells whether there is anything to estimate.
func (e estimate) known() bool { return !math.IsNaN(e.mean) }

// distanceDraws is how many points a flow at rest is measured on: as many as a
// report is, so that both say the same.
const distanceDraws = 20000

func measureDistance(s *model.Snapshot, draws int) *distance {
	d := &distance{version: versionOf(s), draws: draws, reverse: estimate{math.NaN(), math.NaN()}}
	d.forward.mean, d.forward.se = s.KL(draws)
	if s.Data.Target != nil {
		w := s.Weigh(draws)
		d.reverse = estimate{w.KL, w.KLSE}
	}
	return d
}
