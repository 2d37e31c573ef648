package flows

import (
	"math"

	"bijou/flows/ad"
)

// StartFrom grows the tree on data that reach it, n×D: always by the cut, in the
// middle of a box or at a quarter of it, that makes the data likeliest, until there
// are as many boxes as may be or no cut is worth a parameter.
func (r *Tree) StartFrom(x *ad.Mat, theta []float64) {
	for _, b := range []([]float64){r.column.In(theta), r.split.In(theta), r.image.In(theta), r.below.In(theta), r.over.In(theta)} {
		clear(b)
	}
	open := []*box{r.root(x)}
	for made := 0; made < r.leaves-1; made++ {
		best := 0
		for i, b := range open {
			if b.gain > open[best].gain {
				best = i
			}
		}
		if !(open[best].gain > 0) {
			return
		}
		low, high := r.cut(x, open[best], made, theta)
		open[best] = low
		open = append(open, high)
	}
}

// A box is a leaf of a tree that may be cut yet.
type box struct {
	rows                []int
	points              float64 // with the share of those that stand for no data
	low, high           []float64
	lowThere, highThere []float64
	link                *float64 // where the cut before it leads to

	gain   float64 // of the best cut, less what a parameter costs
	column int
	split  float64
	share  float64 // of the points below it
}

// root is the whole cube.
func (r *Tree) root(x *ad.Mat) *box {
	d := x.Cols
	b := &box{points: float64(x.Rows) + r.prior, low: make([]float64, d), high: make([]float64, d), lowThere: make([]float64, d), highThere: make([]float64, d)}
	for j := range d {
		b.high[j], b.highThere[j] = 1, 1
	}
	for i := range x.Rows {
		b.rows = append(b.rows, i)
	}
	r.choose(x, b)
	return b
}

// finest is what every cut is a whole multiple of, 2⁻⁹: the quarter of a side that is
// none lies at the nearest.
const finest = 1.0 / 512

// choose finds the best cut of a box: the one with the greatest [Tree.gain]. Where
// none pays by itself, it is the one whose sides have the best cuts: columns that
// are even, each alone, show what they say of each other in a second cut only.
func (r *Tree) choose(x *ad.Mat, b *box) {
	if len(b.rows) == 0 {
		return
	}
	r.everyCut(x, b, func(column int, split, share, gain float64) {
		if gain > b.gain {
			b.gain, b.column, b.split, b.share = gain, column, split, share
		}
	})
	if b.gain > 0 || len(b.rows) < leastAhead {
		return
	}
	r.everyCut(x, b, func(column int, split, share, gain float64) {
		low, high := b.sides(x, column, split, share)
		for _, side := range []*box{low, high} {
			best := 0.0
			r.everyCut(x, side, func(_ int, _, _, next float64) { best = max(best, next) })
			gain += best
		}
		if gain > b.gain {
			b.gain, b.column, b.split, b.share = gain, column, split, share
		}
	})
}

// leastAhead is how many points a box has whose cuts are tried two deep.
const leastAhead = 20

// everyCut passes all cuts of a box in the middle and at the quarters, with the
// share of the points below each and what it gains: the points times the KL
// divergence of their shares from those of the volume, less what a parameter costs
// by the information criterion of Schwarz (1978). The points that stand for no data
// lie evenly, so that no box gets the mass 0.
func (r *Tree) everyCut(x *ad.Mat, b *box, each func(column int, split, share, gain float64)) {
	cost := math.Log(float64(x.Rows)) / 2
	even := b.points - float64(len(b.rows))
	for j := range x.Cols {
		for _, at := range []float64{0.25, 0.5, 0.75} {
			side, count := b.high[j]-b.low[j], 0
			split := math.Round((b.low[j]+at*side)/finest) * finest
			if split <= b.low[j] || split >= b.high[j] {
				continue
			}
			at = (split - b.low[j]) / side
			column := x.Col(j)
			for _, i := range b.rows {
				if column[i] < split {
					count++
				}
			}
			share := (float64(count) + at*even) / b.points
			each(j, split, share, b.points*(share*math.Log(share/at)+(1-share)*math.Log((1-share)/(1-at)))-cost)
		}
	}
}

// cut writes the best cut of a box as the k-th of the tree and returns both sides.
func (r *Tree) cut(x *ad.Mat, b *box, k int, theta []float64) (low, high *box) {
	j := b.column
	image := b.lowThere[j] + b.share*(b.highThere[j]-b.lowThere[j])
	r.column.In(theta)[k], r.split.In(theta)[k], r.image.In(theta)[k] = float64(j+1), b.split, image
	if b.link != nil {
		*b.link = float64(k)
	}
	low, high = b.sides(x, j, b.split, b.share)
	low.highThere[j], low.link = image, &r.below.In(theta)[k]
	high.lowThere[j], high.link = image, &r.over.In(theta)[k]
	r.choose(x, low)
	r.choose(x, high)
	return low, high
}

// sides are what a cut makes of a box.
func (b *box) sides(x *ad.Mat, column int, split, share float64) (low, high *box) {
	low, high = b.side(), b.side()
	low.high[column], high.low[column] = split, split
	for _, i := range b.rows {
		if x.At(i, column) < split {
			low.rows = append(low.rows, i)
		} else {
			high.rows = append(high.rows, i)
		}
	}
	low.points, high.points = share*b.points, (1-share)*b.points
	return low, high
}

// side copies the borders of a box.
func (b *box) side() *box {
	borders := func(v []float64) []float64 { return append([]float64(nil), v...) }
	return &box{low: borders(b.low), high: borders(b.high), lowThere: borders(b.lowThere), highThere: borders(b.highThere)}
}

var _ FromData = (*Tree)(nil)
