package systems

import (
	"math"
	"strings"

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
	Recipes:   []string{"grid", "grid-fitted"},
	Measure:   measureGrid,
}

// otherWind is the maze to which what was learnt is carried over.
const otherWind = "grid(wind=0.4, to=east)"

// measureGrid adds what fitted Q iteration comes to, which knows means alone, and the share of the steps that the old weights need in another wind, of
// those that new ones need, until 95 % of the greedy moves are the best.
func measureGrid(runs []Trained) ([]model.Figure, error) {
	list, err := ownFigures(runs)
	if err != nil {
		return nil, err
	}
	other := runs[1].Fit.Done().Own()
	for _, name := range []string{"q_range_error", "greedy_agreement", "w1_sd"} {
		f := named(other, name)
		told := model.NewFigure("fitted_"+strings.TrimPrefix(name, "greedy_"), f.Unit, "of fitted Q iteration, for comparison", float64(f.Value))
		list = append(list, told.Against(float64(f.Known)))
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
	return float64(named(list, name).Value)
}

var lqrPolicy = System{
	Name: "lqr-policy", Title: "Policy of splines on a cart", Called: "SNF, flow policy",
	Summary:   "a policy of any shape, where the best is known to be normal: the gain, the return and the spread",
	Relatives: "Haarnoja et al. 2017, 2018 (SAC-LSP); Mazoure et al. 2019 (SAC-NF)",
	Recipes:   []string{"lqr-policy", "lqr", "lqr-reinforce"},
	Measure:   measureCart,
}

// measureCart adds what the same policy comes to by REINFORCE, without critics.
func measureCart(runs []Trained) ([]model.Figure, error) {
	list, err := measureBesideGaussian("return", "gain_error")(runs[:2])
	if err != nil {
		return nil, err
	}
	other, err := ownFigures(runs[2:])
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"return_gap", "gain_error"} {
		f := named(other, name)
		f.Name = "reinforce_" + name
		list = append(list, f)
	}
	return list, nil
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
	Measure:   withinCPU(15, measureBesideGaussian("return")),
}

var multigoal = System{
	Name: "multigoal", Title: "Four goals", Called: "SNF, flow policy",
	Summary:   "a policy that keeps all of four goals equally far, by entropy; no claim over a normal one, which does as well",
	Relatives: "Haarnoja et al. 2017, 2018 (SAC-LSP); Mazoure et al. 2019 (SAC-NF)",
	Recipes:   []string{"multigoal", "multigoal-gaussian"},
	Measure:   withinCPU(40, measureBesideGaussian("success", "least_goal", "return")),
}

var goalsTold = System{
	Name: "goals-told", Title: "Four tasks, one policy", Called: "NFAC, multi-task",
	Summary:   "the goal is a condition of the policy: one flow for four tasks, each reached",
	Relatives: "Schaul et al. 2015 (the goal as an input); Haarnoja et al. 2018",
	Recipes:   []string{"goals-told"},
	Measure:   ownFigures,
}

// withinCPU adds what the training of the first run took of processors, which a machine
// that others use, too, hardly changes.
func withinCPU(most float64, measure func([]Trained) ([]model.Figure, error)) func([]Trained) ([]model.Figure, error) {
	return func(runs []Trained) ([]model.Figure, error) {
		list, err := measure(runs)
		if err != nil || math.IsNaN(runs[0].CPU) {
			return list, err
		}
		return append(list, model.NewFigure("cpu_seconds", "s", "of processors that training took", runs[0].CPU).Should(model.AtMost, most)), nil
	}
}

// measureBesideGaussian adds figures of the second run, whose policy is normal, to those
// of the first, and says by how much its return is lower: not at all where it is as good.
func measureBesideGaussian(names ...string) func([]Trained) ([]model.Figure, error) {
	return func(runs []Trained) ([]model.Figure, error) {
		list, err := ownFigures(runs[:1])
		if err != nil {
			return nil, err
		}
		twin, err := ownFigures(runs[1:])
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			f := named(twin, name)
			told := model.NewFigure("gaussian_"+name, f.Unit, "of a normal policy, for comparison", float64(f.Value))
			list = append(list, told.Within(float64(f.SE)).Against(float64(f.Known)))
		}
		ours, theirs := named(list, "return"), named(twin, "return")
		behind := float64(ours.Value-theirs.Value) / math.Abs(float64(ours.Value))
		chance := math.Hypot(float64(ours.SE), float64(theirs.SE)) / math.Abs(float64(ours.Value))
		return append(list, model.NewFigure("gaussian_behind", "share", "by which the return of the normal policy is lower; one that is as good is not", behind).Within(chance)), nil
	}
}

// named finds a figure; its value is NaN where there is none.
func named(list []model.Figure, name string) model.Figure {
	for _, f := range list {
		if f.Name == name {
			return f
		}
	}
	return model.NewFigure(name, "", "", math.NaN())
}

// ownFigures are those that the objective of the first run measures.
func ownFigures(runs []Trained) ([]model.Figure, error) { return runs[0].Fit.Done().Own(), nil }
