package view

import (
	"math"

	"bijou/model"
)

// Units turn standardised numbers of one column into those that are shown.
type Units struct {
	Mean, SD float64
	Support  model.Support
}

// NoUnits show numbers as they are.
var NoUnits = Units{SD: 1}

// OwnUnits are the data's own behind the last layer, and none before.
func OwnUnits(s *model.Snapshot, k int) Units {
	if k < len(s.Stack.Layers) {
		return NoUnits
	}
	return Units{s.Data.Mean[0], s.Data.SD[0], s.Data.Support(0)}
}

// Own returns a number as it is shown.
func (u Units) Own(x float64) float64 { return u.Support.FromLine(u.Mean + u.SD*x) }

// Standard is the inverse of Own; outside of a support it is no number.
func (u Units) Standard(v float64) float64 { return (u.Support.ToLine(v) - u.Mean) / u.SD }

// LogSlope is the log derivative of Own.
func (u Units) LogSlope(x float64) float64 {
	return math.Log(u.SD) + u.Support.LogSlope(u.Mean+u.SD*x)
}

// Points converts a heap: places, and heights that are densities.
func (u Units) Points(p Points) (x, y []float64) {
	if u == NoUnits {
		return p.X, p.Y
	}
	x, y = make([]float64, len(p.X)), make([]float64, len(p.Y))
	for i := range x {
		x[i] = u.Own(p.X[i])
	}
	for i := range y {
		y[i] = p.Y[i] / math.Exp(u.LogSlope(p.X[i]))
	}
	return x, y
}
