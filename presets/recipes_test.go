package presets

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/model"
)

func TestEveryRecipeIsARunInItsShortestForm(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Recipes() {
		if seen[r.Name] || r.Summary == "" {
			t.Errorf("%s: twice, or without a summary", r.Name)
		}
		seen[r.Name] = true
		cfg, err := ParseRecipe(r.Line)
		if err != nil {
			t.Errorf("%s: %v", r.Name, err)
			continue
		}
		if got := FormatRecipe(cfg); got != r.Line {
			t.Errorf("%s prints as\n%s\nand is written as\n%s", r.Name, got, r.Line)
		}
		ownTest := slices.Contains(ofTheirOwn, r.Name)                                     // which starts it
		if !testing.Short() && !ownTest && !strings.HasPrefix(cfg.Spec.String(), "rbig") { // rbig fits itself for a second
			start(t, cfg)
		}
	}
	if len(seen) < 8 || !seen[DefaultRecipe] {
		t.Errorf("%d recipes, default %q among them: %t", len(seen), DefaultRecipe, seen[DefaultRecipe])
	}
}

func start(t *testing.T, cfg model.Config) {
	t.Helper()
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}

func TestWhatARecipeLeavesOutIsThatOfTheDefault(t *testing.T) {
	whole, err := ParseRecipe("circles | actnorm, coupling(rqs, hidden=32x32, relu)*4, linear | adam(lr=0.004), steps=4000, warmup=50, clip=1, average=0.99 | seed=1")
	if err != nil {
		t.Fatal(err)
	}
	short, err := ParseRecipe("circles")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := FormatRecipe(short), FormatRecipe(whole); got != want {
		t.Errorf("circles is %s, want %s", got, want)
	}
}

func TestAWrongRecipeSaysInWhichPartAndWhere(t *testing.T) {
	for _, c := range []struct {
		line, part string
		column     int
	}{
		{"moonz | affine | adam | seed=1", "data: ", 1},
		{"moons | affine, copling | adam | seed=1", "stack: ", 9},
		{"moons | affine | adam(rl=1) | seed=1", "training: ", 6},
		{"moons(m=3) | affine | adam | seed=1", "data: ", 7},
	} {
		_, err := ParseRecipe(c.line)
		where, ok := errors.AsType[*flows.ParseError](err)
		if !ok || !strings.HasPrefix(err.Error(), c.part) || where.Column != c.column {
			t.Errorf("%q: %v, want the %sat column %d", c.line, err, c.part, c.column)
		}
	}
	if _, err := ParseRecipe("moons | affine | adam | seed=1 | more"); err == nil {
		t.Error("a recipe of five parts was taken")
	}
	if _, err := ParseRecipe("moons | affine | adam | seed=-1"); err == nil || !strings.HasPrefix(err.Error(), "seed: ") {
		t.Errorf("seed=-1: %v", err)
	}
}

// The cards of the change of variables are the exact answer.
func TestACardIsTheAnswerBeforeAnyTraining(t *testing.T) {
	cards := 0
	for _, r := range Recipes() {
		if !strings.HasPrefix(r.Name, "card-") {
			continue
		}
		cards++
		cfg, err := ParseRecipe(r.Line)
		if err != nil {
			t.Fatal(err)
		}
		f, err := model.NewFit(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if kl, _ := f.Snapshot().KL(1000); math.Abs(kl) > 1e-12 {
			t.Errorf("%s: KL %g", r.Name, kl)
		}
		f.Close()
	}
	if cards < 5 {
		t.Errorf("%d cards", cards)
	}
}
