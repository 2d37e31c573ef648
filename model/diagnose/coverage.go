package diagnose

import (
	"math"
	"slices"
	"sort"

	"bijou/model"
)

// Coverage is the curve of how many points lie inside of the regions of highest
// density of the flow.
type Coverage struct {
	Levels []Level
	// Test compares log q of the points with log q of the flow's own samples:
	// its D is the largest departure of the whole curve.
	Test KSTest
}

// A Level is one point of the curve.
type Level struct {
	Nominal model.Number `json:"nominal"` // the region holds this share of the flow's mass
	Covered model.Number `json:"covered"` // and this share of the points
	SE      model.Number `json:"se"`      // standard error of Covered if both are the same
}

// nominal are the levels that are reported.
var nominal = [...]float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99}

// Coverage measures the curve. The region {x: log q(x) ≥ t} of a given mass
// needs only log q of the flow's own samples (Hyndman 1996, "Computing and
// graphing highest density regions"), so it works in any dimension. A curve
// below the diagonal says that the flow is too sure of itself.
func (p *Sample) Coverage() Coverage {
	points, made := slices.Clone(p.LogQ), slices.Clone(p.MadeLog)
	c := Coverage{Levels: make([]Level, len(nominal)), Test: againstSample(points, made)}
	for i, share := range nominal {
		c.Levels[i] = Level{model.Number(share), none, none}
		if known(c.Test.D) {
			t := made[int((1-share)*float64(len(made)))]
			inside := len(points) - sort.SearchFloat64s(points, t)
			c.Levels[i].Covered = model.Number(float64(inside) / float64(len(points)))
			c.Levels[i].SE = model.Number(math.Sqrt(share * (1 - share) * (1/float64(len(points)) + 1/float64(len(made)))))
		}
	}
	return c
}
