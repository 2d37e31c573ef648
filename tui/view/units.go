package view

import (
	"bijou/model"
)

// Units turn standardised numbers of one column into those that are shown.
type Units struct{ Mean, SD float64 }

// OwnUnits are the data's own behind the last layer, and none before.
func OwnUnits(s *model.Snapshot, k int) Units {
	if k < len(s.Stack.Layers) {
		return Units{0, 1}
	}
	return Units{s.Data.Mean[0], s.Data.SD[0]}
}

// Points converts a heap: places, and heights that are densities.
func (u Units) Points(p Points) (x, y []float64) {
	if u == (Units{0, 1}) {
		return p.X, p.Y
	}
	x, y = make([]float64, len(p.X)), make([]float64, len(p.Y))
	for i := range x {
		x[i] = u.Mean + u.SD*p.X[i]
	}
	for i := range y {
		y[i] = p.Y[i] / u.SD
	}
	return x, y
}
