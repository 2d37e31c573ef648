package tui

import (
	"math"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/plot"
)

// A heat is log p behind a layer on a grid over a view of the plane, in nats.
// It never changes.
type heat struct {
	of    heatAsk
	field plot.Field
	top   float64 // nearly the highest value: what a few cells exceed does not count
}

// A heatAsk says which heat is wanted.
type heatAsk struct {
	version    version // zero where training changes nothing
	depth      int
	view       plot.View
	cols, rows int
}

// makeHeat asks the snapshot for log p at the middle of every cell of the grid.
// At full depth that is a density over the data's own units, as in the NLL.
func makeHeat(s *model.Snapshot, ask heatAsk) *heat {
	h := &heat{of: ask, field: plot.Field{Cols: ask.cols, Rows: ask.rows, Values: make([]float64, ask.cols*ask.rows)}}
	x := ad.New(ask.cols*ask.rows, 2)
	for i := range x.Rows {
		u, v := ask.view.Point(ask.cols, ask.rows, i%ask.cols, i/ask.cols)
		x.Set(i, 0, u)
		x.Set(i, 1, v)
	}
	part := *s.Stack
	part.Layers = part.Layers[:ask.depth]
	part.Evaluator(s.Base, s.Theta).LogProb(h.field.Values, x)
	if ask.depth == len(s.Stack.Layers) {
		for i := range h.field.Values {
			h.field.Values[i] -= s.Data.Units
		}
	}
	h.top = nearlyHighest(h.field.Values)
	return h
}

// nearlyHighest is a quantile of the finite values, so that a spike of a few
// cells does not move the scale; NaN without any.
func nearlyHighest(values []float64) float64 {
	sorted := slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return v-v != 0 })
	if len(sorted) == 0 {
		return math.NaN()
	}
	slices.Sort(sorted)
	const share = 0.995
	return sorted[int(share*float64(len(sorted)-1))]
}

// heatNumbers is how many numbers a map has at most.
const heatNumbers = 16000

// heatStep is what one level of a map is worth, in nats.
const heatStep = 0.5
