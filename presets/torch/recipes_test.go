package torch

import (
	"math/rand/v2"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets"
)

// recipeSubjects are all recipes after a few steps.
func recipeSubjects(t *testing.T) (all []subject) {
	t.Helper()
	for _, r := range presets.Recipes() {
		cfg, err := presets.ParseRecipe(r.Line)
		if err != nil {
			t.Fatal(err)
		}
		f, err := model.NewFit(cfg)
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			f.Step()
		}
		f.Close()
		all = append(all, runSubject(t, r.Name, cfg, f.Snapshot()))
	}
	return all
}

// runSubject is a run with samples of its base and of its data.
func runSubject(t *testing.T, name string, cfg model.Config, snapshot *model.Snapshot) subject {
	t.Helper()
	stack, err := flows.Restack(flows.Number(cfg.Spec), snapshot.Stack.Shape, snapshot.Stack.Given)
	if err != nil {
		t.Fatal(err)
	}
	_, base := stack.WithBase(cfg.Base.Build())
	script := Of(snapshot)
	script.Supports = nil // the flow itself; TestTorchKeepsToTheSupports holds it in the units of columns
	s := subject{name: name, kind: name, Script: script, base: base, z: ad.New(6, stack.Dim), x: ad.New(6, stack.Dim)}
	snapshot.Base.Draw(rand.New(rand.NewPCG(testSeed, 0)), s.z)
	test := snapshot.Data.ValBatch().Rows(0, 6)
	s.x, s.given = test.X, test.Given
	return s
}

// startOf is a recipe before it has seen its data.
func startOf(t *testing.T, r presets.Recipe) subject {
	t.Helper()
	cfg, err := presets.ParseRecipe(r.Line)
	if err != nil {
		t.Fatal(err)
	}
	dim := len(cfg.Source.Columns)
	stack, base := built(t, cfg.Spec, shapeOf(cfg.Source), givenOf(cfg.Source)).WithBase(cfg.Base.Build())
	s := Script{Stack: stack, Base: cfg.Base, Theta: make([]float64, stack.Len), Mean: make([]float64, dim), SD: make([]float64, dim)}
	stack.Start(s.Theta, cfg.Seed)
	return subject{name: r.Name, Script: s, base: base}
}

// shapeOf is how the columns of a source lie.
func shapeOf(src model.Source) flows.Shape {
	if src.Shape.Size() > 0 {
		return src.Shape
	}
	return flows.Row(len(src.Columns))
}

// givenOf is how many numbers the conditions of a source are.
func givenOf(src model.Source) (n int) {
	for _, g := range src.Given {
		n += g.Width()
	}
	return n
}
