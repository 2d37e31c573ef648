package flows

import (
	"math"
)

const (
	mostComponents = 32
	crossedRows    = 1000 // up to so many, a plan is chosen by cross-validation
	chosenRows     = 4000 // of more rows, so many choose a plan by BIC
	crossFolds     = 5
	enoughWorse    = 2 // counts in a row that are no better end the search
)

// choosePlan returns the mixture that rows ask for. Few rows are asked by
// cross-validation, which knows what shrinking is worth, many by BIC (Schwarz 1978).
func choosePlan(z sampled, shape string) plan {
	z = z.shuffled(chosenRows)
	worth := bic
	if z.Rows <= crossedRows {
		worth = crossed
	}
	shapes := []string{shape}
	if shape == bestShape {
		shapes = []string{fullShape, tiedShape, diagonalShape}
	}
	const usual = 0.5
	best, top := plan{1, shapes[0], usual, true}, worse
	for _, s := range shapes {
		own, found := plan{1, s, usual, true}, worse
		misses := 0
		for count := 1; count <= mostComponents && float64(2*count) <= z.size && misses < enoughWorse; count++ {
			p := plan{count, s, usual, true}
			value := worth(z, p)
			misses++
			if value.surelyAbove(found) {
				own, found, misses = p, value, 0
			}
		}
		if found.mean > top.mean {
			best, top = own, found
		}
	}
	if z.Rows > crossedRows {
		return best
	}
	for _, shrink := range []float64{0.01, 0.05, 0.15, 1.5, 4, 10} {
		p := best
		p.shrink = shrink
		if value := worth(z, p); value.mean > top.mean {
			best, top = p, value
		}
	}
	return recounted(z, best, top, worth)
}

// recounted looks again for the number of components, with what its covariances are drawn
// to: those that are drawn less are larger, and fewer of them do.
func recounted(z sampled, best plan, top worthOf, worth func(sampled, plan) worthOf) plan {
	for _, by := range []int{-1, 1} {
		misses := 0
		for count := best.count + by; count >= 1 && count <= mostComponents && float64(2*count) <= z.size && misses < enoughWorse; count += by {
			p := best
			p.count = count
			value := worth(z, p)
			misses++
			if by > 0 && value.surelyAbove(top) || by < 0 && !top.surelyAbove(value) {
				best, top, misses = p, value, 0
			}
		}
	}
	return best
}

// A worthOf is what a plan is worth: a mean, and what every row adds to it; nil where
// rows do not tell.
type worthOf struct {
	mean   float64
	rows   []float64
	weight []float64
}

var worse = worthOf{mean: math.Inf(-1)}

// surelyAbove tells whether a plan of more components is better by more than one standard
// error of the difference, row by row (the rule of Breiman et al. 1984): the more there
// are, the more chance has to choose from.
func (w worthOf) surelyAbove(of worthOf) bool {
	if w.rows == nil || of.rows == nil {
		return w.mean > of.mean
	}
	gain, square, total := w.mean-of.mean, 0.0, 0.0
	for i, v := range w.rows {
		off := w.weight[i] * (v - of.rows[i] - gain)
		square += off * off
		total += w.weight[i]
	}
	return gain > math.Sqrt(square)/total
}

// crossed is the mean log p of rows by mixtures fitted to the others.
func crossed(z sampled, p plan) worthOf {
	w := worthOf{rows: make([]float64, z.Rows), weight: z.weight}
	for fold := range crossFolds {
		var in, out []int
		for i := range z.Rows {
			if i%crossFolds == fold {
				out = append(out, i)
			} else {
				in = append(in, i)
			}
		}
		if p.count > len(in) {
			return worse
		}
		for i, logp := range fitComponents(z.take(in), p).logProbs(z.take(out)) {
			w.rows[out[i]] = logp
			w.mean += z.weight[out[i]] * logp / z.size
		}
	}
	return w
}

// bic is −BIC/2 a row of the mixture of a plan.
func bic(z sampled, p plan) worthOf {
	d, k := float64(z.Cols), float64(p.count)
	covariance := d * (d + 1) / 2
	if p.shape == diagonalShape {
		covariance = d
	}
	free := k*d + k - 1
	if p.shape == tiedShape {
		free += covariance
	} else {
		free += k * covariance
	}
	n := z.size
	return worthOf{mean: fitComponents(z, p).meanLogProb(z) - free*math.Log(n)/(2*n)}
}
