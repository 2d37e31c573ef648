package presets

import (
	"bytes"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"bijou/model"
	"bijou/model/safetensors"
)

// What acts, small: a law of returns with choices, one without, and a policy.
var acting = map[string]string{
	"grid":  "grid | autoregressive(rqs, bins=4, hidden=8), affine(scale=5) | adam(lr=0.01), batch=300, steps=400, objective=returns, replay=500 | seed=3",
	"coin":  "coin | spline | adam(lr=0.01), batch=64, steps=400, objective=returns, replay=500 | seed=3",
	"walk":  "grid | autoregressive(rqs, bins=4, hidden=8), affine(scale=5) | adam(lr=0.01), batch=64, steps=400, objective=returns, replay=500, explore=0.2, worst=0.5 | seed=3",
	"lqr":   "lqr | iaf(hidden=8) | adam(lr=0.001), batch=300, steps=400, objective=soft-policy, clip=0, critic=8, scale=0.03, replay=500 | seed=3",
	"means": "grid | autoregressive(additive, hidden=8), affine(scale=5) | adam(lr=0.01), batch=64, steps=400, objective=fitted-q, replay=500, explore=0.3 | seed=3",
	"goals": "multigoal | iaf(hidden=8), tanh | adam(lr=0.001), batch=64, steps=400, objective=soft-policy, clip=0, critic=8, replay=500 | seed=3",
	"whole": "lqr | iaf(hidden=8) | adam(lr=0.001), batch=300, steps=400, objective=reinforce, clip=0, baseline=8, scale=0.03 | seed=3",
}

func actor(t *testing.T, name string) *model.Fit {
	t.Helper()
	cfg, err := ParseRecipe(acting[name])
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func keptAfter(t *testing.T, f *model.Fit, steps int) []byte {
	t.Helper()
	for range steps {
		f.Step()
	}
	data, err := f.Keep().Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestWhoeverActsGoesOnWithTheSameBitsAfterBeingKept(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for name := range acting {
		f := actor(t, name)
		again, err := model.Restore(keptAfter(t, f, 60), catalogued)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		t.Cleanup(again.Close)
		if !bytes.Equal(keptAfter(t, f, 60), keptAfter(t, again, 60)) {
			t.Errorf("%s: what was kept goes on in another way", name)
		}
	}
}

func TestWhoeverActsDoesSoAlikeOnAnyNumberOfProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name := range acting {
		var first []byte
		for _, n := range []int{1, 3} {
			runtime.GOMAXPROCS(n)
			got := keptAfter(t, actor(t, name), 60)
			if first == nil {
				first = got
			}
			if !bytes.Equal(got, first) {
				t.Errorf("%s: other bits on %d processors", name, n)
			}
		}
	}
}

func TestAStepOfWhoeverActsAllocatesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for name := range acting {
		f := actor(t, name)
		for range 200 {
			f.Learn()
		}
		if n := testing.AllocsPerRun(20, f.Learn); n > 0 {
			t.Errorf("%s: %g allocations", name, n)
		}
	}
}

func TestAReportOfAPolicyHasFiguresAndNoLikelihood(t *testing.T) {
	f := actor(t, "lqr")
	f.Step()
	r := f.Done()
	if !math.IsNaN(float64(r.TestNLL)) || len(r.Own()) != len(r.Figures) || len(r.Own()) == 0 {
		t.Errorf("%+v", r)
	}
}

