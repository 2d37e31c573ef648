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
	best, top := plan{1, shapes[0], usual, true}, math.Inf(-1)
	for _, s := range shapes {
		worse, own := 0, math.Inf(-1)
		for count := 1; count <= mostComponents && float64(2*count) <= z.size && worse < enoughWorse; count++ {
			p := plan{count, s, usual, true}
			value := worth(z, p)
			worse++
			if value > own {
				own, worse = value, 0
			}
			if value > top {
				best, top = p, value
			}
		}
	}
	if z.Rows > crossedRows {
		return best
	}
	for _, shrink := range []float64{0.01, 0.05, 0.15, 1.5, 4, 10} {
		p := best
		p.shrink = shrink
		if value := worth(z, p); value > top {
			best, top = p, value
		}
	}
	return recounted(z, best, top, worth)
}

// recounted looks again for the number of components, with what its covariances are drawn
// to: those that are drawn less are larger, and fewer of them do.
func recounted(z sampled, best plan, top float64, worth func(sampled, plan) float64) plan {
	shrink := best.shrink
	for _, by := range []int{-1, 1} {
		worse := 0
		for count := best.count + by; count >= 1 && count <= mostComponents && float64(2*count) <= z.size && worse < enoughWorse; count += by {
			p := plan{count, best.shape, shrink, true}
			value := worth(z, p)
			worse++
			if value > top {
				best, top, worse = p, value, 0
			}
		}
	}
	return best
}

// crossed is the mean log p of rows by mixtures fitted to the others.
func crossed(z sampled, p plan) float64 {
	total := 0.0
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
			return math.Inf(-1)
		}
		total += fitComponents(z.take(in), p).meanLogProb(z.take(out)) * z.weightOf(out)
	}
	return total / z.size
}

// bic is −BIC/2 a row of the mixture of a plan.
func bic(z sampled, p plan) float64 {
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
	return fitComponents(z, p).meanLogProb(z) - free*math.Log(n)/(2*n)
}
