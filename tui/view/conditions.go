package view

import (
	"math"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
)

// OverAll tells whether the pictures of a snapshot are under many conditions, those of
// the data, and not under one.
func OverAll(s *model.Snapshot) bool { return s.Given != nil && s.Given.Rows > 1 }

// Fans tells whether a flow of one column is drawn over its first condition.
func Fans(s *model.Snapshot) bool { return s.Stack.Dim == 1 && OverAll(s) }

// oneCondition says why a picture of one condition is not there.
func oneCondition(s *model.Snapshot, what string) string {
	if OverAll(s) {
		return what + " is of one condition: , and . choose it"
	}
	return ""
}

// nearShare is the share of the rows that stand for those under a condition that is a
// number, and nearLeast how many there are at least.
const (
	nearShare = 0.1
	nearLeast = 50
)

// under returns the rows of a batch that are nearest to a condition (1×C), in their
// order: all that are right there, or as many as make a picture.
func under(b model.Batch, at *ad.Mat) model.Batch {
	far := make([]float64, b.X.Rows)
	for j := range at.Cols {
		for i, v := range b.Given.Col(j) {
			far[i] += (v - at.Data[j]) * (v - at.Data[j])
		}
	}
	sorted := slices.Sorted(slices.Values(far))
	limit := sorted[min(len(sorted)-1, max(nearLeast, int(nearShare*float64(len(sorted)))))]
	if sorted[0] == 0 && at.Cols > 1 {
		limit = 0 // levels: there are rows right there
	}
	var rows []int
	for i, d := range far {
		if d <= limit {
			rows = append(rows, i)
		}
	}
	return b.Pick(rows)
}

// A Fan is quantiles of a flow of one column over its first condition; the others are
// in the middle. It never changes.
type Fan struct {
	X  []float64     // the condition as the flow hears it
	At [][][]float64 // behind layer k, of every share: the values over X
}

// FanShares are the shares of the base below the quantiles that are drawn.
var FanShares = []float64{0.025, 0.16, 0.5, 0.84, 0.975}

// fanNodes is how many conditions a fan has.
const fanNodes = 60

// makeFan carries quantiles of the base samples z forward under conditions that cover
// those of the data. A flow of one column is monotone, so that the quantiles of what it
// makes are what it makes of quantiles.
func makeFan(s *model.Snapshot, z *ad.Mat) *Fan {
	first := s.Given.Col(0)
	lo, hi := slices.Min(first), slices.Max(first)
	quantiles := quantilesOf(s, z.Col(0))
	n := fanNodes * len(quantiles)
	from, given := ad.New(n, 1), ad.New(n, s.Given.Cols)
	f := &Fan{X: make([]float64, fanNodes)}
	for i := range f.X {
		f.X[i] = lo + (hi-lo)*float64(i)/(fanNodes-1)
		for q, v := range quantiles {
			from.Set(q*fanNodes+i, 0, v)
			given.Set(q*fanNodes+i, 0, f.X[i])
		}
	}
	for _, at := range s.Under(given).Forward(from) {
		var curves [][]float64
		for q := range quantiles {
			curves = append(curves, at.Col(0)[q*fanNodes:(q+1)*fanNodes])
		}
		f.At = append(f.At, curves)
	}
	return f
}

// quantilesOf returns quantiles of the base: exact ones of the normal base, else those
// of the samples.
func quantilesOf(s *model.Snapshot, z []float64) []float64 {
	sorted := slices.Sorted(slices.Values(z))
	list := make([]float64, len(FanShares))
	for i, p := range FanShares {
		if list[i] = sorted[int(p*float64(len(sorted)-1))]; s.Base.Name() == "normal" {
			list[i] = math.Sqrt2 * math.Erfinv(2*p-1)
		}
	}
	return list
}
