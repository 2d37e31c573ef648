package systems

import (
	"fmt"
	"math"

	"bijou/model"
	"bijou/model/chain"
	"bijou/presets"
)

var twins = []string{"diagonal", "normal"}

var bernoulli = posterior("bernoulli", "Probability of a throw",
	"the posterior of a probability, on the line of log-odds, against its formula",
	evidenceBars{gap: 0.10, ess: 0.5, pareto: 0.7, rivals: []string{"normal"}})

var bioassay = posterior("bioassay", "Bioassay",
	"a logistic regression with a skewed posterior, against quadrature; mean field and full rank beside it",
	evidenceBars{gap: 0.10, ess: 0.5, pareto: 0.7, rivals: twins})

var eightSchools = posterior("eight-schools", "Eight schools",
	"a hierarchy, centred: a funnel in ten dimensions, against a sum over log tau; mean field and full rank beside it",
	evidenceBars{gap: 0.10, ess: 0.4, pareto: math.NaN(), rivals: twins})

var regression = posterior("regression", "Polynomial regression",
	"a posterior that is normal, which a linear flow has exactly; the ELBO chooses the degree as the evidence does",
	evidenceBars{gap: 0.25, ess: 0.5, pareto: 0.7, rivals: []string{"diagonal"}, more: chosenDegree})

var earthquakes = posterior("earthquakes", "Earthquakes",
	"a hidden Markov model of two rates, against quadrature in four dimensions; mean field and full rank beside it",
	evidenceBars{gap: 0.25, ess: 0.5, pareto: 0.7, rivals: twins})

var process = posterior("gp", "Gaussian process",
	"length, height and noise of a Gaussian process, against quadrature; mean field and full rank beside it",
	evidenceBars{gap: 0.25, ess: 0.5, pareto: 0.7, rivals: twins})

var bnn = posterior("bnn", "Net of one unit",
	"two equal modes, of which reverse KL keeps one: the ELBO stays log 2 below the evidence, and the weights cannot tell",
	evidenceBars{gap: math.Ln2 + 0.05, ess: 0.5, pareto: 0.7, lost: math.Ln2, rivals: twins, more: lostMode})

// evidenceBars are what a posterior's flow should keep to; NaN for no bar. The rivals
// name the runs behind the first.
type evidenceBars struct {
	gap, ess, pareto float64
	lost             float64 // nats of the evidence in modes that the flow is known to lose
	rivals           []string
	more             func(flow Trained) ([]model.Figure, error) // figures of its own; nil for none
}

// posterior is a system of the recipe of that name, with those of its rivals beside it.
func posterior(name, title, summary string, bars evidenceBars) System {
	recipes := []string{name}
	for _, rival := range bars.rivals {
		recipes = append(recipes, name+"-"+rival)
	}
	return System{
		Name: name, Title: title, Called: "NFVI, variational inference with normalizing flows",
		Summary:   summary,
		Relatives: "Rezende and Mohamed 2015; Kingma et al. 2016; weights: Burda et al. 2016; k̂: Vehtari et al. 2024",
		Recipes:   recipes,
		Measure:   bars.measure,
	}
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
	list = append(list, bandFigures(runs[0].Best)...)
	for i, name := range b.rivals {
		rival := runs[i+1].Best.Weigh(posteriorDraws)
		list = append(list, model.NewFigure(name+"_gap", "nats", "of the ELBO of a "+name+" posterior, for comparison", rival.KL).Within(rival.KLSE))
	}
	list = append(list, chainFigures(runs[0].Best)...)
	if b.more == nil {
		return list, nil
	}
	more, err := b.more(runs[0])
	return append(list, more...), err
}

// bandFigures are how many of the data are within the posterior predictive bands, and how
// far the borders of 90 % are from the exact ones in widths of the band; none where a model
// predicts nothing.
func bandFigures(flow *model.Snapshot) []model.Figure {
	const places = 40
	band, ok := flow.Band(places)
	exact, known := flow.TrueBand(places)
	if !ok || !known {
		return nil
	}
	off := 0.0
	for k := range places {
		lo, hi := exact.Quantiles[0][k], exact.Quantiles[4][k]
		off += (math.Abs(band.Quantiles[0][k]-lo) + math.Abs(band.Quantiles[4][k]-hi)) / (hi - lo) / (2 * places)
	}
	return []model.Figure{
		model.NewFigure("band50", "share", "of the data within the predictive band of 50 %", band.Covered[0]).Against(exact.Covered[0]),
		model.NewFigure("band90", "share", "of the data within the predictive band of 90 %", band.Covered[1]).Against(exact.Covered[1]),
		model.NewFigure("band_error", "widths", "that the borders of 90 % are off, on average", off).Against(0),
	}
}

