package model

import (
	"math"
	"slices"
)

// runningMean forgets old values at the pace of its memory.
type runningMean struct{ memory, sum, weight float64 }

// newRecentMean remembers some fifty values.
func newRecentMean() runningMean { return runningMean{memory: 0.98} }

func (r *runningMean) add(v float64) {
	r.sum = r.memory*r.sum + v
	r.weight = r.memory*r.weight + 1
}

// value is not a number before the first add.
func (r runningMean) value() float64 { return r.sum / r.weight }

func mean(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}

func meanSD(x []float64) (m, sd float64) {
	m = mean(x)
	for _, v := range x {
		sd += (v - m) * (v - m)
	}
	return m, math.Sqrt(sd / float64(len(x)))
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func allFinite(x []float64) bool {
	return !slices.ContainsFunc(x, func(v float64) bool { return !isFinite(v) })
}

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
