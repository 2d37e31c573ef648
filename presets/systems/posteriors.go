package systems

import (
	"fmt"
	"math"

	"bijou/model"
	"bijou/presets"
)

const (
	posteriorsCalled    = "NFVI, variational inference with normalizing flows"
	posteriorsRelatives = "Rezende and Mohamed 2015; Kingma et al. 2016; weights: Burda et al. 2016; k̂: Vehtari et al. 2024"
)

var bernoulli = System{
	Name: "bernoulli", Title: "Probability of a throw", Called: posteriorsCalled,
	Summary:   "the posterior of a probability, on the line of log-odds, against its formula",
	Relatives: posteriorsRelatives,
	Recipes:   []string{"bernoulli", "bernoulli-normal"},
	Measure:   evidenceBars{gap: 0.10, ess: 0.5, pareto: 0.7, rivals: []string{"normal"}}.measure,
}

var bioassay = System{
	Name: "bioassay", Title: "Bioassay", Called: posteriorsCalled,
	Summary:   "a logistic regression with a skewed posterior, against quadrature; mean field and full rank beside it",
	Relatives: posteriorsRelatives,
	Recipes:   []string{"bioassay", "bioassay-diagonal", "bioassay-normal"},
	Measure:   evidenceBars{gap: 0.10, ess: 0.5, pareto: 0.7, rivals: []string{"diagonal", "normal"}}.measure,
}

var eightSchools = System{
	Name: "eight-schools", Title: "Eight schools", Called: posteriorsCalled,
	Summary:   "a hierarchy, centred: a funnel in ten dimensions, against a sum over log tau; mean field and full rank beside it",
	Relatives: posteriorsRelatives,
	Recipes:   []string{"eight-schools", "eight-schools-diagonal", "eight-schools-normal"},
	Measure:   evidenceBars{gap: 0.10, ess: 0.4, pareto: math.NaN(), rivals: []string{"diagonal", "normal"}}.measure,
}

var regression = System{
	Name: "regression", Title: "Polynomial regression", Called: posteriorsCalled,
	Summary:   "a posterior that is normal, which a linear flow has exactly; the ELBO chooses the degree as the evidence does",
	Relatives: posteriorsRelatives,
	Recipes:   []string{"regression", "regression-diagonal"},
	Measure:   measureRegression,
}

var earthquakes = System{
	Name: "earthquakes", Title: "Earthquakes", Called: posteriorsCalled,
	Summary:   "a hidden Markov model of two rates, against quadrature in four dimensions; mean field and full rank beside it",
	Relatives: posteriorsRelatives,
	Recipes:   []string{"earthquakes", "earthquakes-diagonal", "earthquakes-normal"},
	Measure:   evidenceBars{gap: 0.25, ess: 0.5, pareto: 0.7, rivals: []string{"diagonal", "normal"}}.measure,
}

var process = System{
	Name: "gp", Title: "Gaussian process", Called: posteriorsCalled,
	Summary:   "length, height and noise of a Gaussian process, against quadrature; mean field and full rank beside it",
	Relatives: posteriorsRelatives,
	Recipes:   []string{"gp", "gp-diagonal", "gp-normal"},
	Measure:   evidenceBars{gap: 0.25, ess: 0.5, pareto: 0.7, rivals: []string{"diagonal", "normal"}}.measure,
}

var bnn = System{
	Name: "bnn", Title: "Net of one unit", Called: posteriorsCalled,
	Summary:   "two equal modes, of which reverse KL keeps one: the ELBO stays log 2 below the evidence, and the weights cannot tell",
	Relatives: posteriorsRelatives,
	Recipes:   []string{"bnn", "bnn-diagonal", "bnn-normal"},
	Measure:   measureNet,
}

// evidenceBars are what a posterior's flow should keep to; NaN for no bar. The rivals
// name the runs behind the first.
type evidenceBars struct {
	gap, ess, pareto float64
	lost             float64 // nats of the evidence in modes that the flow is known to lose
	rivals           []string
}

// posteriorDraws is how many samples are weighed.
const posteriorDraws = 50000

