package systems

import "bijou/model"

const relativesOfReturns = "Riedmiller 2005 (the other NFQ: neural fitted Q iteration); Bellemare, Dabney and Munos 2017; Ma et al. 2020"

var coin = System{
	Name: "coin", Title: "Law of a return", Called: "NFQ, flow of returns",
	Summary:   "what a coin will have paid is uniform between 0 and 2: the flow learns it from one toss at a time",
	Relatives: relativesOfReturns,
	Recipes:   []string{"coin"},
	Measure:   ownFigures,
}

var arms = System{
	Name: "arms", Title: "Two arms", Called: "NFQ, distributional reinforcement learning",
	Summary:   "the law of each choice, by which the mean and the worst tenth choose differently",
	Relatives: relativesOfReturns,
	Recipes:   []string{"arms"},
	Measure:   ownFigures,
}

var lqr = System{
	Name: "lqr", Title: "Linear quadratic regulator", Called: "NFAC, flow actor-critic",
	Summary:   "a policy and two critics against Riccati's equation",
	Relatives: "Haarnoja et al. 2018; Mazoure et al. 2019; in the literature NFAC is neural fitted actor-critic (Zimmer et al. 2016)",
	Recipes:   []string{"lqr"},
	NotBuilt:  []string{"hierarchies of policies: nobody has shown what a flow adds to them"},
	Measure:   ownFigures,
}

var pendulum = System{
	Name: "pendulum", Title: "Pendulum", Called: "NFAC, flow actor-critic",
	Summary:   "a policy of torques and two critics swing a pole up; a normal policy beside them does as well",
	Relatives: "Haarnoja et al. 2018; Mazoure et al. 2019",
	Recipes:   []string{"pendulum", "pendulum-gaussian"},
	Measure: func(runs []Trained) ([]model.Figure, error) {
		list, err := ownFigures(runs[:1])
		if err != nil {
			return nil, err
		}
		twin, err := ownFigures(runs[1:])
		if err != nil {
			return nil, err
		}
		told := model.NewFigure("gaussian_return", "", "of a normal policy, for comparison", float64(twin[0].Value))
		return append(list, told.Within(float64(twin[0].SE)).Against(float64(twin[0].Known))), nil
	},
}

var multigoal = System{
	Name: "multigoal", Title: "Four goals", Called: "SNF, flow policy",
	Summary:   "a policy that keeps all of four goals equally far, by entropy; no claim over a normal one, which does as well",
	Relatives: "Haarnoja et al. 2017, 2018 (SAC-LSP); Mazoure et al. 2019 (SAC-NF)",
	Recipes:   []string{"multigoal"},
	Measure:   ownFigures,
}

// ownFigures are those that the objective of the first run measures.
func ownFigures(runs []Trained) ([]model.Figure, error) { return runs[0].Fit.Done().Own(), nil }
