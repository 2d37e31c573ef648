package acting

import (
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows"
	"bijou/flows/ad"
)

// Nodes are the middles of n equally likely parts of the standard normal, n×1: what a
// flow on the line makes of them are, once sorted, quantiles of its law.
func Nodes(n int) *ad.Mat {
	z := ad.New(n, 1)
	for k := range z.Data {
		z.Data[k] = distuv.UnitNormal.Quantile((float64(k) + 0.5) / float64(n))
	}
	return z
}

// MeanWorst is the mean of the worst share of equally likely numbers, which it sorts:
// their mean for a share of 1, the conditional value at risk for less (Rockafellar and
// Uryasev 2000). A number of which but a part is among the worst counts with that part.
func MeanWorst(x []float64, share float64) float64 {
	slices.Sort(x)
	left, sum := share*float64(len(x)), 0.0
	for _, v := range x {
		part := min(1, left)
		sum += part * v
		if left -= part; left <= 0 {
			break
		}
	}
	return sum / (share * float64(len(x)))
}

// A Law draws from a flow on the line under conditions.
type Law struct {
	flow  flows.Flow
	nodes *ad.Mat
	given *ad.Mat // a row for every node
}

// NewLaw returns a law of a flow on a normal base, of so many quantiles, under
// conditions of that many numbers.
func NewLaw(f flows.Flow, quantiles, given int) *Law {
	l := &Law{flow: f, nodes: Nodes(quantiles)}
	if given > 0 {
		l.given = ad.New(quantiles, given)
	}
	return l
}

// Quantiles returns the quantiles under one condition, unsorted, by the parameters of
// the tape, which it empties. They are valid until the tape is used again.
func (l *Law) Quantiles(t *ad.Tape, condition []float64) []float64 {
	t.Reset()
	for j, v := range condition {
		for i := range l.given.Rows {
			l.given.Set(i, j, v)
		}
	}
	var given *ad.Mat
	if l.given != nil {
		given = t.Const(l.given)
	}
	x, _ := l.flow.Map.Forward(t.Const(l.nodes), given)
	return x.Data
}
