package acting

import "bijou/flows/ad"

// A plan is the best choice of every state, of a world that has few enough to look at
// all of them.
type plan struct{ observed, choice *ad.Mat }

// newPlan observes all states of a world.
func newPlan(w World, states int) *plan {
	s := w.Shape()
	p := &plan{ad.New(states, s.Observation()), ad.New(states, 1)}
	all := ad.New(states, len(s.State))
	for i := range states {
		all.Data[i] = float64(i)
	}
	w.Observe(p.observed, all)
	return p
}

// choose makes the plan by the parameters of a tape, which it empties, and writes the
// choice in every state with what it is worth.
func (p *plan) choose(g *Greedy, t *ad.Tape, state, choice *ad.Mat, worth []float64) {
	g.Choose(t, p.observed, p.choice)
	for i, at := range state.Data {
		choice.Data[i], worth[i] = p.choice.Data[int(at)], g.Worth[int(at)]
	}
}
