package flows

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
)

// A plan says what mixture is fitted.
type plan struct {
	count  int
	shape  string
	shrink float64 // rows a column that draw a covariance to the diagonal one
	rough  bool    // one start and few rounds: enough to compare plans
}

// clusters are a mixture while it is fitted, each component as in the block of a
// [FittedMixture].
type clusters struct {
	d    int
	cols [][]float64
}

const (
	emRounds  = 200
	emSettled = 1e-5 // nats a row between two rounds
	emStarts  = 3
	emSeed    = 12

	roughRounds  = 60
	roughSettled = 1e-3
	thinnest     = 1e-24 // of the variance of a column, the least of a component
)

// fitComponents runs EM from several starts and returns the likeliest mixture.
func fitComponents(z sampled, p plan) clusters {
	rng := rand.New(rand.NewPCG(emSeed, uint64(p.count)))
	var best clusters
	top := math.Inf(-1)
	starts := emStarts
	if p.count == 1 || p.rough {
		starts = 1
	}
	for range starts {
		c, logp := runEM(z, p, rng)
		if logp > top || best.cols == nil {
			best, top = c, logp
		}
	}
	return best
}

// runEM returns the mixture that EM ends at and its mean log p.
func runEM(z sampled, p plan, rng *rand.Rand) (clusters, float64) {
	shares := startShares(z, p.count, rng)
	before := math.Inf(-1)
	var c clusters
	rounds, settled := emRounds, emSettled
	if p.rough {
		rounds, settled = roughRounds, roughSettled
	}
	for range rounds {
		c = maximise(z, shares, p)
		logp := c.expect(z, shares)
		if logp-before < settled {
			return c, logp
		}
		before = logp
	}
	return c, before
}

// expect writes the share of each component in every row by its weight, n×K, and returns
// the mean log p.
func (c clusters) expect(z sampled, shares *ad.Mat) float64 {
	away := make([]float64, z.Rows)
	for k, col := range c.cols {
		logComponent(shares.Col(k), away, z.Mat, col, c.d)
	}
	total := 0.0
	for i, w := range z.weight {
		total += w * logShares(shares.Data, len(c.cols), z.Rows, i)
	}
	for k := range c.cols {
		col := shares.Col(k)
		for i, w := range z.weight {
			col[i] = w * math.Exp(col[i])
		}
	}
	return total / z.size
}

// logProbs is log p of every row.
func (c clusters) logProbs(z sampled) []float64 {
	parts, away, logp := ad.New(z.Rows, len(c.cols)), make([]float64, z.Rows), make([]float64, z.Rows)
	for k, col := range c.cols {
		logComponent(parts.Col(k), away, z.Mat, col, c.d)
	}
	for i := range logp {
		logp[i] = logShares(parts.Data, len(c.cols), z.Rows, i)
	}
	return logp
}

// meanLogProb is the mean log p of rows.
func (c clusters) meanLogProb(z sampled) float64 {
	return c.expect(z, ad.New(z.Rows, len(c.cols)))
}

// write puts the components behind each other.
func (c clusters) write(dst []float64) {
	for k, col := range c.cols {
		copy(dst[k*len(col):], col)
	}
}

// startShares gives every row to the nearest of centres that are drawn far from each
// other (k-means++, Arthur and Vassilvitskii 2007).
func startShares(z sampled, count int, rng *rand.Rand) *ad.Mat {
	shares := ad.New(z.Rows, count)
	near := slices.Repeat([]float64{math.Inf(1)}, z.Rows)
	owner := make([]int, z.Rows)
	at := rng.IntN(z.Rows)
	for k := range count {
		if k > 0 {
			at = drawBy(near, z.weight, rng)
		}
		for i := range z.Rows {
			gap := 0.0
			for j := range z.Cols {
				by := z.At(i, j) - z.At(at, j)
				gap += by * by
			}
			if gap < near[i] {
				near[i], owner[i] = gap, k
			}
		}
	}
	for i, k := range owner {
		shares.Set(i, k, z.weight[i])
	}
	return shares
}

