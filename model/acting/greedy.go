package acting

import (
	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A Greedy agent takes the choice whose law of returns is best: by its mean, or by the
// mean of its worst share.
type Greedy struct {
	data    *model.Data
	choices int
	worst   float64 // share; 1 is the mean
	nodes   *ad.Mat
	flow    flows.Flow
	Worth   []float64 // of the best choices

	z, given *ad.Mat   // of as many laws as go at a time, node by node
	hears    *ad.Mat   // what is observed, standardised
	scores   []float64 // of the laws of one observation
}

// lawsAtOnce is how many laws pass through the flow together.
const lawsAtOnce = 32

// NewGreedy returns an agent that looks at so many quantiles of a flow.
func NewGreedy(data *model.Data, f flows.Flow, choices, quantiles int, worst float64) *Greedy {
	g := &Greedy{data: data, choices: choices, worst: worst, nodes: Nodes(quantiles), flow: f, scores: make([]float64, choices)}
	n := lawsAtOnce * quantiles
	g.z, g.given = ad.New(n, 1), ad.New(n, data.GivenDim())
	for i := range n {
		g.z.Data[i] = g.nodes.Data[i%quantiles]
	}
	return g
}

// Choose writes the best choice of every observation, n×O, by the parameters of a
// tape, which it empties. What these are worth is in Worth until the next call.
func (g *Greedy) Choose(t *ad.Tape, observed, action *ad.Mat) {
	if len(g.Worth) != observed.Rows {
		g.Worth = make([]float64, observed.Rows)
	}
	if g.hears == nil || g.hears.Rows != observed.Rows {
		g.hears = ad.New(observed.Rows, observed.Cols)
	}
	hear(g.data, g.hears, observed)
	laws := observed.Rows * g.choices
	for lo := 0; lo < laws; lo += lawsAtOnce {
		g.look(t, lo, min(lo+lawsAtOnce, laws), action)
	}
}

// look draws the laws lo to hi−1, which are counted choice by choice.
func (g *Greedy) look(t *ad.Tape, lo, hi int, action *ad.Mat) {
	m := len(g.nodes.Data)
	g.ask(lo, hi)
	t.Reset()
	x, _ := g.flow.Map.Forward(t.Const(g.z), t.Const(g.given))
	for law := lo; law < hi; law++ {
		at, choice := law/g.choices, law%g.choices
		g.scores[choice] = MeanWorst(x.Data[(law-lo)*m:(law-lo+1)*m], g.worst)
		if choice == g.choices-1 {
			best := highest(g.scores)
			action.Data[at], g.Worth[at] = float64(best), g.scores[best]
		}
	}
}

// ask writes the conditions of the laws.
func (g *Greedy) ask(lo, hi int) {
	m, seen := len(g.nodes.Data), g.hears.Cols
	for j := range seen {
		from, to := g.hears.Col(j), g.given.Col(j)
		for law := lo; law < hi; law++ {
			v := from[law/g.choices]
			for i := (law - lo) * m; i < (law-lo+1)*m; i++ {
				to[i] = v
			}
		}
	}
	for c := range g.choices {
		to := g.given.Col(seen + c)
		for law := lo; law < hi; law++ {
			v := 0.0
			if law%g.choices == c {
				v = 1
			}
			for i := (law - lo) * m; i < (law-lo+1)*m; i++ {
				to[i] = v
			}
		}
	}
}

func highest(x []float64) int {
	best := 0
	for k, v := range x {
		if v > x[best] {
			best = k
		}
	}
	return best
}
