package systems

import (
	"fmt"
	"math"
	"math/rand/v2"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

var ffjord = System{
	Name: "ffjord", Title: "FFJORD", Called: "FFJORD, neural ODE, continuous flow",
	Summary:   "samples drift along a field for one unit of time; log p follows its divergence",
	Relatives: "Chen et al. 2018; Grathwohl et al. 2019",
	Recipes:   []string{"ffjord"},
	NotBuilt:  []string{"molecules: the Müller–Brown surface is a target here, and a toy", "images in full: ffjord-digits has 64 pixels"},
	Measure:   measureFFJORD,
}

func measureFFJORD(runs []Trained) ([]model.Figure, error) {
	s := runs[0].Best
	kl, se := s.KL(20000)
	order, err := orderOfSolver(s)
	if err != nil {
		return nil, err
	}
	return []model.Figure{
		model.NewFigure("kl_moons", "nats", "from the truth to the flow", kl).Within(se).Against(0).Should(model.AtMost, 0.08),
		model.NewFigure("order_error", "", "order of the solver, as steps double, less 5", math.Abs(order-5)).Against(0).Should(model.AtMost, 0.5),
		model.NewFigure("hutchinson_z", "se", "mean of 4,096 estimated traces less the exact one", hutchinsonZ(s)).Should(model.AtMost, 4),
	}, nil
}

// orderOfSolver is how fast the error of log p falls with the length of a step: by 2
// to the power of it when steps double. The field is that of the run, the truth that
// of very many steps; with fewer steps than these the error falls faster.
func orderOfSolver(s *model.Snapshot) (float64, error) {
	x := s.Data.ValBatch().Rows(0, 256).X
	at := func(steps int) ([]float64, error) {
		spec, err := flows.ParseSpec(fmt.Sprintf("cnf(hidden=%s, steps=%d, tol=0)", s.Stack.Layers[0].Values["hidden"], steps))
		if err != nil {
			return nil, err
		}
		stack, err := flows.NewStack(spec, s.Stack.Dim, 0)
		if err != nil {
			return nil, err
		}
		logp := make([]float64, x.Rows)
		stack.Evaluator(s.Base, s.Theta).LogProb(logp, x)
		return logp, nil
	}
	exact, err := at(200)
	if err != nil {
		return 0, err
	}
	var errors [2]float64
	for i, steps := range []int{48, 96} {
		logp, err := at(steps)
		if err != nil {
			return 0, err
		}
		for k, v := range logp {
			errors[i] += math.Abs(v - exact[k])
		}
	}
	return math.Log2(errors[0] / errors[1]), nil
}

// continuousOf is the first layer, if it drifts; nil otherwise.
func continuousOf(s *model.Snapshot) *flows.Continuous {
	c, _ := s.Stack.Layers[0].Map.(*flows.Continuous)
	return c
}

// hutchinsonZ compares the mean of estimates of the divergence with the exact one, in
// standard errors, at the worst of some points and times.
func hutchinsonZ(s *model.Snapshot) float64 {
	c := continuousOf(s)
	if c == nil {
		return math.NaN()
	}
	const probes, points = 4096, 8
	rng := rand.New(rand.NewPCG(s.Seed, 0x68757463))
	worst := 0.0
	for p := range points {
		x, time, probe := ad.New(probes, s.Stack.Dim), ad.New(probes, 1), ad.New(probes, s.Stack.Dim)
		for i := range probes {
			for j := range x.Cols {
				x.Set(i, j, s.Data.Val.At(p, j))
				probe.Set(i, j, float64(2*rng.IntN(2)-1))
			}
			time.Set(i, 0, float64(p)/points)
		}
		t := ad.NewTape(s.Theta, nil)
		estimates := c.Divergence(t.Const(x), nil, t.Const(time), t.Const(probe)).Data
		exact := c.Divergence(t.Const(x), nil, t.Const(time), nil).Data[0]
		mean, square := 0.0, 0.0
		for _, v := range estimates {
			mean += v / probes
			square += v * v / probes
		}
		if se := math.Sqrt((square - mean*mean) / probes); se > 0 {
			worst = max(worst, math.Abs(mean-exact)/se)
		}
	}
	return worst
}
