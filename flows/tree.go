package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Tree cuts the unit cube into boxes, one cut of one column after the other, and
// carries every box linearly to one whose volume is the mass of the data in it
// (Inouye and Ravikumar 2018, tree destructors): a cut at s with the share p of the
// data below it moves to where it has the share p of the volume below it. The boxes
// that come out are those of the same tree with other cuts, so the way back walks
// that one.
//
// Across a cut the map jumps; the density is constant in every box. Cuts are nodes
// in the order in which they were made: what one leads to stands behind it.
type Tree struct {
	column      nn.Block // of every cut, counted from 1; 0 where there is none
	split       nn.Block // where it is in the data
	image       nn.Block // and where in what comes out
	below, over nn.Block // the next cut on either side, 0 for none
	leaves      int
	prior       float64
}

func newTree(p *nn.Params, leaves int, prior float64) *Tree {
	cuts := leaves - 1
	constant := func(name string) nn.Block { return p.AddMasked(name, 1, cuts, make([]float64, cuts), nil) }
	return &Tree{
		column: constant("column"), split: constant("split"), image: constant("image"), below: constant("below"), over: constant("over"),
		leaves: leaves, prior: prior,
	}
}

// Forward carries the boxes of mass back to those of the data.
func (r *Tree) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) { return r.apply(z, r.image, r.split) }

// Inverse carries every box to the volume of its mass.
func (r *Tree) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) { return r.apply(x, r.split, r.image) }

// apply walks every sample down the cuts of one side and maps its box to that of
// the other.
func (r *Tree) apply(v *ad.Mat, here, there nn.Block) (out, ladj *ad.Mat) {
	s, t, d := newSlopes(v), v.Tape(), v.Cols
	clear(s.bend.Data)
	w := walk{
		r.column.On(t).Data, here.On(t).Data, there.On(t).Data, r.below.On(t).Data, r.over.On(t).Data,
		t.Value(1, d, false).Data, t.Value(1, d, false).Data, t.Value(1, d, false).Data, t.Value(1, d, false).Data,
	}
	for i := range v.Rows {
		w.down(v, i)
		for j := range d {
			y, logSlope := w.carry(v.At(i, j), j)
			s.out.Set(i, j, y)
			s.slope.Set(i, j, logSlope)
		}
	}
	return s.record()
}

// A walk is a tree and the box in which one sample ends, on both sides.
type walk struct {
	column, here, there, below, over []float64
	low, high                        []float64 // of the box, by columns
	lowThere, highThere              []float64
}

// down finds the box of sample i. A step only goes on in the list of cuts, so it
// ends with any numbers that a file may hold.
func (w *walk) down(v *ad.Mat, i int) {
	for j := range w.low {
		w.low[j], w.high[j], w.lowThere[j], w.highThere[j] = 0, 1, 0, 1
	}
	for k := 0; k < len(w.column); {
		c := w.column[k]
		if !(c >= 1 && c <= float64(len(w.low))) {
			return
		}
		j, next := int(c)-1, w.over[k]
		if v.At(i, j) < w.here[k] {
			w.high[j], w.highThere[j], next = w.here[k], w.there[k], w.below[k]
		} else {
			w.low[j], w.lowThere[j] = w.here[k], w.there[k]
		}
		if !(next > float64(k) && next < float64(len(w.column))) {
			return
		}
		k = int(next)
	}
}

// carry maps one entry from side to side of its box, and keeps it from rounding out
// of it.
func (w *walk) carry(u float64, j int) (y, logSlope float64) {
	if !(u > 0 && u < 1) {
		return math.NaN(), math.NaN()
	}
	a, b, c, d := w.low[j], w.high[j], w.lowThere[j], w.highThere[j]
	ratio := (d - c) / (b - a)
	y = min(max(c+(u-a)*ratio, c), math.Nextafter(d, c))
	return inside(y), math.Log(ratio)
}
