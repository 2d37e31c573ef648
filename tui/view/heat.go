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
	x := ad.New(ask.Cols*ask.Rows, 2)
	for i := range x.Rows {
		u, v := ask.View.Point(ask.Cols, ask.Rows, i%ask.Cols, i/ask.Cols)
		x.Set(i, 0, u)
		x.Set(i, 1, v)
	}
	part := *s.Stack
	part.Layers = part.Layers[:ask.Depth]
	part.Evaluator(s.Base, s.Theta).Under(s.Given).LogProb(h.Field.Values, x)
	if ask.Depth == len(s.Stack.Layers) {
		for i := range h.Field.Values {
			h.Field.Values[i] -= s.Data.Units
		}
	}
	h.Top = NearlyHighest(h.Field.Values)
	return h
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