func TestAnObjectiveThatActsSaysWhatItTakes(t *testing.T) {
	for line, want := range map[string]string{
		"moons | affine | objective=returns":                         "moons is none; take one of bijou list worlds",
		"moons | affine | objective=soft-policy":                     "moons is none; take one of bijou list worlds",
		"lqr | affine | objective=returns":                           "take objective=soft-policy",
		"grid | affine | objective=soft-policy":                      "take objective=returns",
		"coin | affine | objective=soft-policy":                      "nothing to do",
		"coin | affine | objective=fitted-q":                         "compares choices, and coin has none",
		"lqr | affine | objective=fitted-q":                          "compares choices, and lqr has none",
		"coin | student, affine | objective=returns":                 "normal base",
		"lqr | mixture(trained=yes), affine | objective=soft-policy": "not trained",
		"pendulum(wind=3) | affine | objective=returns":              "wind",
		"grid(wind=3) | affine | objective=returns":                  "from 0 to 0.9",
		"multigoal | affine | objective=policy":                      "soft-policy",
		"multigoal | affine | objective=soft-policy, critic=x":       "critic",
	} {
		cfg, err := ParseRecipe(line + " | seed=1")
		if err == nil {
			var f *model.Fit
			if f, err = model.NewFit(cfg); err == nil {
				f.Close()
			}
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %q", line, err, want)
		}
	}
}

func TestWhatWasLivedThroughInAnotherWorldIsForgotten(t *testing.T) {
	kept := func(f *model.Fit) map[string]safetensors.Tensor {
		data, err := f.Keep().Encode()
		if err != nil {
			t.Fatal(err)
		}
		file, err := safetensors.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		return file.Tensors
	}
	target := func(f *model.Fit) bool {
		for name := range kept(f) {
			if strings.HasSuffix(name, ".target") {
				return true
			}
		}
		return false
	}
	f := actor(t, "grid")
	for range 5 {
		f.Step()
	}
	if !target(f) {
		t.Fatal("there is no target to forget")
	}
	if err := f.Set("lr", "0.02"); err != nil || !target(f) {
		t.Errorf("another learning rate forgot it: %v", err)
	}
	src, err := ParseSource("grid(wind=0.5)", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetSource(src); err != nil || target(f) {
		t.Errorf("another wind did not: %v", err)
	}
}

func TestAPastPolicyIsShownAndGoneOnFromWhereNothingWasLivedThrough(t *testing.T) {
	for name := range acting {
		f := actor(t, name)
		f.Remember(1 << 20)
		for range 60 {
			f.Step()
		}
		there := f.Snapshot().Kept[2]
		was, err := f.Past(there)
		if err != nil || was.Step != there || slices.Equal(was.Theta, f.Snapshot().Theta) {
			t.Fatalf("%s: no earlier policy is shown: %v", name, err)
		}
		theta := slices.Clone(f.Snapshot().Theta)
		err = f.Return(there)
		if name != "whole" {
			if err == nil || !strings.Contains(err.Error(), "only looking back is possible") || f.Steps() != 60 {
				t.Errorf("%s: it went back to %d without its replay: %v", name, f.Steps(), err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for f.Steps() < 60 {
			f.Step()
		}
		if !slices.Equal(f.Snapshot().Theta, theta) {
			t.Errorf("%s: it learns something else from step %d on", name, there)
		}
	}
}

func TestLawsOfReturnsComeOutOfRewardsAlone(t *testing.T) {
	for _, c := range []struct {
		line, figure string
		most         float64
	}{
		{"coin | affine, spline(bins=32, bound=3) | adam(lr=0.01), batch=256, steps=800, objective=returns, clip=0, copies=64, rate=0.02 | seed=3", "w1", 0.03},
		{"arms | autoregressive(rqs, hidden=16, bound=6) | adam(lr=0.01), batch=128, steps=600, objective=returns, clip=0 | seed=3", "q_error", 0.15},
	} {
		cfg, err := ParseRecipe(c.line)
		if err != nil {
			t.Fatal(err)
		}
		f, err := model.NewFit(cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for range cfg.Settings.Int("steps") {
			f.Step()
		}
		for _, g := range f.Done().Own() {
			if g.Name == c.figure && !(float64(g.Value) <= c.most) {
				t.Errorf("%s: %s is %.4f, want at most %g", c.line, g.Name, float64(g.Value), c.most)
			}
		}
	}
}
