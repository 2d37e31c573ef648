package plain_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"bijou/model"
	"bijou/presets"
	"bijou/tui/plain"
)

// eval runs a recipe and returns what it prints.
func eval(ctx context.Context, t *testing.T, recipe string, asJSON bool) (string, error) {
	t.Helper()
	cfg, err := presets.ParseRecipe(recipe)
	if err != nil {
		t.Fatal(err)
	}
	fit, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = plain.Eval(ctx, fit, cfg, plain.EvalOptions{Out: &out, JSON: asJSON})
	return out.String(), err
}

const short = "moons(n=500) | coupling(hidden=8)*2 | adam(lr=0.003), batch=64, steps=30 | seed=3"

func TestEvalInJSONIsOneObject(t *testing.T) {
	out, err := eval(t.Context(), t, short, true)
	if err != nil || strings.Count(out, "\n") != 1 {
		t.Fatalf("%d lines, %v", strings.Count(out, "\n"), err)
	}
	var got struct {
		Event, State, Spec string
		Step, Params       int
		KL                 float64
		Layers             []struct{ Saturation *float64 }
		Tails              *float64
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Event != "eval" || got.State != "finished" || got.Step != 30 || got.Params != 68 || !(got.KL > 0) || got.Spec != short {
		t.Errorf("%+v", got)
	}
	if len(got.Layers) != 2 || got.Layers[0].Saturation == nil || got.Tails != nil {
		t.Errorf("two affine couplings have a clamp and no tails: %s", out)
	}
}

func TestEvalOfAStoppedRunDiagnosesWhatItHas(t *testing.T) {
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	out, err := eval(ctx, t, short, true)
	if !errors.Is(err, why) || !strings.Contains(out, `"step":0,"state":"training"`) {
		t.Errorf("%v after %s", err, out)
	}
}

func TestEvalNeedsAnEnd(t *testing.T) {
	out, err := eval(t.Context(), t, "moons | affine | adam, steps=0 | seed=1", false)
	if err == nil || out != "" {
		t.Errorf("%v after %q", err, out)
	}
}

// A number that does not exist has no line, and every line says what it is.
func TestEvalForPeople(t *testing.T) {
	out, err := eval(t.Context(), t, "iris | affine, coupling(rqs, hidden=4) | adam, batch=32, steps=5 | seed=1", false)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"best on validation at", "29 points of the test part\n", "test NLL", "axis 4", "Henze–Zirkler", "round trip", "outside splines"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	for _, word := range []string{"NaN", "KL(", "∫", "null"} {
		if strings.Contains(out, word) {
			t.Errorf("%q in\n%s", word, out)
		}
	}
	for line := range strings.Lines(out) {
		if strings.TrimRight(line, " \n")+"\n" != line {
			t.Errorf("spaces at the end of %q", line)
		}
	}
}

// A posterior has Markov chains beside the flow, and its exact means.
func TestEvalOfAPosteriorLetsChainsRun(t *testing.T) {
	out, err := eval(t.Context(), t, "bernoulli | affine(scale=0.5) | adam(lr=0.05), steps=60, objective=reverse-kl | seed=1", true)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Chain, Independence struct {
			Kernel  string
			RHat    float64
			Columns []struct {
				Name    string
				Mean    float64
				SE      float64
				Known   float64 `json:"known_mean"`
				KnownSD float64 `json:"known_sd"`
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if got.Chain.Kernel != "hmc+independence" || got.Independence.Kernel != "independence" {
		t.Fatalf("no chain in %s", out)
	}
	logit := got.Chain.Columns[0] // of Beta(16, 8): ψ(16) − ψ(8), √(ψ′(16) + ψ′(8))
	if logit.Name != "logit p" || math.Abs(logit.Known-0.72537) > 1e-4 || math.Abs(logit.KnownSD-0.44456) > 1e-4 || math.Abs(logit.Mean-logit.Known) > 4*logit.SE || !(got.Chain.RHat < 1.01) {
		t.Errorf("%+v", got.Chain)
	}
}
