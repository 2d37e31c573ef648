package model_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"bijou/model"
	"bijou/presets"
)

func fitOf(t *testing.T, line string) *model.Fit {
	t.Helper()
	cfg, err := presets.ParseRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fit.Close)
	return fit
}

// A step that is reported is the same as one that is not, to the last bit, and its numbers
// are those of training: the loss is the sum of the terms, and the layers' gradients and
// moves make up the whole.
func TestAReportIsOfTheStepThatWasMade(t *testing.T) {
	for _, line := range []string{
		"moons(n=400) | actnorm, coupling(hidden=8)*2, linear | adam(lr=0.01), batch=64, clip=0.5 | seed=1",
		"rings-by-radius(n=400) | actnorm, coupling(hidden=8)*2 | adam(lr=0.01), batch=64, average=0.9 | seed=2",
	} {
		plain, slow := fitOf(t, line), fitOf(t, line)
		for range 20 {
			plain.Step()
			slow.Step()
		}
		plain.Step()
		r, err := slow.StepReport()
		if err != nil {
			t.Fatal(err)
		}
		p, s := plain.Snapshot(), slow.Snapshot()
		if !slices.Equal(p.Theta, s.Theta) || r.Step != s.Step || s.Step != 21 {
			t.Fatalf("%s: the reported step is another than the plain one", line)
		}
		if r.Residual > 1e-9 {
			t.Errorf("%s: the loss %v is %v from the sum of its terms", line, r.Loss, r.Residual)
		}
		if last := s.History.Train[len(s.History.Train)-1]; math.Abs(last.NLL-r.Loss) > 1e-12 {
			t.Errorf("%s: the loss is %v, in the history %v", line, r.Loss, last.NLL)
		}
		grad, moved := 0.0, 0.0
		for k, l := range r.Layers {
			if l.Grad != s.GradNorm[k] {
				t.Errorf("%s: the gradient of layer %d is %v, in the run %v", line, k+1, l.Grad, s.GradNorm[k])
			}
			grad, moved = math.Hypot(grad, l.Grad), math.Hypot(moved, l.Moved)
		}
		if math.Abs(grad-r.Length) > 1e-9 || math.Abs(moved-r.Moved) > 1e-9 || r.Moved == 0 {
			t.Errorf("%s: gradients make %v of %v, moves %v of %v", line, grad, r.Length, moved, r.Moved)
		}
		if want := min(1, 0.5/r.Length); strings.Contains(line, "clip=0.5") && math.Abs(r.Shrink-want) > 1e-12 {
			t.Errorf("%s: clipping multiplied by %v, want %v", line, r.Shrink, want)
		}
		if !(r.After < r.Loss) {
			t.Errorf("%s: the loss of the batch went from %v to %v", line, r.Loss, r.After)
		}
	}
}

func TestAStepOfAnotherObjectiveHasNoReport(t *testing.T) {
	fit := fitOf(t, "modes | affine | adam, objective=reverse-kl | seed=1")
	if _, err := fit.StepReport(); err == nil || !strings.Contains(err.Error(), "reverse KL") || fit.Steps() != 0 {
		t.Errorf("it says %v after %d steps", err, fit.Steps())
	}
}
