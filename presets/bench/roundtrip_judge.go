package bench

import (
	"math"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// farAway is how far from the origin a sample may land: a hundred times as far as
// standardised data lie. A layer whose net sees what it has made so far may throw
// a sample anywhere.
const farAway = 1000

// judge carries a batch forward and back and takes the worst of it.
func (r *RoundTrip) judge(e *flows.Evaluator, z *ad.Mat) {
	there := e.Forward(z)
	x := there.At[1]
	back := e.Inverse(x)
	var missed []int
	for i := range z.Rows {
		if !(largest(x, i) <= farAway) {
			r.Far++
			continue
		}
		off, ladj := apart(z, back.At[0], i), math.Abs(there.Ladj[0].Data[i]+back.Ladj[0].Data[i])
		r.MaxError, r.MaxLadj = furthest(r.MaxError, off), furthest(r.MaxLadj, ladj)
		if !(off <= r.Bound && ladj <= r.Ladj) {
			missed = append(missed, i)
		}
	}
	if len(missed) > 0 {
		r.weigh(e, z, there, back, missed)
	}
}

// rounding is by how much the arithmetic of a layer may move x of d entries, as a
// share of 1 + |x|: some units in the last place for each of them, as what becomes
// of an entry may depend on how those before it were rounded.
func rounding(d int) float64 { return float64(16*d) * 0x1p-52 }

// shortWay is the longest way that rounding explains.
const shortWay = 1e-3

// weigh looks at the points that missed a bound. Where a layer squeezes space, x
// as a float64 does not say any closer where it came from: such a point counts as
// rounded if the layer carries the place that it came back to, and the middle of
// the way there, to the same x too; the middle up to how the way bends, which is
// short.
func (r *RoundTrip) weigh(e *flows.Evaluator, z *ad.Mat, there, back flows.Path, missed []int) {
	x, from, to := there.At[1].PickRows(missed), z.PickRows(missed), back.At[0].PickRows(missed)
	for k, v := range to.Data {
		from.Data[k] += (v - from.Data[k]) / 2
	}
	middle, again := e.Forward(from), e.Forward(to)
	rounded := rounding(x.Cols)
	for k, i := range missed {
		off := apart(z, back.At[0], i)
		bent := rounded + 16*off*off
		ladj := math.Abs(again.Ladj[0].Data[k] + back.Ladj[0].Data[i])
		if off <= shortWay && apart(x, middle.At[1], k) <= bent && apart(x, again.At[1], k) <= rounded && ladj <= r.Ladj {
			r.Rounded++
		} else {
			r.Met = false
		}
	}
}

// largest is the size of the largest entry of row i.
func largest(x *ad.Mat, i int) float64 {
	size := 0.0
	for j := range x.Cols {
		size = max(size, math.Abs(x.At(i, j)))
	}
	return size
}

// apart is how far row i of two batches lies apart, as a share of 1 + the first.
func apart(z, back *ad.Mat, i int) float64 {
	off := 0.0
	for j := range z.Cols {
		off = max(off, math.Abs(back.At(i, j)-z.At(i, j))/(1+math.Abs(z.At(i, j))))
	}
	return off
}

// furthest is the larger of a distance so far and another, infinite where that
// is no number.
func furthest(worst model.Number, off float64) model.Number {
	if math.IsNaN(off) {
		off = math.Inf(1)
	}
	return max(worst, model.Number(off))
}
