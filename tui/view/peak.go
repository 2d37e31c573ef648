package view

import (
	"math"

	"bijou/tui/plot"
)

// HighestMean is the highest mean density over one of w columns of a view, of
// weighted values; without weights each counts the same.
func HighestMean(x, weights []float64, v plot.View, w int) float64 {
	columns, total := make([]float64, max(w, 1)), 0.0
	width := (v.XMax - v.XMin) / float64(len(columns))
	for i := range x {
		mass := 1.0
		if weights != nil {
			mass = weights[i]
		}
		total += mass
		if at := (x[i] - v.XMin) / width; at >= 0 && at < float64(len(columns)) {
			columns[int(at)] += mass
		}
	}
	if weights != nil {
		total = 1
	}
	top := 0.0
	for _, mass := range columns {
		top = max(top, mass/(total*width))
	}
	return finiteOr(top, 0)
}

// HighestMean is the same of a density: where it runs to infinity its mean does
// HighestMean.
func (p *Profile) HighestMean(v plot.View, w int) float64 {
	var x, mass []float64
	for i := 1; i < len(p.X); i++ {
		m := (p.P[i] + p.P[i-1]) / 2 * math.Abs(p.X[i]-p.X[i-1])
		x, mass = append(x, (p.X[i]+p.X[i-1])/2), append(mass, finiteOr(m, 0))
	}
	return HighestMean(x, mass, v, w)
}

// finiteOr returns v, or instead where v is no number.
func finiteOr(v, instead float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return instead
	}
	return v
}

// Highest returns the top of a picture of heaps.
func Highest(p, q Points) float64 {
	top := 0.1
	for _, heap := range [][]float64{p.Y, q.Y} {
		for _, y := range heap {
			top = max(top, y)
		}
	}
	return plot.NiceCeil(top * 1.05)
}
