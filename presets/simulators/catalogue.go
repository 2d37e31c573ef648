package simulators

import (
	"fmt"

	"bijou/flows"
	"bijou/model"
)

// A Kind is an entry of the table.
type Kind struct {
	Name, Title, Summary, Origin string
	Fields                       []flows.Field
	Build                        func(flows.Values) Problem
}

// A Problem is a model with the names of its parameters and of what is measured.
type Problem struct {
	Model      model.Generative // a model.Conditional where the posterior is known
	Parameters []string
	Supports   []model.Support // of the prior of every parameter; nil where each is the line
	Measured   []model.Given
}

// Catalogue returns the table of simulators.
func Catalogue() []Kind {
	return []Kind{{
		Name: "linear-gaussian", Title: "Linear measurements",
		Summary: "four parameters under four noisy sums of neighbours: the posterior is normal",
		Origin:  "the posterior is known exactly, under every x",
		Build:   func(flows.Values) Problem { return problem(newLinearSums(), nil, "theta", "x") },
	}, {
		Name: "gaussian-linear", Title: "Gaussian linear",
		Summary: "ten means under one noisy look at each: the posterior is normal",
		Origin:  "Lueckmann et al. 2021, T.1: θ ~ N(0, 0.1·I), x | θ ~ N(θ, 0.1·I)",
		Build:   func(flows.Values) Problem { return problem(newGaussianLinear(), nil, "theta", "x") },
	}, {
		Name: "two-moons", Title: "Two moons of parameters",
		Summary: "two parameters in a square under one point: two thin crescents, whose density is known",
		Origin:  "Greenberg et al. 2019; Lueckmann et al. 2021, T.8: θ uniform on (−1, 1)²",
		Build: func(flows.Values) Problem {
			return problem(&twoMoons{}, []model.Support{{Lo: -1, Hi: 1}, {Lo: -1, Hi: 1}}, "theta", "x")
		},
	}, {
		Name: "g-and-k", Title: "g-and-k distribution",
		Summary: "place, spread, skewness and tails of a law without a density, under quantiles of a hundred draws",
		Origin:  "Allingham et al. 2009: each parameter uniform on (0, 10); robust summaries of octiles, Drovandi and Pettitt 2011",
		Fields:  []flows.Field{{Name: "draws", Help: "that are measured", Type: flows.Int, Default: "100", Min: 10, Max: 10000, Step: 10}},
		Build:   func(v flows.Values) Problem { return newGAndK(v.Int("draws")).problem() },
	}, {
		Name: "lotka-volterra", Title: "Lotka–Volterra",
		Summary: "births, deaths and hunting of two populations that are counted now and then: forty numbers",
		Origin:  "Lueckmann et al. 2021, T.10, counted every time unit: rates log-normal, counts off by a tenth",
		Fields:  []flows.Field{{Name: "times", Help: "at which both populations are counted", Type: flows.Int, Default: "20", Min: 4, Max: 40, Step: 2}},
		Build:   func(v flows.Values) Problem { return newLotkaVolterra(v.Int("times")).problem() },
	}}
}

// problem numbers the names of parameters and measurements.
func problem(m model.Generative, supports []model.Support, parameter, measured string) Problem {
	p := Problem{Model: m, Supports: supports}
	for j := range m.Dim() {
		p.Parameters = append(p.Parameters, fmt.Sprintf("%s%d", parameter, j+1))
	}
	for k := range m.GivenDim() {
		p.Measured = append(p.Measured, model.Given{Name: fmt.Sprintf("%s%d", measured, k+1)})
	}
	return p
}
