package systems

import (
	"bijou/model"
	"bijou/model/diagnose"
)

var npe = System{
	Name: "npe", Title: "Neural posterior estimation", Called: "NPE, amortised inference, simulation-based inference",
	Summary:   "a conditional flow learns p(θ | x) from simulations, here of a linear model whose posterior is normal",
	Relatives: "Papamakarios and Murray 2016; Greenberg et al. 2019; calibration: Talts et al. 2018",
	Recipes:   []string{"npe"},
	NotBuilt:  []string{"rounds of simulations near one observation (SNPE): this flow is for every x"},
	Measure:   measureNPE,
}

// simulations is how many points are ranked, and rankDraws among how many draws each.
const (
	simulations = 500
	rankDraws   = 199
)

func measureNPE(runs []Trained) ([]model.Figure, error) {
	s := runs[0].Best
	kl, se := s.KL(20000)
	rng := model.DrawStream(runs[0].Best.Seed)
	own := s.Data.Draw(rng, simulations)
	points := model.Batch{X: s.Data.Standard(own.X), Given: s.Data.StandardGiven(own.Given)}
	c := diagnose.Calibrate(s, points, rankDraws, rng)
	share, z := c.Coverage(0.9)
	return []model.Figure{
		model.NewFigure("kl", "nats", "from the posterior to the flow, averaged over x", kl).Within(se).Against(0).Should(model.AtMost, 0.01),
		model.NewFigure("sbc_p", "", "of even ranks, corrected for the number of parameters", c.FamilyP()).Should(model.AtLeast, 0.01),
		model.NewFigure("coverage90", "share", "of 500 simulations within the central 90 %", share).Against(0.9),
		model.NewFigure("coverage_z", "se", "of the parameter whose coverage is furthest from 90 %", z).Should(model.AtMost, 3.1),
	}, nil
}
