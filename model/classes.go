package model

import (
	"math"
	"math/rand/v2"
	"slices"

	"bijou/flows/ad"
)

// Columns of words that are learnt stand before the others: log p(c, x) is log P(c) and
// log p(x | c), where P is by frequencies and the flow hears the words as conditions.
// Both are exact, and so is their sum.

// classes are the frequencies of the words of columns that are learnt.
type classes struct {
	at     []int // where the numbers of every column begin among the conditions
	levels []int // how many words it has
	margin [][]float64
	joint  map[string]float64 // how often words come together, a byte for each
	order  []string           // of the keys of joint
	rows   float64
	prior  float64 // rows that the product of the columns' own frequencies counts for
}

const (
	// marginPrior is what a word of a column counts for before any row does
	// (Krichevsky and Trofimov 1981).
	marginPrior = 0.5
	mostPrior   = 1e6
)

// newClasses counts the words of rows; nil where none are learnt.
func newClasses(list []Given, given *ad.Mat, weights []float64) *classes {
	c, at := &classes{joint: map[string]float64{}}, 0
	for _, g := range list {
		if g.Learnt {
			c.at, c.levels = append(c.at, at), append(c.levels, len(g.Levels))
		}
		at += g.Width()
	}
	if c.at == nil {
		return nil
	}
	for _, n := range c.levels {
		c.margin = append(c.margin, slices.Repeat([]float64{marginPrior}, n))
	}
	for i := range given.Rows {
		key, w := c.key(given, i), weightAt(weights, i)
		if c.joint[key] == 0 {
			c.order = append(c.order, key)
		}
		c.joint[key] += w
		c.rows += w
		for k := range c.at {
			c.margin[k][key[k]] += w
		}
	}
	slices.Sort(c.order)
	for k, n := range c.levels {
		for l := range c.margin[k] {
			c.margin[k][l] /= c.rows + marginPrior*float64(n)
		}
	}
	c.choosePrior()
	return c
}

// unknown is the level of a word that no row has.
const unknown = 255

// key is the words of a row, a byte for the place of each.
func (c *classes) key(given *ad.Mat, i int) string {
	key := make([]byte, len(c.at))
	for k, at := range c.at {
		key[k] = unknown
		for l := range c.levels[k] {
			if given.At(i, at+l) != 0 {
				key[k] = byte(l)
			}
		}
	}
	return string(key)
}

// apart is the probability of words if every column is by itself, 0 for an unknown one.
func (c *classes) apart(key string) float64 {
	p := 1.0
	for k, margin := range c.margin {
		if key[k] == unknown {
			return 0
		}
		p *= margin[key[k]]
	}
	return p
}

// prob is P of words: the mean of a Dirichlet distribution about the columns by
// themselves, after the rows.
func (c *classes) prob(key string) float64 {
	return (c.joint[key] + c.prior*c.apart(key)) / (c.rows + c.prior)
}

// choosePrior takes what the rows themselves say is likeliest when each is left out. One
// column needs none.
func (c *classes) choosePrior() {
	best := math.Inf(-1)
	for prior := 0.5; prior < mostPrior && len(c.at) > 1; prior *= 2 {
		logp := 0.0
		for _, key := range c.order {
			n := c.joint[key]
			one := min(n, 1)
			logp += n * math.Log((n-one+prior*c.apart(key))/(c.rows-one+prior))
		}
		if logp > best {
			best, c.prior = logp, prior
		}
	}
	if len(c.at) == 1 {
		c.prior = math.Inf(1) // the column by itself
	}
}

// logProb writes log P of the words of rows into dst, −Inf for unknown ones.
func (c *classes) logProb(dst []float64, given *ad.Mat) {
	for i := range dst {
		key := c.key(given, i%given.Rows)
		if dst[i] = math.Log(c.prob(key)); math.IsInf(c.prior, 1) {
			dst[i] = math.Log(c.apart(key))
		}
	}
}

// draw writes words into the rows of given, of which nothing else changes.
func (c *classes) draw(rng *rand.Rand, given *ad.Mat) {
	for i := range given.Rows {
		key := c.drawKey(rng)
		for k, at := range c.at {
			for l := range c.levels[k] {
				given.Set(i, at+l, oneIf(int(key[k]) == l))
			}
		}
	}
}

func (c *classes) drawKey(rng *rand.Rand) string {
	left := rng.Float64() * (c.rows + c.prior)
	if !math.IsInf(c.prior, 1) && left < c.rows {
		for _, key := range c.order {
			if left -= c.joint[key]; left < 0 {
				return key
			}
		}
	}
	key := make([]byte, len(c.at))
	for k, margin := range c.margin {
		left := rng.Float64()
		for l, p := range margin {
			if key[k] = byte(l); left < p {
				break
			}
			left -= p
		}
	}
	return string(key)
}

// Classes are the columns of words that are learnt.
func (s Source) Classes() (list []Given) {
	for _, g := range s.Given {
		if g.Learnt {
			list = append(list, g)
		}
	}
	return list
}

// Conditions are the columns that are given and not learnt.
func (s Source) Conditions() (list []Given) {
	for _, g := range s.Given {
		if !g.Learnt {
			list = append(list, g)
		}
	}
	return list
}

// logClasses is log P of the words of rows under conditions as the flow hears them, which
// leave levels as they are; nil where none are learnt.
func (d *Data) logClasses(given *ad.Mat, rows int) []float64 {
	if d.classes == nil || given == nil {
		return nil
	}
	logp := make([]float64, rows)
	d.classes.logProb(logp, given)
	return logp
}

// classNLL is the mean of −log P of the words of rows, by their weights; 0 where none are
// learnt.
func (d *Data) classNLL(b Batch) float64 {
	if logp := d.logClasses(b.Given, b.X.Rows); logp != nil {
		return -weightedMean(logp, b.Weight)
	}
	return 0
}

// DrawClasses puts words by their frequencies into conditions, n×C in the units of the
// data, nil for zeros, and returns them; those of data without such columns come back.
func (d *Data) DrawClasses(rng *rand.Rand, given *ad.Mat, n int) *ad.Mat {
	if d.classes == nil {
		return given
	}
	all := ad.New(n, d.GivenDim())
	for j := 0; given != nil && j < all.Cols; j++ {
		for i := range n {
			all.Set(i, j, given.At(i%given.Rows, j))
		}
	}
	d.classes.draw(rng, all)
	return all
}

// ClassOf is the word of a row of conditions in the units of the data, for the k-th of
// [Source.Classes].
func (d *Data) ClassOf(given *ad.Mat, i, k int) string {
	at := d.classes.at[k]
	levels := d.Source.Classes()[k].Levels
	for l, word := range levels {
		if given.At(i, at+l) != 0 {
			return word
		}
	}
	return ""
}
