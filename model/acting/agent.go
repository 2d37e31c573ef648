package acting

import (
	"math/rand/v2"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// An Agent is what has been learnt, as a world examines it. What an objective does not
// learn is nil.
type Agent struct {
	// Law returns n quantiles, rising, of the return after a choice under what is
	// observed.
	Law func(observed []float64, choice, n int) []float64
	// Policy returns the policy whose base samples are scaled by a number: 1 is the
	// policy itself, 0 acts without chance.
	Policy func(noise float64) Policy
	// Alpha is what a nat of entropy was worth to the policy, in rewards.
	Alpha float64
}

// An Examiner is a world that knows what an agent should come to.
type Examiner interface {
	Examine(a Agent) []model.Figure
}

// examine lets a world measure an agent. In one that knows nothing of what to come to,
// episodes are played.
func examine(w World, a Agent) []model.Figure {
	if e, ok := w.(Examiner); ok {
		return e.Examine(a)
	}
	if a.Policy == nil {
		return nil
	}
	n, s := unknownEpisodes, w.Shape()
	if s.Copies > 0 {
		n = min(n, s.Copies)
	}
	e := NewEpisodes(w, n)
	rng := rand.New(rand.NewPCG(0, streamFigure))
	var paid []float64
	for len(paid) < unknownEpisodes {
		e.Run(rng, a.Policy(0), s.Horizon, 1)
		paid = append(paid, e.Return...)
	}
	e.Return = paid
	mean, se := e.Mean()
	return []model.Figure{model.NewFigure("return", "", "mean of 20 episodes by averaged weights, without chance in the policy", mean).Within(se)}
}

// unknownEpisodes is how many episodes are played in a world that knows nothing of what
// to come to.
const unknownEpisodes = 20

// lawOf reads the law of returns off a flow with parameters θ.
func lawOf(data *model.Data, shape Shape, f flows.Flow, theta []float64) func(observed []float64, choice, n int) []float64 {
	t := ad.NewTape(theta, nil)
	return func(observed []float64, choice, n int) []float64 {
		condition := make([]float64, 0, data.GivenDim())
		for j, v := range observed {
			condition = append(condition, (v-data.GivenMean[j])/data.GivenSD[j])
		}
		for k := range shape.Choices {
			condition = append(condition, 0)
			if k == choice {
				condition[len(condition)-1] = 1
			}
		}
		x := slices.Clone(NewLaw(f, n, len(condition)).Quantiles(t, condition))
		slices.Sort(x)
		return x
	}
}
