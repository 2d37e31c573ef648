package model

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Rows of a table may have weights: of a sample drawn with unequal chances, of a
// simulation, of counts. A weighted row stands for so many rows. Sums over rows become
// weighted sums; a step sees rows as often as they weigh; and what knows rows alone gets
// some drawn by their weights.

// weightsTensor is what a file calls the weights of measured points.
const weightsTensor = "data.weights"

// mostWeight is how much more one row may weigh than another.
const mostWeight = 1e12

// checkWeights refuses weights that are none.
func (s Source) checkWeights() error {
	if s.Weights == nil {
		return nil
	}
	least, most := slices.Min(s.Weights), slices.Max(s.Weights)
	if !(least > 0 && allFinite(s.Weights) && most/least <= mostWeight) {
		return badData("the weights of %s are from %g to %g; they are to be above 0, and the largest at most 1e12 times the least", s.Spec, least, most)
	}
	return nil
}

// EffectiveRows is how many rows of one weight tell as much as those of the table:
// (Σw)²/Σw² (Kish 1965).
func (s Source) EffectiveRows() float64 {
	total, square := 0.0, 0.0
	for _, w := range s.Weights {
		total, square = total+w, square+w*w
	}
	if s.Weights == nil {
		return float64(s.Points.Rows)
	}
	return total * total / square
}

// weightAt is the weight of a row where all may count the same.
func weightAt(weights []float64, i int) float64 {
	if weights == nil {
		return 1
	}
	return weights[i]
}

// weightsOf returns the weights of the listed rows, scaled to 1 in the mean; nil for nil.
func weightsOf(weights []float64, rows []int) []float64 {
	if weights == nil {
		return nil
	}
	of, total := make([]float64, len(rows)), 0.0
	for i, r := range rows {
		of[i] = weights[r]
		total += of[i]
	}
	for i := range of {
		of[i] *= float64(len(rows)) / total
	}
	return of
}

// weightedMean is Σwx/Σw.
func weightedMean(x, weights []float64) float64 {
	if weights == nil {
		return mean(x)
	}
	sum, total := 0.0, 0.0
	for i, v := range x {
		sum, total = sum+weights[i]*v, total+weights[i]
	}
	return sum / total
}

// weightedMeanSD is the weighted mean and deviation.
func weightedMeanSD(x, weights []float64) (m, sd float64) {
	if weights == nil {
		return meanSD(x)
	}
	m = weightedMean(x, weights)
	square := make([]float64, len(x))
	for i, v := range x {
		square[i] = (v - m) * (v - m)
	}
	return m, math.Sqrt(weightedMean(square, weights))
}

// weightedMeanSE is the weighted mean and its standard error, √Σw²(x − mean)²/Σw (that of
// a ratio, Cochran 1977, section 6.3). The values may be the first of those with weights.
func weightedMeanSE(x, weights []float64) (m, se float64) {
	if weights == nil {
		m, sd := meanSD(x)
		return m, sd / math.Sqrt(float64(len(x)))
	}
	m = weightedMean(x, weights)
	square, total := 0.0, 0.0
	for i, v := range x {
		square += weights[i] * weights[i] * (v - m) * (v - m)
		total += weights[i]
	}
	return m, math.Sqrt(square) / total
}

// asOftenAs fills places with rows, each ⌊w⌋ or ⌈w⌉ times, as the weights, which are 1 in
// the mean, and a number u from 0 to 1 have it: systematic sampling.
func asOftenAs(weights []float64, places []int, u float64) {
	at, upTo := 0, weights[0]
	for k := range places {
		for float64(k)+u >= upTo && at < len(weights)-1 {
			at++
			upTo += weights[at]
		}
		places[k] = at
	}
}

// Even returns rows that all count the same in place of weighted ones: as many, each as
// often as it weighs. Of others it returns the batch.
func (b Batch) Even() Batch {
	if b.Weight == nil {
		return b
	}
	const middle = 0.5
	rows := make([]int, b.X.Rows)
	asOftenAs(b.Weight, rows, middle)
	even := b.Pick(rows)
	even.Weight = nil
	return even
}

// Thinned returns the rows that chance keeps, each with its weight over the largest one as
// probability: draws of what the weights say, none of them twice, for tests that count
// draws (rejection, von Neumann 1951). Rows that all count the same stay.
func (b Batch) Thinned(rng *rand.Rand) Batch {
	if b.Weight == nil {
		return b
	}
	most := slices.Max(b.Weight)
	var rows []int
	for i, w := range b.Weight {
		if rng.Float64()*most < w {
			rows = append(rows, i)
		}
	}
	thin := b.Pick(rows)
	thin.Weight = nil
	return thin
}

// weights reads the weights of measured points, if they were kept.
func (r *restorer) weights(src *Source) {
	if _, has := r.tensors[weightsTensor]; has && r.err == nil {
		src.Weights = slices.Clone(r.tensor(weightsTensor, src.Points.Rows))
	}
}
