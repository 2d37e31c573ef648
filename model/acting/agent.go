package acting

import (
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
}

// An Examiner is a world that knows what an agent should come to.
type Examiner interface {
	Examine(a Agent) []model.Figure
}

// examine lets a world measure an agent; a world that knows nothing has no figures.
func examine(w World, a Agent) []model.Figure {
	if e, ok := w.(Examiner); ok {
		return e.Examine(a)
	}
	return nil
}

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