// chainFigures are what Markov chains under the flow find, which repairs what reverse KL
// has lost.
func chainFigures(flow *model.Snapshot) []model.Figure {
	const errors = 3
	c, own := chain.Judge(flow, chain.Mixed), chain.Judge(flow, chain.Independence)
	return []model.Figure{
		model.NewFigure("chain_rhat", "", "largest R̂ of chains in z under the flow", float64(c.RHat)).Against(1).Should(model.AtMost, chain.MostRHat),
		model.NewFigure("chain_error", "se", "of the chains' means against the exact ones: the largest, corrected for their number", float64(c.Error)).
			Against(0).Should(model.AtMost, errors),
		model.NewFigure("chain_bulk", "draws", "that the chains are worth for the middle, the fewest", float64(c.Bulk)),
		model.NewFigure("chain_tail", "draws", "that the chains are worth for the tails, the fewest", float64(c.Tail)),
		model.NewFigure("chain_accept", "share", "of Hamiltonian proposals accepted", float64(c.Accept)),
		model.NewFigure("flow_accept", "share", "of draws of the flow accepted where nothing else proposes", float64(own.Flow)),
		model.NewFigure("flow_rhat", "", "largest R̂ of chains that the flow proposes for", float64(own.RHat)).Against(1),
	}
}

// lostMode says how much a flow that keeps one of the two modes of a net has of the other.
func lostMode(flow Trained) ([]model.Figure, error) {
	x := flow.Best.Draw(model.DrawStream(1), posteriorDraws)
	right := 0
	for _, v := range x.Col(2) { // v is above 0 in one mode and below in the other
		if v > 0 {
			right++
		}
	}
	lesser := float64(min(right, x.Rows-right)) / float64(x.Rows)
	return []model.Figure{model.NewFigure("lost_mode", "share", "of the samples in the lesser of two equal modes", lesser).Against(0.5)}, nil
}

// bestDegree is the polynomial of the largest evidence.
const bestDegree, mostDegree = 5, 6

// chosenDegree is the degree whose flow has the largest ELBO; that of the run is the best.
func chosenDegree(flow Trained) ([]model.Figure, error) {
	chosen, highest := math.NaN(), math.Inf(-1)
	var list []model.Figure
	for degree := range mostDegree + 1 {
		best := flow.Best
		if degree != bestDegree {
			var err error
			if best, err = ofDegree(flow.Best.Config(), degree); err != nil {
				return nil, err
			}
		}
		w := best.Weigh(posteriorDraws)
		if w.ELBO > highest {
			chosen, highest = float64(degree), w.ELBO
		}
		list = append(list, model.NewFigure(fmt.Sprintf("logz_degree%d", degree), "nats", "evidence of that degree by importance weights", w.LogZ).
			Within(w.LogZSE).Against(best.Data.Target.LogZ()))
	}
	return append(list,
		model.NewFigure("degree", "", "of the largest ELBO of 0 to 6", chosen).Against(bestDegree).Should(model.AtLeast, bestDegree),
		model.NewFigure("degree_excess", "", "of that degree above the evidence's", chosen-bestDegree).Against(0).Should(model.AtMost, 0),
	), nil
}

// ofDegree trains the run on the polynomial of another degree.
func ofDegree(cfg model.Config, degree int) (*model.Snapshot, error) {
	src, err := presets.ParseSource(fmt.Sprintf("regression(degree=%d)", degree), nil)
	if err != nil {
		return nil, err
	}
	cfg.Source = src
	f, err := model.NewFit(cfg)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for ended, _ := f.Ended(); ended == model.Paused; ended, _ = f.Ended() {
		f.Step()
	}
	return f.BestSnapshot(), nil
}
