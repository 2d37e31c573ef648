package model

import (
	"math"
	"math/rand/v2"
	"slices"

	"bijou/flows/ad"
)

// Points that are whole numbers have no density: a flow could make it as high as it
// likes at each of them. With uniform noise of one level above every number they
// have one, whose mean log p is a lower bound of the mean log probability of the
// numbers themselves (Theis et al. 2016, section 3.1). Noise is fresh in every step
// of a training and fixed where a flow is judged.

const (
	// levelInset is how far from 0 and 1 the levels are kept that a flow sees, so
	// that a logit of them is finite (RealNVP, Dinh et al. 2017, section 4.1).
	levelInset = 0.02
	// levelCopies is how often a point is judged, each time with other noise.
	levelCopies = 4
)

// checkLevels refuses points that are not the levels that they say.
func (s Source) checkLevels() error {
	if s.Levels <= 0 {
		return nil
	}
	for j := range s.dim() {
		for _, v := range s.Points.Col(j) {
			if v != math.Trunc(v) || v < 0 || v >= float64(s.Levels) {
				return badData("column %s of %s holds %g, which is none of the levels 0 to %d", s.columnName(j), s.Spec, v, s.Levels-1)
			}
		}
	}
	return nil
}

// dim is how many columns of the points are learnt.
func (s Source) dim() int { return s.Points.Cols - givenWidth(s.Given) }

// spread takes the numbers from 0 to the number of levels for the standard ones from
// the inset to 1 less that, and puts noise on the parts.
func (d *Data) spread(learn, choose, hold Batch) (look, test, held Batch) {
	dim := learn.X.Cols
	d.leaveAsIs(dim)
	scale := float64(d.Levels) / (1 - 2*levelInset)
	for j := range dim {
		d.Mean[j], d.SD[j] = -levelInset*scale, scale
		d.Units += math.Log(scale)
	}
	d.whole, d.Copies = learn.X, levelCopies
	rng := newStream(splitSeed, streamNoise)
	look, test = noisy(rng, learn, 1), noisy(rng, choose, levelCopies)
	if hold.X != nil {
		held = noisy(rng, hold, levelCopies)
	}
	return look, test, held
}

// noisy returns so many copies of whole numbers, one behind the other, each with
// uniform noise above it.
func noisy(rng *rand.Rand, b Batch, copies int) Batch {
	n := b.X.Rows
	out := newBatch(copies*n, b.X.Cols, 0)
	if b.Given != nil {
		out.Given = ad.New(copies*n, b.Given.Cols)
	}
	for c := range copies {
		for j := range b.X.Cols {
			copy(out.X.Col(j)[c*n:], b.X.Col(j))
		}
		for j := 0; b.Given != nil && j < b.Given.Cols; j++ {
			copy(out.Given.Col(j)[c*n:], b.Given.Col(j))
		}
	}
	addNoise(rng, out.X)
	return out
}

func addNoise(rng *rand.Rand, x *ad.Mat) {
	for i := range x.Data {
		x.Data[i] += rng.Float64()
	}
}

// ToLevels returns standardised points as the levels that they lie in, the nearest
// ones for what lies beyond all.
func (d *Data) ToLevels(x *ad.Mat) *ad.Mat {
	own := d.Own(x)
	for i, v := range own.Data {
		own.Data[i] = min(max(math.Floor(v), 0), float64(d.Levels-1))
	}
	return own
}

// FromLevels returns levels as standardised points, each with uniform noise above it.
func (d *Data) FromLevels(rng *rand.Rand, levels *ad.Mat) *ad.Mat {
	x := levels.Clone()
	addNoise(rng, x)
	return d.standardise(x)
}

// LevelsOf returns the points of a part as they are, n×D, of a set that is split by
// its own rule, and what was said aside of each: aside[k][i] of the k-th and point i.
func (d *Data) LevelsOf(p Part) (points *ad.Mat, aside [][]float64) {
	rows := d.Rows(p)
	points = d.cut(d.Points.PickRows(rows)).X
	for _, a := range d.Aside {
		values := make([]float64, len(rows))
		for i, row := range rows {
			values[i] = a.Values[row]
		}
		aside = append(aside, values)
	}
	return points, aside
}

// Bits turns a mean of −log p over the data's own units, in nats, into bits for each
// column: what a number of a set with levels takes.
func (d *Data) Bits(nll float64) float64 { return nll / (float64(d.Dim()) * math.Ln2) }

// HeldBits is what a column takes of the points that were held back, in bits: the
// mean of −log₂ p over them and over the noise of all copies, and its standard error
// as one of points.
func (s *Snapshot) HeldBits() (bits, se float64) {
	return s.Data.bitsOf(s.HeldNLL())
}

// HeldNLL is −log p of every point that was held back, each the mean over its copies,
// in nats over the data's own units.
func (s *Snapshot) HeldNLL() []float64 {
	held, copies := s.Data.Test, s.Data.Copies
	logp := make([]float64, held.X.Rows)
	s.Under(held.Given).LogProb(logp, held.X)
	each := overCopies(logp, copies)
	for i := range each {
		each[i] *= -1
	}
	return each
}

// overCopies is the mean of what every point has over its copies, which stand one behind
// the other.
func overCopies(x []float64, copies int) []float64 {
	each := make([]float64, len(x)/copies)
	for i, v := range x {
		each[i%len(each)] += v / float64(copies)
	}
	return each
}

func (d *Data) bitsOf(nll []float64) (bits, se float64) {
	m, sd := meanSD(nll)
	return d.Bits(m), d.Bits(sd) / math.Sqrt(float64(len(nll)))
}

// levelNoise is how often whole numbers are scored.
const levelNoise = 8

// scoreLevels writes log p of points: of whole numbers the mean over noise above them, the
// same for every row, as the flow is judged; of others, such as samples, their own.
func (s *Snapshot) scoreLevels(dst []float64, x *ad.Mat) {
	isWhole := make([]bool, x.Rows)
	for i := range isWhole {
		isWhole[i] = !slices.ContainsFunc(x.Row(nil, i), func(v float64) bool { return v != math.Trunc(v) })
	}
	clear(dst[:x.Rows])
	rng, each, at := newStream(splitSeed, streamNoise), make([]float64, x.Rows), ad.New(x.Rows, x.Cols)
	for range levelNoise {
		for j := range x.Cols {
			noise, to := rng.Float64(), at.Col(j)
			for i, v := range x.Col(j) {
				if to[i] = v; isWhole[i] {
					to[i] += noise
				}
			}
		}
		s.LogProb(each, s.Data.standardise(at))
		for i, v := range each {
			dst[i] += v / levelNoise
		}
	}
}