// drawBy draws a place by its distance and weight.
func drawBy(near, weights []float64, rng *rand.Rand) int {
	total := 0.0
	for i, w := range weights {
		total += w * near[i]
	}
	left := rng.Float64() * total
	for i, w := range weights {
		if left -= w * near[i]; left < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// maximise returns the mixture of given shares. A covariance of m rows is the mean of
// its own and of the diagonal of that which all components have in common, by the
// weights m and shrink·D: a component of few rows does not shut itself in, and the
// scale of components far smaller than the data is kept.
func maximise(z sampled, shares *ad.Mat, p plan) clusters {
	d := z.Cols
	c := clusters{d: d}
	covs := make([]*mat.SymDense, p.count)
	sizes := make([]float64, p.count)
	pooled := mat.NewSymDense(d, nil)
	for k := range p.count {
		var mean []float64
		mean, covs[k], sizes[k] = momentsOf(z.Mat, shares.Col(k))
		pooled.AddSym(pooled, covs[k])
		col := make([]float64, d+d*d+1)
		copy(col, mean)
		col[len(col)-1] = math.Log(max(sizes[k], 1e-300) / z.size)
		c.cols = append(c.cols, col)
	}
	pooled.ScaleSym(1/z.size, pooled)
	for j := range d {
		_, sd, _ := spread(z.Col(j))
		pooled.SetSym(j, j, max(pooled.At(j, j), thinnest*sd*sd, 1e-300))
	}
	for k, col := range c.cols {
		size := sizes[k]
		if p.shape == tiedShape {
			covs[k].ScaleSym(z.size, pooled)
			size = z.size
		}
		shrunk(covs[k], pooled, size, p.shrink*float64(d), p.shape == diagonalShape)
		whitening(col[d:d+d*d], covs[k])
	}
	return c
}

// momentsOf returns the mean of rows by their shares, the sum of their products
// about it, and the sum of the shares.
func momentsOf(z *ad.Mat, share []float64) (mean []float64, cov *mat.SymDense, size float64) {
	d := z.Cols
	for _, s := range share {
		size += s
	}
	mean, cov = make([]float64, d), mat.NewSymDense(d, nil)
	centred := make([][]float64, d)
	for j := range d {
		for i, v := range z.Col(j) {
			mean[j] += share[i] / max(size, 1e-300) * v
		}
		centred[j] = make([]float64, z.Rows)
		for i, v := range z.Col(j) {
			centred[j][i] = v - mean[j]
		}
	}
	weighted := make([]float64, z.Rows)
	for a := range d {
		for i, v := range centred[a] {
			weighted[i] = v * share[i]
		}
		for b := range a + 1 {
			sum := 0.0
			for i, v := range centred[b] {
				sum += v * weighted[i]
			}
			cov.SetSym(a, b, sum)
		}
	}
	return mean, cov, size
}

// shrunk turns the sum of products of so many rows into a covariance.
func shrunk(cov, pooled *mat.SymDense, size, prior float64, diagonal bool) {
	d := cov.SymmetricDim()
	for a := range d {
		for b := range a + 1 {
			v := cov.At(a, b)
			switch {
			case a == b:
				v += prior * pooled.At(a, a)
			case diagonal:
				v = 0
			}
			cov.SetSym(a, b, v/(size+prior))
		}
	}
}

// whitening writes the inverse of the Cholesky factor of a covariance, row by row. One
// that has none for rounding gives its diagonal.
func whitening(dst []float64, cov *mat.SymDense) {
	d := cov.SymmetricDim()
	scale := make([]float64, d) // to correlations, so that no column is lost beside another
	for j := range d {
		scale[j] = 1 / math.Sqrt(cov.At(j, j))
	}
	corr := mat.NewSymDense(d, nil)
	for a := range d {
		for b := range a + 1 {
			corr.SetSym(a, b, cov.At(a, b)*scale[a]*scale[b])
		}
	}
	var chol mat.Cholesky
	var lower, inverse mat.TriDense
	clear(dst)
	ok := chol.Factorize(corr)
	if ok {
		chol.LTo(&lower)
		ok = inverse.InverseTri(&lower) == nil
	}
	for a := range d {
		if !ok {
			dst[a*d+a] = scale[a]
			continue
		}
		for b := range a + 1 {
			dst[a*d+b] = inverse.At(a, b) * scale[b]
		}
	}
}

func spread(x []float64) (mean, sd float64, n int) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sd += (v - mean) * (v - mean) / float64(len(x))
	}
	return mean, math.Sqrt(sd), len(x)
}
