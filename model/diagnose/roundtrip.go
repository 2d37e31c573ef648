package diagnose

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"bijou/model"
)

// A RoundTrip says what is lost from data to base and back, |x −
// forward(inverse(x))| in the worst column of a point, in standard deviations
// of the data.
type RoundTrip struct {
	Max model.Number `json:"max"` // over all points
	P95 model.Number `json:"p95"` // 95 % of the points lose less
}

// RoundTrip carries the points to the base and back.
func (p *Sample) RoundTrip() RoundTrip {
	if p.X.Rows == 0 {
		return RoundTrip{none, none}
	}
	back := p.Flow.Forward(p.Z)
	lost := make([]float64, p.X.Rows)
	for j := range p.X.Cols {
		again := back[len(back)-1].Col(j)
		for i, v := range p.X.Col(j) {
			lost[i] = max(lost[i], math.Abs(v-again[i])) // max keeps NaN
		}
	}
	if hasNaN(lost) {
		return RoundTrip{none, none}
	}
	slices.Sort(lost)
	return RoundTrip{model.Number(lost[len(lost)-1]), model.Number(stat.Quantile(0.95, stat.Empirical, lost, nil))}
}
