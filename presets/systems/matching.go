package systems

import "bijou/model"

var matching = System{
	Name: "matching", Title: "Flow matching", Called: "flow matching, rectified flow",
	Summary:   "the field of a cnf learns straight ways from base to data, then goes on by likelihood",
	Relatives: "Lipman et al. 2023; Liu et al. 2023; Tong et al. 2024",
	Recipes:   []string{"matching", "matching-transport", "matching-likelihood"},
	NotBuilt:  []string{"images of thousands of pixels: the nets here are dense"},
	Measure: func(runs []Trained) ([]model.Figure, error) {
		const draws = 20000
		bars := []float64{0.10, 0.06, 0.05}
		names := []string{"kl_moons", "kl_moons_ot", "kl_after_likelihood"}
		means := []string{"independent pairs", "pairs by optimal transport", "and 300 steps of likelihood"}
		var list []model.Figure
		for i, r := range runs {
			kl, se := r.Best.KL(draws)
			list = append(list, model.NewFigure(names[i], "nats", means[i], kl).Within(se).Against(0).Should(model.AtMost, bars[i]))
		}
		return list, nil
	},
}
