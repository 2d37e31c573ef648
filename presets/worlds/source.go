package worlds

import (
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/acting"
)

// Source returns what a flow is told of a world, and what there is to judge it by:
// returns under a choice where an action is one, else actions under what is observed.
func Source(w acting.World) model.Source {
	s := w.Shape()
	switch law := w.(type) {
	case model.Density:
		return model.Source{Columns: []string{"return"}, Truth: law, AsIs: true}
	case model.Conditional:
		return model.Source{Columns: []string{"return"}, Given: conditions(s), Family: law, AsIs: true}
	case model.Simulator:
		return model.Source{Columns: []string{"return"}, Given: conditions(s), Sim: law, AsIs: true}
	}
	return model.Source{Columns: s.Actions, Given: s.Observed, Sim: Wanderer{w}, AsIs: true}
}

// conditions of a return: what is observed, and the choice.
func conditions(s acting.Shape) []model.Given {
	return append(append([]model.Given{}, s.Observed...), model.Given{Name: s.Actions[0], Levels: s.Choices})
}

// A Wanderer acts at random, and draws actions with what was observed before them.
type Wanderer struct{ acting.World }

// Unwrap returns the world.
func (w Wanderer) Unwrap() acting.World { return w.World }

// Dim is the number of columns of an action.
func (w Wanderer) Dim() int { return len(w.Shape().Actions) }

// GivenDim is the number of columns of an observation.
func (w Wanderer) GivenDim() int { return w.Shape().Observation() }

// wanders is how many steps an episode of a wanderer may go on.
const wanders = 40

// Sample lets a copy wander for every row, and takes the row at a step of its own.
func (w Wanderer) Sample(rng *rand.Rand, x, given *ad.Mat) {
	t, s := acting.NewTurn(w.Shape(), x.Rows), w.Shape()
	stops := make([]int, x.Rows)
	for i := range stops {
		stops[i] = rng.IntN(min(wanders, s.Horizon))
	}
	w.Reset(rng, t.State)
	seen := ad.New(given.Rows, given.Cols)
	for step := range wanders {
		w.Observe(seen, t.State)
		for i := range t.Action.Data {
			t.Action.Data[i] = 2*rng.Float64() - 1
		}
		take(x, t.Action, stops, step)
		take(given, seen, stops, step)
		w.Step(rng, t)
	}
}

// take copies the rows whose turn it is.
func take(dst, src *ad.Mat, stops []int, step int) {
	for i, at := range stops {
		if at != step {
			continue
		}
		for j := range dst.Cols {
			dst.Set(i, j, src.At(i, j))
		}
	}
}

// Dim is 1: the return.
func (*Grid) Dim() int { return 1 }

// GivenDim is a column for every cell and every move.
func (g *Grid) GivenDim() int { return len(g.cells) + len(moves) }

// Sample draws a cell and a move for every row, and what they pay when the best moves
// follow.
func (g *Grid) Sample(rng *rand.Rand, x, given *ad.Mat) {
	best := Greedy(g.Solve())
	e := acting.NewEpisodes(g, x.Rows)
	g.Reset(rng, e.Turn.State)
	clear(given.Data)
	first := make([]int, x.Rows)
	for i := range first {
		first[i] = rng.IntN(len(moves))
		given.Set(i, int(e.Turn.State.Data[i]), 1)
		given.Set(i, len(g.cells)+first[i], 1)
	}
	g.follow(rng, e, best, first)
	copy(x.Data, e.Return)
}
