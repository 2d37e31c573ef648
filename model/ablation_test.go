package model_test

import (
	"math"
	"testing"

	"bijou/model"
	"bijou/presets"
)

// Without a layer the NLL is that of the run in which it is switched off, also under
// conditions.
func TestAnAblationIsWhatSwitchingTheLayerOffComesTo(t *testing.T) {
	for _, line := range []string{
		"moons(n=400) | actnorm, coupling(hidden=8)*2, linear | adam(lr=0.01), batch=64 | seed=1",
		"rings-by-radius(n=400) | actnorm, coupling(hidden=8)*2 | adam(lr=0.01), batch=64 | seed=2",
	} {
		cfg, err := presets.ParseRecipe(line)
		if err != nil {
			t.Fatal(err)
		}
		fit, err := model.NewFit(cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(fit.Close)
		for range 60 {
			fit.Learn()
		}
		s := fit.Snapshot()
		a := s.Ablation(1 << 20)
		if whole, _ := s.TestNLL(); math.Abs(a.NLL-whole) > 1e-12 {
			t.Errorf("%s: the NLL is %v, by the run %v", line, a.NLL, whole)
		}
		for k, l := range s.Stack.Layers {
			if err := fit.SetLayer(l.ID, "off", "yes"); err != nil {
				t.Fatal(err)
			}
			want, _ := fit.Snapshot().TestNLL()
			if math.Abs(a.Without[k]-want) > 1e-12*math.Abs(want) || want == a.NLL {
				t.Errorf("%s: without layer %d the NLL is %v, switched off %v", line, k+1, a.Without[k], want)
			}
			if err := fit.Undo(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
