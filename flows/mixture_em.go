package flows

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// A plan says what mixture is fitted.
type plan struct {
	count  int
	shape  string
	shrink float64 // rows a column that draw a covariance to the diagonal one
	noise  float64 // rows that lie anywhere
	rough  bool    // one start and few rounds: enough to compare plans
}

// clusters are a mixture while it is fitted, each component as in the block of a
// [FittedMixture].
type clusters struct {
	d     int
	cols  [][]float64
	noise []float64 // a component that stays as it is; nil for none
	work  float64   // products of two numbers that the fit took, near enough
}

// all are the components and the noise.
func (c clusters) all() [][]float64 {
	if c.noise == nil {
		return c.cols
	}
	return append(slices.Clip(c.cols), c.noise)
}

// roomOf is room for the shares of components in rows.
func (c clusters) roomOf(z sampled) *ad.Mat { return ad.New(z.Rows, 2*(len(c.cols)+1)+1) }

// roomFor is room for the moments of rows.
func roomFor(z sampled) *ad.Mat { return ad.New(z.Rows, z.Cols+1) }

// wide is how much wider than the rows the normal distribution is that noise comes from.
const wide = 3

// noiseOf returns a component for rows that no other is for, wider than all rows in every
// column, and of the weight of so many of them (Banfield and Raftery 1993 have a uniform
// one): beside thin components a row far from all else would be next to impossible, and
// layers that learn above them could say anything of it.
func noiseOf(z sampled, rows float64) []float64 {
	if rows == 0 {
		return nil
	}
	d := z.Cols
	col := make([]float64, d+d*d+1)
	for j := range d {
		mean, sd := stat.MeanStdDev(z.Col(j), z.weight)
		col[j], col[d+j*d+j] = mean, 1/(wide*max(sd, 1e-150))
	}
	col[len(col)-1] = math.Log(rows / (z.size + rows))
	return col
}

const (
	emRounds  = 200
	emSettled = 1e-5 // nats a row between two rounds
	emStarts  = 8
	emWork    = 6e9 // products of two numbers: some seconds

	fewestRounds = 5
	emSeed       = 12

	manyRowsStarts = 4
	quickWork      = 1e6 // of a round, for each component, up to which plans are compared from more starts than one
	roughRounds    = 60
	roughSettled   = 1e-3

	moreRounds  = 30
	moreSettled = 1e-4

	thinnest = 1e-24 // of the variance of a column, the least of a component
)

// fitComponents runs EM from several starts and returns the likeliest mixture. Of many
// rows some choose the start, and all of them go on from there.
func fitComponents(all sampled, p plan) clusters {
	z := all
	if all.Rows > chosenRows {
		z = all.shuffled(chosenRows)
	}
	best, work := likeliest(z, p, startsFor(all, z, p))
	if all.Rows > z.Rows {
		shares := ad.New(all.Rows, p.count)
		best.expect(all, shares, best.roomOf(all))
		best, _ = goOn(all, p, noiseOf(all, p.noise), shares, roundsFor(all, p, 1, moreRounds), moreSettled)
	}
	best.work = work
	return best
}

// startsFor is from how many starts a mixture is fitted: more from few rows, whose
// likelihood has more tops than one, and one where a round is long and plans are compared.
func startsFor(all, z sampled, p plan) int {
	switch {
	case p.count == 1, p.rough && roundWork(z, p) > float64(p.count)*quickWork:
		return 1
	case all.Rows > crossedRows:
		return manyRowsStarts
	}
	return emStarts
}

// likeliest runs EM from so many starts, each on a processor of its own if there are as
// many, and returns the likeliest mixture, the first of equal ones, and the work of all.
func likeliest(z sampled, p plan, starts int) (best clusters, work float64) {
	ends, logp, noise := make([]clusters, starts), make([]float64, starts), noiseOf(z, p.noise)
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for k := range starts {
		group.Go(func() error {
			ends[k], logp[k] = runEM(z, p, noise, rand.New(rand.NewPCG(emSeed, uint64(p.count<<8|k))))
			return nil
		})
	}
	group.Wait() //nolint:errcheck // there are none
	top := 0
	for k := range ends {
		work += ends[k].work
		if logp[k] > logp[top] || math.IsNaN(logp[top]) {
			top = k
		}
	}
	return ends[top], work
}

// runEM returns the mixture that EM ends at and its mean log p.
func runEM(z sampled, p plan, noise []float64, rng *rand.Rand) (clusters, float64) {
	rounds, settled := roundsFor(z, p, emStarts, emRounds), emSettled
	if p.rough {
		rounds, settled = roughRounds, roughSettled
	}
	return goOn(z, p, noise, startShares(z, p.count, rng), rounds, settled)
}

