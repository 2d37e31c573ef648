package flows

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
)

// StartFrom fits the layer to data that reach it, n×D: the quantiles of every
// column, and the rotation of what they make of the data.
func (r *RBIG) StartFrom(x *ad.Mat, theta []float64) {
	k := len(r.levels)
	var columns sync.WaitGroup
	for j := range x.Cols {
		g := knotted{r.knots.In(theta)[j*k : (j+1)*k], r.levels, r.slopes.In(theta)[j*k : (j+1)*k]}
		columns.Go(func() { fitMarginal(g, x.Col(j)) })
	}
	columns.Wait()
	z, _ := r.to.apply(ad.NewTape(theta, nil).Const(x))
	r.rotate(z, theta)
}

// fitMarginal writes into g the function that makes a column normal: the mean of
// four that go through quantiles a quarter of a knot apart, which is smoother
// than each.
func fitMarginal(g knotted, column []float64) {
	sorted := slices.Clone(column)
	slices.Sort(sorted)
	count := countKnots(column, len(g.levels))
	clear(g.knots)
	clear(g.slopes)
	for _, shift := range []float64{0.125, 0.375, 0.625, 0.875} {
		one := throughQuantiles(sorted, count, shift)
		for k, level := range g.levels {
			knot, logSlope, _ := one.back(level)
			g.knots[k] += knot / 4
			g.slopes[k] += math.Exp(logSlope) / 4 // of the inverse
		}
	}
	for k, slope := range g.slopes {
		g.slopes[k] = 1 / slope
	}
}

// countKnots chooses how many quantiles a column speaks for, up to most. Every
// one beyond costs likelihood on new data, and so do the ones of fifty layers, so
// it goes by the likelihood of either half of the column under the fit to the
// other.
func countKnots(column []float64, most int) int {
	halves := [2][]float64{}
	for i, x := range column {
		halves[i%2] = append(halves[i%2], x)
	}
	for h := range halves {
		slices.Sort(halves[h])
	}
	best, count := math.Inf(-1), 2
	for n := 2; n <= most; n = min(2*n, max(most, n+1)) {
		score := 0.0
		for h := range halves {
			score += throughQuantiles(halves[h], n, 0.5).logLikelihood(halves[1-h])
		}
		if score > best {
			best, count = score, n
		}
	}
	return count
}

// leastGap is the closest that two knots come, as a share of their distance for
// a normal column: equal numbers in the data would make the function jump.
const leastGap = 1e-3

// throughQuantiles returns the function that carries quantiles of a sorted
// column to those of the normal distribution, in the middle of count equal
// shares or shifted within them; through two it is the line that makes mean and
// variance right. A column that does not vary is only centred.
func throughQuantiles(sorted []float64, count int, shift float64) knotted {
	mean, sd := moments(sorted)
	if !(sd > 1e-12) {
		sd, count = 1, 2
	}
	g := knotted{make([]float64, count), normalLevels(count, shift), make([]float64, count)}
	for k, level := range g.levels {
		if g.knots[k] = mean + sd*level; count == 2 {
			continue
		}
		g.knots[k] = quantile(sorted, (float64(k)+shift)/float64(count))
		if k > 0 {
			g.knots[k] = max(g.knots[k], g.knots[k-1]+leastGap*sd*(level-g.levels[k-1]))
		}
	}
	g.smooth()
	return g
}

// quantile returns the p-quantile of sorted numbers, of which the k-th counts as
// the (k+½)/n-quantile.
func quantile(sorted []float64, p float64) float64 {
	place := min(max(p*float64(len(sorted))-0.5, 0), float64(len(sorted)-1))
	k := int(place)
	next := min(k+1, len(sorted)-1)
	return sorted[k] + (place-float64(k))*(sorted[next]-sorted[k])
}

// smooth chooses slopes that keep the function increasing: the harmonic mean of
// those of the two neighbouring chords (Fritsch and Butland 1984), and the
// chord's at the ends.
func (g knotted) smooth() {
	last := len(g.knots) - 1
	chord := func(k int) float64 { return (g.levels[k+1] - g.levels[k]) / (g.knots[k+1] - g.knots[k]) }
	g.slopes[0], g.slopes[last] = chord(0), chord(last-1)
	for k := 1; k < last; k++ {
		g.slopes[k] = 2 / (1/chord(k-1) + 1/chord(k))
	}
}

// logLikelihood returns that of the numbers, up to a constant, if the function
// carries them to the normal distribution.
func (g knotted) logLikelihood(column []float64) float64 {
	total := 0.0
	for _, x := range column {
		z, logSlope, _ := g.at(x)
		total += logSlope - z*z/2
	}
	return total
}

// rotate writes the rotation of z, n×D: to the principal axes, by a random
// matrix whose seed is what was just fitted, or not at all.
func (r *RBIG) rotate(z *ad.Mat, theta []float64) {
	d := z.Cols
	rows := mat.NewDense(d, d, r.rotation.In(theta))
	switch r.turn {
	case byPCA:
		var cov mat.SymDense
		stat.CovarianceMatrix(&cov, mat.NewDense(d, z.Rows, z.Data).T(), nil)
		var eigen mat.EigenSym
		var axes mat.Dense
		if eigen.Factorize(&cov, true) {
			eigen.VectorsTo(&axes)
			rows.Copy(axes.T())
		}
	case byRandom:
		seed := uint64(0)
		for _, v := range r.knots.In(theta) {
			seed = scramble(seed ^ math.Float64bits(v))
		}
		randomRotation(rows, rand.New(rand.NewPCG(seed, 0)))
	}
}

// randomRotation writes an orthogonal matrix drawn evenly from all of them
// (Mezzadri 2007): the Q of a normal matrix, with the signs that make R's
// diagonal positive.
func randomRotation(q *mat.Dense, rng *rand.Rand) {
	d, _ := q.Dims()
	a := mat.NewDense(d, d, nil)
	for i := range d {
		for j := range d {
			a.Set(i, j, rng.NormFloat64())
		}
	}
	var qr mat.QR
	qr.Factorize(a)
	var full, upper mat.Dense
	qr.QTo(&full)
	qr.RTo(&upper)
	for i := range d {
		for j := range d {
			q.Set(i, j, full.At(i, j)*math.Copysign(1, upper.At(j, j)))
		}
	}
}

var _ FromData = (*RBIG)(nil)
