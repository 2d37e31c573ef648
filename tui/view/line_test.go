package view

import (
	"math"
	"testing"

	"bijou/model"
	"bijou/presets"
)

func TestNodesThatLeaveTheFlowAreLeftOut(t *testing.T) {
	c, err := presets.ParseRecipe("pushed(exp) | logit(flip), logit, exp | adam, steps=1 | seed=3")
	if err != nil {
		t.Fatal(err)
	}
	fit, err := model.NewFit(c)
	if err != nil {
		t.Fatal(err)
	}
	defer fit.Close()
	on := carrier{fit.Snapshot()}
	nodes := on.carry([]float64{math.Inf(1), math.NaN(), 0.5, -0.5, 0.5})
	if len(nodes) != 2 || nodes[0].z != -0.5 || nodes[1].z != 0.5 {
		t.Errorf("%d nodes, want those at -0.5 and 0.5", len(nodes))
	}
	if back := on.back([]float64{-3, math.E}); len(back) != 1 || math.Abs(back[0]-1) > 1e-6 {
		t.Errorf("no base number makes -3 and 1 makes e, not %v", back)
	}
}
