package view

import (
	"math"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/plot"
)

// A Heat is log p behind a layer on a grid over a view of the plane, in nats.
// It never changes.
type Heat struct {
	Of    HeatRequest
	Field plot.Field
	Top   float64 // nearly the highest value: what a few cells exceed does not count
}

// A HeatRequest says which heat is wanted.
type HeatRequest struct {
	Version    Version // zero where training changes nothing
	Depth      int
	View       plot.View
	Cols, Rows int
}

// MakeHeat asks the snapshot for log p at the middle of every cell of the grid.
// At full depth that is a density over the data's own units, as in the NLL.
func MakeHeat(s *model.Snapshot, ask HeatRequest) *Heat {
	h := &Heat{Of: ask, Field: plot.Field{Cols: ask.Cols, Rows: ask.Rows, Values: make([]float64, ask.Cols*ask.Rows)}}
	part := *s
	stack := *s.Stack
	stack.Layers = stack.Layers[:ask.Depth]
	part.Stack = &stack
	mixedLogProb(h.Field.Values, &part, ask.points())
	if ask.Depth == len(s.Stack.Layers) {
		for i := range h.Field.Values {
			h.Field.Values[i] -= s.Data.Units
		}
	}
	h.Top = NearlyHighest(h.Field.Values)
	return h
}

// points are the middles of the cells, n×2.
func (ask HeatRequest) points() *ad.Mat {
	x := ad.New(ask.Cols*ask.Rows, 2)
	for i := range x.Rows {
		u, v := ask.View.Point(ask.Cols, ask.Rows, i%ask.Cols, i/ask.Cols)
		x.Set(i, 0, u)
		x.Set(i, 1, v)
	}
	return x
}

// mixed is how many conditions of the data a map over all of them mixes.
const mixed = 16

// mixedLogProb writes log p of points of the plane in standardised units: of two
// columns under one condition, of two columns mixed over conditions of the data, or of
// the second coordinate under the first, which is a condition.
func mixedLogProb(dst []float64, s *model.Snapshot, x *ad.Mat) {
	e := s.Stack.Evaluator(s.Base, s.Theta)
	switch {
	case Fans(s):
		given := ad.New(x.Rows, s.Given.Cols)
		copy(given.Col(0), x.Col(0))
		e.Under(given).LogProb(dst, Column(x.Col(1)))
	case OverAll(s):
		one, logp := ad.New(1, s.Given.Cols), make([]float64, len(dst))
		for k := range mixed {
			s.Given.Row(one.Data, k*s.Given.Rows/mixed)
			e.Under(one).LogProb(logp, x)
			for i, v := range logp {
				if k == 0 {
					dst[i] = v - math.Log(mixed)
				} else {
					dst[i] = logAdd(dst[i], v-math.Log(mixed))
				}
			}
		}
	default:
		e.Under(s.Given).LogProb(dst, x)
	}
}

// logAdd is log(eᵃ + eᵇ).
func logAdd(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(a, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// NearlyHighest is a quantile of the finite values, so that a spike of a few
// cells does not move the scale; NaN without any.
func NearlyHighest(values []float64) float64 {
	sorted := slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return v-v != 0 })
	if len(sorted) == 0 {
		return math.NaN()
	}
	slices.Sort(sorted)
	const share = 0.995
	return sorted[int(share*float64(len(sorted)-1))]
}

// HeatNumbers is how many numbers a map has at most.
const HeatNumbers = 16000

// HeatStep is what one level of a map is worth, in nats.
const HeatStep = 0.5
