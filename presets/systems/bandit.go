package systems

import (
	"math"

	"bijou/flows/ad"
	"bijou/model"
)

var bandit = System{
	Name: "bandit", Title: "Policy of one step", Called: "SNF, stochastic normalizing flow policy",
	Summary: "a policy over actions of the plane with four goals: E reward + entropy, which no normal policy can reach",
	Relatives: "Haarnoja et al. 2018 (SAC-LSP), Mazoure et al. 2019 (SAC-NF), Tang and Agrawal 2018; in the literature SNF is something else: flows with " +
		"stochastic layers (Wu et al. 2020)",
	Recipes: []string{"bandit", "bandit-gaussian"},
	Measure: measureBandit,
}

// The reward of an action a is log Σ exp(−|a − g|²/(2·0.3²)) over four goals g, so the
// best policy is an equal mixture of normal ones and its value is log Z.
const (
	goals    = 4
	goalSD   = 0.3
	goalDist = 2.0
)

func measureBandit(runs []Trained) ([]model.Figure, error) {
	const draws = 20000
	logZ := math.Log(goals * 2 * math.Pi * goalSD * goalSD) // the target of the run is normalised
	w, twin := runs[0].Best.Weigh(draws), runs[1].Best.Weigh(draws)
	least, most := 1.0, 0.0
	for _, share := range goalShares(runs[0].Best.Draw(model.DrawStream(1), draws)) {
		least, most = min(least, share), max(most, share)
	}
	return []model.Figure{
		model.NewFigure("j", "nats", "E reward + entropy", w.ELBO+logZ).Within(w.KLSE).Against(logZ).Should(model.AtLeast, 0.70),
		model.NewFigure("least_mode", "share", "of the goal that is visited least", least).Against(0.25).Should(model.AtLeast, 0.15),
		model.NewFigure("most_mode", "share", "of the goal that is visited most", most).Against(0.25).Should(model.AtMost, 0.35),
		model.NewFigure("gaussian_j", "nats", "of a normal policy, for comparison", twin.ELBO+logZ).Within(twin.KLSE).Against(logZ - math.Log(goals)),
	}, nil
}

// goalShares counts the actions nearest to each goal.
func goalShares(actions *ad.Mat) [goals]float64 {
	var shares [goals]float64
	for i := range actions.Rows {
		nearest, at := math.Inf(1), 0
		for k := range goals {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) / goals)
			if d := math.Hypot(actions.At(i, 0)-goalDist*cos, actions.At(i, 1)-goalDist*sin); d < nearest {
				nearest, at = d, k
			}
		}
		shares[at] += 1 / float64(actions.Rows)
	}
	return shares
}