// measure holds ELBO and importance weights against the evidence. The error of log Z may
// be three standard errors, where these are large.
func (b evidenceBars) measure(runs []Trained) ([]model.Figure, error) {
	w, logZ := runs[0].Best.Weigh(posteriorDraws), runs[0].Best.Data.Target.LogZ()
	const room, errors = 0.03, 3
	of := "of the evidence"
	if b.lost > 0 {
		of = "of the evidence of the mode that is kept"
	}
	pareto := model.NewFigure("pareto", "", "tail index k̂ of the weights, trusted below 0.7", w.Pareto)
	if !math.IsNaN(b.pareto) {
		pareto = pareto.Should(model.AtMost, b.pareto)
	}
	list := []model.Figure{
		model.NewFigure("elbo_gap", "nats", "of the ELBO below the evidence", w.KL).Within(w.KLSE).Against(0).Should(model.AtMost, b.gap),
		model.NewFigure("logz_error", "nats", of+" by importance weights", math.Abs(w.LogZ-logZ+b.lost)).Within(w.LogZSE).Against(0).
			Should(model.AtMost, max(room, errors*w.LogZSE)),
		model.NewFigure("ess", "share", "effective share of the samples", w.ESS).Should(model.AtLeast, b.ess),
		pareto,
		model.NewFigure("logz", "nats", "estimate "+of+" by importance weights", w.LogZ).Within(w.LogZSE).Against(logZ - b.lost),
	}
	for i, name := range b.rivals {
		rival := runs[i+1].Best.Weigh(posteriorDraws)
		list = append(list, model.NewFigure(name+"_gap", "nats", "of the ELBO of a "+name+" posterior, for comparison", rival.KL).Within(rival.KLSE))
	}
	return list, nil
}

// measureNet holds the weights against the evidence of the mode that the flow keeps, and
// says how much it has of the other.
func measureNet(runs []Trained) ([]model.Figure, error) {
	const room = 0.05
	bars := evidenceBars{gap: math.Ln2 + room, ess: 0.5, pareto: 0.7, lost: math.Ln2, rivals: []string{"diagonal", "normal"}}
	list, err := bars.measure(runs)
	if err != nil {
		return nil, err
	}
	x := runs[0].Best.Draw(model.DrawStream(1), posteriorDraws)
	right := 0
	for _, v := range x.Col(2) { // v is above 0 in one mode and below in the other
		if v > 0 {
			right++
		}
	}
	return append(list, model.NewFigure("lost_mode", "share", "of the samples in the lesser of two equal modes", float64(min(right, x.Rows-right))/float64(x.Rows)).Against(0.5)), nil
}

// bestDegree is the polynomial of the largest evidence.
const bestDegree, mostDegree = 5, 6

// measureRegression adds the degree whose flow has the largest ELBO.
func measureRegression(runs []Trained) ([]model.Figure, error) {
	list, err := evidenceBars{gap: 0.25, ess: 0.5, pareto: 0.7, rivals: []string{"diagonal"}}.measure(runs)
	if err != nil {
		return nil, err
	}
	chosen, highest := math.NaN(), math.Inf(-1)
	for degree := range mostDegree + 1 {
		elbo, err := elboOfDegree(runs[0].Best.Config(), degree)
		if err != nil {
			return nil, err
		}
		if elbo > highest {
			chosen, highest = float64(degree), elbo
		}
	}
	return append(list,
		model.NewFigure("degree", "", "of the largest ELBO of 0 to 6", chosen).Against(bestDegree).Should(model.AtLeast, bestDegree),
		model.NewFigure("degree_excess", "", "of that degree above the evidence's", chosen-bestDegree).Against(0).Should(model.AtMost, 0),
	), nil
}

// elboOfDegree trains the run on the polynomial of another degree.
func elboOfDegree(cfg model.Config, degree int) (float64, error) {
	src, err := presets.ParseSource(fmt.Sprintf("regression(degree=%d)", degree), nil)
	if err != nil {
		return 0, err
	}
	cfg.Source = src
	f, err := model.NewFit(cfg)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for ended, _ := f.Ended(); ended == model.Paused; ended, _ = f.Ended() {
		f.Step()
	}
	return f.BestSnapshot().Weigh(posteriorDraws).ELBO, nil
}
