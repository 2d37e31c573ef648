package systems

import (
	"math"

	"bijou/model"
	"bijou/model/diagnose"
)

const calibrated = "Papamakarios and Murray 2016; Greenberg et al. 2019; calibration: Talts et al. 2018, Hermans et al. 2022"

var npe = amortised("npe", "Neural posterior estimation",
	"a conditional flow learns p(θ | x) from simulations, here of a linear model whose posterior is normal", calibrated, 0.01)

var gaussianLinear = amortised("gaussian-linear", "Gaussian linear",
	"ten parameters of the benchmark of simulation-based inference, against the exact posterior", calibrated+"; Lueckmann et al. 2021", 0.01)

var twoMoons = amortised("two-moons", "Two moons of parameters",
	"two thin crescents in a square, of the same benchmark, against the exact posterior", calibrated+"; Lueckmann et al. 2021", 0.15)

var gAndK = amortised("g-and-k", "g-and-k distribution",
	"four parameters of a law that has quantiles and no density, by robust summaries of a hundred draws", calibrated+"; Allingham et al. 2009", math.NaN())

var lotkaVolterra = amortised("lotka-volterra", "Lotka–Volterra",
	"four rates of prey and predators by forty counts, which one net embeds for all layers", calibrated+"; Lueckmann et al. 2021", math.NaN())

// simulations is how many points are ranked, and rankDraws among how many draws each.
const (
	simulations = 500
	rankDraws   = 199
)

// amortised is what systems have in common that learn posteriors of simulators.
func amortised(name, title, summary, relatives string, klBar float64) System {
	return System{
		Name: name, Title: title, Called: "NPE, amortised inference, simulation-based inference", Summary: summary, Relatives: relatives,
		Recipes:  []string{name},
		NotBuilt: []string{"rounds of simulations near one observation (SNPE): this flow is for every x"},
		Measure:  func(runs []Trained) ([]model.Figure, error) { return measureAmortised(runs[0].Best, klBar) },
	}
}

// measureAmortised holds a flow against the posterior where that is known, and everywhere
// against fresh simulations.
func measureAmortised(s *model.Snapshot, klBar float64) ([]model.Figure, error) {
	var list []model.Figure
	if s.Data.Family != nil {
		kl, se := s.KL(20000)
		list = append(list, model.NewFigure("kl", "nats", "from the posterior to the flow, averaged over x", kl).Within(se).Against(0).Should(model.AtMost, klBar))
	}
	rng := model.DrawStream(s.Seed)
	own := s.Data.Draw(rng, simulations)
	points := model.Batch{X: s.Data.Standard(own.X), Given: s.Data.StandardGiven(own.Given)}
	c := diagnose.Calibrate(s, points, rankDraws, rng)
	share, z := c.Coverage(0.9)
	return append(list,
		model.NewFigure("sbc_p", "", "of even ranks, of parameters and of log q, corrected for their number", c.FamilyP()).Should(model.AtLeast, 0.01),
		model.NewFigure("coverage90", "share", "of 500 simulations within the central 90 %", share).Against(0.9),
		model.NewFigure("coverage_z", "se", "of the parameter whose coverage is furthest from 90 %", z).Should(model.AtMost, 3.1),
		model.NewFigure("expected_z", "se", "of the level at which the densest regions hold a share furthest from it", c.ExpectedZ()),
	), nil
}
