package flows

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
)

// StartFrom fits the layer to data that reach it, n×D: the quantiles of every
// column, and the rotation of what they make of the data.
func (r *RBIG) StartFrom(x *ad.Mat, theta []float64) {
	k := len(r.levels)
	for j := range x.Cols {
		g := fitMarginal(x.Col(j), k)
		for i, level := range r.levels {
			knot, logSlope, _ := g.back(level)
			r.knots.In(theta)[j*k+i], r.slopes.In(theta)[j*k+i] = knot, math.Exp(-logSlope)
		}
	}
	z, _ := r.to.apply(ad.NewTape(theta, nil).Const(x))
	r.rotate(z, theta)
}

// fitMarginal returns the function that makes a column normal, with up to most
// knots. Every knot that the data do not speak for costs likelihood on new data,
// and so do fifty layers of them, so their number is chosen by the likelihood of
// either half of the column under the fit to the other.
func fitMarginal(column []float64, most int) knotted {
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
			score += throughQuantiles(halves[h], n).logLikelihood(halves[1-h])
		}
		if score > best {
			best, count = score, n
		}
	}
	sorted := slices.Clone(column)
	slices.Sort(sorted)
	return throughQuantiles(sorted, count)
}

// leastGap is the closest that two knots come, as a share of their distance for
// a normal column: equal numbers in the data would make the function jump.
const leastGap = 1e-3

// throughQuantiles returns the function that carries quantiles of a sorted
// column to those of the normal distribution; through two it is the line that
// makes mean and variance right. A column that does not vary is only centred.
func throughQuantiles(sorted []float64, count int) knotted {
	mean, sd := moments(sorted)
	if !(sd > 1e-12) {
		sd, count = 1, 2
	}
	g := knotted{make([]float64, count), normalLevels(count), make([]float64, count)}
	for k, level := range g.levels {
		if g.knots[k] = mean + sd*level; count == 2 {
			continue
		}
		g.knots[k] = stat.Quantile((float64(k)+0.5)/float64(count), stat.LinInterp, sorted, nil)
		if k > 0 {
			g.knots[k] = max(g.knots[k], g.knots[k-1]+leastGap*sd*(level-g.levels[k-1]))
		}
	}
	g.smooth()
	return g
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

var _ FirstBatch = (*RBIG)(nil)
