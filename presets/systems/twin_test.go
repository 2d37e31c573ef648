package systems

import (
	"math"
	"testing"

	"bijou/model"
)

func TestAFigureThatIsNotThereIsNoNumber(t *testing.T) {
	list := []model.Figure{model.NewFigure("return", "", "", -3)}
	if v := named(list, "return").Value; v != -3 {
		t.Errorf("the return is %g, want -3", float64(v))
	}
	if v := figure(list, "success"); !math.IsNaN(v) {
		t.Errorf("a success that nobody measured is %g", v)
	}
}

func TestEverySystemBesideANormalPolicyHasItsRecipe(t *testing.T) {
	for _, s := range []System{multigoal, lqrPolicy, pendulum} {
		if len(s.Recipes) < 2 {
			t.Errorf("%s is measured beside a normal policy and has the recipes %v", s.Name, s.Recipes)
		}
	}
}
