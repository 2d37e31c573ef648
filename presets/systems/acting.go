package systems

import (
	"math"

	"bijou/model"
	"bijou/presets"
)

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

var grid = System{
	Name: "grid", Title: "Windy maze", Called: "NFQ, distributional reinforcement learning",
	Summary:   "the law of the return of every move in a maze, from a walker at random; then another wind, from the old weights and from none",
	Relatives: relativesOfReturns,
	Recipes:   []string{"grid"},
	Measure:   measureGrid,
}

// otherWind is the maze to which what was learnt is carried over.
const otherWind = "grid(wind=0.4, to=east)"

// measureGrid adds the share of the steps that the old weights need in another wind, of
// those that new ones need, until 95 % of the greedy moves are the best.
func measureGrid(runs []Trained) ([]model.Figure, error) {
	list, err := ownFigures(runs)
	if err != nil {
		return nil, err
	}
	src, err := presets.ParseSource(otherWind, nil)
	if err != nil {
		return nil, err
	}
	cfg := runs[0].Best.Config()
	cfg.Source = src
	scratch, err := model.NewFit(cfg)
	if err != nil {
		return nil, err
	}
	defer scratch.Close()
	if err := runs[0].Fit.SetSource(src); err != nil {
		return nil, err
	}
	fresh, old := stepsToAgree(scratch), stepsToAgree(runs[0].Fit)
	return append(list,
		model.NewFigure("transfer_share", "share", "of the steps to 95 % agreement in another wind that the old weights need", old/fresh).Should(model.AtMost, 0.5),
		model.NewFigure("transfer_steps", "steps", "from the old weights", old),
		model.NewFigure("scratch_steps", "steps", "from none", fresh),
	), nil
}

// stepsToAgree trains until 95 % of the greedy moves are the best, at four looks in a
// row, and returns the steps before the first of them; NaN if that takes too many.
func stepsToAgree(f *model.Fit) float64 {
	const every, inARow, most, share = 50, 4, 7000, 0.95
	first, held := f.Steps(), 0
	for f.Steps() < first+most {
		for range every {
			f.Step()
		}
		held++
		if figure(f.Done().Own(), "greedy_agreement") < share {
			held = 0
		}
		if held == inARow {
			return float64(f.Steps() - first - (inARow-1)*every)
		}
	}
	return math.NaN()
}

// figure finds the value of a figure, NaN where there is none.
func figure(list []model.Figure, name string) float64 {
	for _, f := range list {
		if f.Name == name {
			return float64(f.Value)
		}
	}
	return math.NaN()
}

var lqrPolicy = System{
	Name: "lqr-policy", Title: "Policy of splines on a cart", Called: "SNF, flow policy",
	Summary:   "a policy of any shape, where the best is known to be normal: the gain, the return and the spread",
	Relatives: "Haarnoja et al. 2017, 2018 (SAC-LSP); Mazoure et al. 2019 (SAC-NF)",
	Recipes:   []string{"lqr-policy"},
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
