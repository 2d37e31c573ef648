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
		knots := r.knots.In(theta)[j*k : (j+1)*k]
		r.quantiles(knots, x.Col(j))
		monotoneSlopes(r.slopes.In(theta)[j*k:(j+1)*k], knots, r.levels)
	}
	z, _ := r.to.apply(ad.NewTape(theta, nil).Const(x))
	r.rotate(z, theta)
}

// leastGap is the closest that two knots come, as a share of their distance for
// a normal column: equal numbers in the data would make g jump.
const leastGap = 1e-3

// quantiles writes where g takes its levels. A column that does not vary is only
// centred.
func (r *RBIG) quantiles(knots, column []float64) {
	mean, sd := moments(column)
	if !(sd > 1e-12) {
		for k, level := range r.levels {
			knots[k] = mean + level
		}
		return
	}
	sorted := slices.Clone(column)
	slices.Sort(sorted)
	n := float64(len(sorted))
	for k := range knots {
		p := (float64(k) + 0.5) / float64(len(knots))
		place := min(max(p*n-0.5, 0), n-1)
		i := int(place)
		knots[k] = sorted[i]
		if i+1 < len(sorted) {
			knots[k] += (place - float64(i)) * (sorted[i+1] - sorted[i])
		}
		if k > 0 {
			knots[k] = max(knots[k], knots[k-1]+leastGap*sd*(r.levels[k]-r.levels[k-1]))
		}
	}
}

// monotoneSlopes writes slopes at the knots that keep the interpolation smooth
// and increasing: the harmonic mean of those of the two neighbouring chords
// (Fritsch and Butland 1984), and the chord's at the ends.
func monotoneSlopes(slopes, x, y []float64) {
	last := len(x) - 1
	chord := func(k int) float64 { return (y[k+1] - y[k]) / (x[k+1] - x[k]) }
	slopes[0], slopes[last] = chord(0), chord(last-1)
	for k := 1; k < last; k++ {
		slopes[k] = 2 / (1/chord(k-1) + 1/chord(k))
	}
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
