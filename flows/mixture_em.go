package flows

import (
	"math"
	"math/rand/v2"
	"slices"

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
		best = best.goOn(all, p, roundsFor(all, p, 1, moreRounds), moreSettled)
	}
	best.work = work
	return best
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

// goOn is EM from the components on, over rows that may be others.
func (c clusters) goOn(z sampled, p plan, rounds int, settled float64) clusters {
	shares := ad.New(z.Rows, p.count)
	c.expect(z, shares, c.roomOf(z))
	end, _ := goOn(z, p, noiseOf(z, p.noise), shares, rounds, settled)
	return end
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
