package systems

import (
	"context"
	"math"
	"testing"

	"bijou/model"
	"bijou/presets"
)

// That every recipe starts, package presets tests.
func TestEverySystemIsDescribedAndHasRecipes(t *testing.T) {
	for _, s := range All() {
		if s.Title == "" || s.Summary == "" || s.Called == "" || s.Relatives == "" || len(s.Recipes) == 0 {
			t.Errorf("%s is not described", s.Name)
		}
		if found, err := Lookup(s.Name); err != nil || found.Title != s.Title {
			t.Errorf("%s is not found: %v", s.Name, err)
		}
		for _, name := range s.Recipes {
			if _, err := presets.LookupRecipe(name); err != nil {
				t.Error(err)
			}
		}
	}
	if _, err := Lookup("nothing"); err == nil {
		t.Error("there is a system called nothing")
	}
}

func TestAPolicyOfOneStepVisitsAllGoals(t *testing.T) {
	results, err := bandit.Evaluate(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !r.Met {
			t.Errorf("%s is %.4f, bar %s %.4g", r.Name, float64(r.Value), r.Sense, float64(r.Bar))
		}
	}
	if got := float64(results[3].Value); math.Abs(got+0.5701) > 0.01 {
		t.Errorf("the best normal policy has J %.4f, want −0.5701", got)
	}
}

func TestTheWorstSeedCounts(t *testing.T) {
	most := model.NewFigure("a", "", "", 1).Should(model.AtMost, 2)
	least := model.NewFigure("a", "", "", 1).Should(model.AtLeast, 2)
	higher := func(f model.Figure) model.Figure { f.Value = 3; return f }
	if !worse(higher(most), most) || worse(higher(least), least) || !worse(model.NewFigure("a", "", "", math.NaN()), most) {
		t.Error("the better one counts as the worse")
	}
}
