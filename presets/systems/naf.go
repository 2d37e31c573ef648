package systems

import (
	"math"

	"bijou/flows/ad"
	"bijou/model"
)

var naf = System{
	Name: "naf", Title: "Neural autoregressive flow", Called: "NAF, deep sigmoidal flow",
	Summary:   "the frequency of a sine that was seen at three times: a posterior with three peaks and a half, which one affine layer cannot have",
	Relatives: "Huang et al. 2018, section 6.1; by scores instead of paths: Richter et al. 2020",
	Recipes:   []string{"naf-frequency", "naf-frequency-affine"},
	NotBuilt: []string{
		"semi-supervised learning, disentanglement, text: no paper of NAF shows them",
		"dense sigmoidal flows (DDSF): sigmoids in a row reach the bars",
	},
	Measure: measureNAF,
}

// Where the frequencies of the peaks lie, and how far around one is its mass looked for.
var frequencyPeaks = [...]float64{0.6, 1.2, 1.8}

const aroundPeak = 0.15

func measureNAF(runs []Trained) ([]model.Figure, error) {
	s := runs[0].Best
	w := s.Weigh(posteriorDraws)
	logZ := s.Data.Target.LogZ()
	truth := peakMasses(s.Data.Truth.LogProb)
	modes, worst := peaksOf(s, truth)
	affine, _ := peaksOf(runs[1].Best, truth)
	return []model.Figure{
		model.NewFigure("elbo", "nats", "lower bound of the evidence", w.ELBO).Within(w.KLSE).Against(logZ).Should(model.AtLeast, logZ-0.05),
		model.NewFigure("modes", "", "peaks of the posterior that the flow has", float64(modes)).Against(3).Should(model.AtLeast, 3),
		model.NewFigure("mode_error", "share", "mass of the peak that is farthest from its own", worst).Against(0).Should(model.AtMost, 0.03),
		model.NewFigure("affine_modes", "", "peaks that one affine layer has", float64(affine)).Should(model.AtMost, 1),
		model.NewFigure("ess", "share", "effective share of the samples", w.ESS),
	}, nil
}

// peaksOf counts the peaks that a flow gives at least half of their mass, and returns
// how far the mass of one is off at most.
func peaksOf(s *model.Snapshot, truth []float64) (n int, worst float64) {
	e := s.Stack.Evaluator(s.Base, s.Theta)
	own := peakMasses(func(dst []float64, x *ad.Mat) { e.LogProb(dst, x) })
	for k, mass := range own {
		if mass > truth[k]/2 {
			n++
		}
		worst = math.Max(worst, math.Abs(mass-truth[k]))
	}
	return n, worst
}

// peakMasses integrates a density around the peaks, by the middle rule.
func peakMasses(logProb func(dst []float64, x *ad.Mat)) []float64 {
	const cells = 1 << 13
	const step = 2 * aroundPeak / cells
	masses := make([]float64, len(frequencyPeaks))
	x, logp := ad.New(cells, 1), make([]float64, cells)
	for k, peak := range frequencyPeaks {
		for i := range cells {
			x.Set(i, 0, peak-aroundPeak+(float64(i)+0.5)*step)
		}
		logProb(logp, x)
		for _, v := range logp {
			masses[k] += math.Exp(v) * step
		}
	}
	return masses
}