// roundsFor is how many of most rounds EM may take from so many starts, so that wide
// tables do not take minutes.
func roundsFor(z sampled, p plan, starts, most int) int {
	return min(most, max(fewestRounds, int(emWork/(float64(starts)*roundWork(z, p)))))
}

// roundWork is the work of one round in products of two numbers, near enough.
func roundWork(z sampled, p plan) float64 {
	return float64(z.Rows*p.count) * float64(z.Cols*z.Cols+z.Cols)
}

// goOn is EM from shares on.
func goOn(z sampled, p plan, noise []float64, shares *ad.Mat, rounds int, settled float64) (clusters, float64) {
	before := math.Inf(-1)
	moments, logs := roomFor(z), ad.New(z.Rows, 2*(p.count+1)+1)
	var c clusters
	for round := range rounds {
		c = maximise(z, shares, p, noise, moments)
		logp := c.expect(z, shares, logs)
		c.work = float64(round+1) * roundWork(z, p)
		if logp-before < settled {
			return c, logp
		}
		before = logp
	}
	return c, before
}

// expect writes the share of each component in every row by its weight, n×K, and returns
// the mean log p. It works in room, twice as wide as all components and one more.
func (c clusters) expect(z sampled, shares, room *ad.Mat) float64 {
	total := c.logShares(z.Mat, room)
	for k := range c.cols {
		kernel.Exp(shares.Col(k), room.Col(k))
		kernel.Mul(shares.Col(k), shares.Col(k), z.weight)
	}
	return kernel.Dot(total, z.weight) / z.size
}

// logShares writes the logarithm of the share of every component in every row into the
// first columns of room and returns log p of every row.
func (c clusters) logShares(z, room *ad.Mat) []float64 {
	all, n := c.all(), z.Rows
	for k, col := range all {
		logComponent(room.Col(k), room.Col(len(all)), z, col, c.d)
	}
	k := len(all) * n
	total := room.Data[2*k : 2*k+n]
	logSharesAll(room.Data[:k], room.Data[k:2*k], total)
	return total
}

// logProbs is log p of every row.
func (c clusters) logProbs(z sampled) []float64 {
	return c.logShares(z.Mat, c.roomOf(z))
}

// write puts the components behind each other.
func (c clusters) write(dst []float64) {
	for k, col := range c.all() {
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
func maximise(z sampled, shares *ad.Mat, p plan, noise []float64, room *ad.Mat) clusters {
	d := z.Cols
	c := clusters{d: d, noise: noise}
	covs := make([]*mat.SymDense, p.count)
	sizes := make([]float64, p.count)
	pooled := mat.NewSymDense(d, nil)
	for k := range p.count {
		var mean []float64
		mean, covs[k], sizes[k] = momentsOf(z.Mat, shares.Col(k), room)
		pooled.AddSym(pooled, covs[k])
		col := make([]float64, d+d*d+1)
		copy(col, mean)
		c.cols = append(c.cols, col)
	}
	size := floats.Sum(sizes)
	for k, col := range c.cols {
		col[len(col)-1] = math.Log(max(sizes[k], 1e-300) / size * z.size / (z.size + p.noise))
	}
	pooled.ScaleSym(1/size, pooled)
	for j := range d {
		_, sd, _ := spread(z.Col(j))
		pooled.SetSym(j, j, max(pooled.At(j, j), thinnest*sd*sd, 1e-300))
	}
	for k, col := range c.cols {
		of := sizes[k]
		if p.shape == tiedShape {
			covs[k].ScaleSym(size, pooled)
			of = size
		}
		shrunk(covs[k], pooled, of, p.shrink*float64(d), p.shape == diagonalShape)
		whitening(col[d:d+d*d], covs[k])
	}
	return c
}

// momentsOf returns the mean of rows by their shares, the sum of their products
// about it, and the sum of the shares. It works in room, n×(D+1).
func momentsOf(z *ad.Mat, share []float64, room *ad.Mat) (mean []float64, cov *mat.SymDense, size float64) {
	d := z.Cols
	size = kernel.Sum(share)
	mean, cov = make([]float64, d), mat.NewSymDense(d, nil)
	for j := range d {
		mean[j] = kernel.Dot(share, z.Col(j)) / max(size, 1e-300)
		centred, by := room.Col(j), mean[j]
		for i, v := range z.Col(j) {
			centred[i] = v - by
		}
	}
	weighted := room.Col(d)
	for a := range d {
		kernel.Mul(weighted, room.Col(a), share)
		for b := range a + 1 {
			cov.SetSym(a, b, kernel.Dot(room.Col(b), weighted))
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
