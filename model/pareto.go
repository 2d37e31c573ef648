package model

import (
	"math"
	"slices"
)

// paretoIndex fits a generalised Pareto distribution to the largest weights and
// returns its shape k̂ (Vehtari et al. 2024, "Pareto smoothed importance
// sampling", section 3.2; the fit after Zhang and Stephens 2009). It is NaN for
// too few weights.
func paretoIndex(logw []float64) float64 {
	return tailOf(logw, func(v, cut, top float64) float64 { return math.Exp(v-top) - math.Exp(cut-top) })
}

// TailIndex is the shape k̂ of the largest values themselves, by the same fit: from ½ on
// their variance is not finite, and the standard error of their mean says too little.
func TailIndex(values []float64) float64 {
	return tailOf(values, func(v, cut, _ float64) float64 { return v - cut })
}

// tailOf is k̂ of the largest values, of which excess says how far one is beyond the cut.
func tailOf(values []float64, beyond func(v, cut, top float64) float64) float64 {
	n := len(values)
	tail := int(min(float64(n)/5, 3*math.Sqrt(float64(n))))
	if tail < 5 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	top, cut := sorted[n-1], sorted[n-tail-1]
	excess := make([]float64, tail)
	for i, v := range sorted[n-tail:] {
		excess[i] = beyond(v, cut, top)
	}
	if !(excess[0] > 0) || excess[tail-1] == excess[0] {
		return math.Inf(-1) // all alike: no tail at all
	}
	return shrink(fitPareto(excess), tail)
}

// fitPareto returns k of sorted excesses by the profile likelihood of Zhang and
// Stephens, averaged over their grid of candidates.
func fitPareto(x []float64) float64 {
	n := len(x)
	grid := 30 + int(math.Sqrt(float64(n)))
	quartile := x[int(float64(n)/4+0.5)-1]
	b, fit := make([]float64, grid), make([]float64, grid)
	for i := range b {
		b[i] = 1/x[n-1] + (1-math.Sqrt(float64(grid)/(float64(i)+0.5)))/(3*quartile)
		k := meanLog(x, b[i])
		fit[i] = float64(n) * (math.Log(-b[i]/k) - k - 1)
	}
	mean := 0.0
	for i := range b {
		share := 0.0
		for j := range b {
			share += math.Exp(fit[j] - fit[i])
		}
		mean += b[i] / share
	}
	return meanLog(x, mean)
}

// meanLog is the k that belongs to a candidate b: the mean of log(1 − b·x).
func meanLog(x []float64, b float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += math.Log1p(-b * v)
	}
	return sum / float64(len(x))
}

// shrink pulls the k of a short tail towards 0.5, as the authors do.
func shrink(k float64, n int) float64 {
	const prior = 10
	return (k*float64(n) + 0.5*prior) / (float64(n) + prior)
}
