package systems

import (
	"context"
	"math"
	"testing"

	"bijou/presets"
)

func TestTheTotalCorrelationOfMoonsIsThatOfQuadrature(t *testing.T) {
	cfg, err := presets.ParseRecipe("moons")
	if err != nil {
		t.Fatal(err)
	}
	tc, entropy := totalCorrelation(cfg.Source.Truth)
	if math.Abs(tc-0.7193) > 2e-4 || math.Abs(entropy-2.3939) > 2e-4 {
		t.Errorf("total correlation %.4f, entropy %.4f; want 0.7193 and 2.3939", tc, entropy)
	}
}

func TestDestructorsFindWhatColumnsSayOfEachOther(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	results, err := destructor.Evaluate(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !r.Met {
			t.Errorf("%s is %.4f, bar %s %.4g", r.Name, float64(r.Value), r.Sense, float64(r.Bar))
		}
	}
}
