package sweep

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
)

func base(t *testing.T, line string) model.Config {
	t.Helper()
	c, err := presets.ParseRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestASweepIsTheProductOfItsAxes(t *testing.T) {
	s, err := Parse("lr=1e-3, 3e-3 | bins=8,16|seed=1..3")
	if err != nil {
		t.Fatal(err)
	}
	points := s.Points()
	if len(points) != 12 || !slices.Equal(points[0], Point{"1e-3", "8", "1"}) || !slices.Equal(points[11], Point{"3e-3", "16", "3"}) {
		t.Errorf("%d points: %v", len(points), points)
	}
	s, err = Parse("stack=(actnorm, coupling*4),(coupling(rqs, bins=8)*2) | lr=1e-4..1e-2:5 | data=moons(n=100),rings(n=100)")
	if err != nil {
		t.Fatal(err)
	}
	want := Sweep{{"stack", []string{"actnorm, coupling*4", "coupling(rqs, bins=8)*2"}}, {"lr", []string{"0.0001", "0.0003162", "0.001", "0.003162", "0.01"}}, {"data", []string{"moons(n=100)", "rings(n=100)"}}}
	for i, a := range s {
		if a.Name != want[i].Name || !slices.Equal(a.Values, want[i].Values) {
			t.Errorf("axis %d is %v, want %v", i, a, want[i])
		}
	}
}

func TestASweepThatIsWrongSaysWhere(t *testing.T) {
	for text, column := range map[string]int{
		"": 1, "lr": 1, "=1": 1, "lr=": 4, "lr=1,,2": 6, "seed=1..2 | lr": 13, "seed=5..1": 6, "seed=1..": 6, "lr=1..2:1": 4, "lr=0..2:3": 4,
		"lr=1|lr=2": 6, "a=1..1000|b=1..1000": 11, "seed=1..100000": 6, "ö=1,1": 1,
	} {
		_, err := Parse(text)
		if p, ok := errors.AsType[*flows.ParseError](err); !ok || p.Column != column {
			t.Errorf("%q: %v, want column %d", text, err, column)
		}
	}
}

func TestEveryAxisChangesWhatItNames(t *testing.T) {
	c := base(t, "moons(n=100) | student(nu=5), actnorm, coupling(rqs)*2, autoregressive(rqs), cnf | adam, steps=50 | seed=3")
	for text, want := range map[string]string{
		"lr=0.01":              "moons(n=100) | student, actnorm, coupling(rqs)*2, autoregressive(rqs), cnf | adam(lr=0.01), steps=50 | seed=3",
		"seed=9":               "moons(n=100) | student, actnorm, coupling(rqs)*2, autoregressive(rqs), cnf | adam, steps=50 | seed=9",
		"bins=4":               "moons(n=100) | student, actnorm, coupling(rqs, bins=4)*2, autoregressive(rqs, bins=4), cnf | adam, steps=50 | seed=3",
		"coupling.bins=4":      "moons(n=100) | student, actnorm, coupling(rqs, bins=4)*2, autoregressive(rqs), cnf | adam, steps=50 | seed=3",
		"nu=3":                 "moons(n=100) | student(nu=3), actnorm, coupling(rqs)*2, autoregressive(rqs), cnf | adam, steps=50 | seed=3",
		"n=200":                "moons(n=200) | student, actnorm, coupling(rqs)*2, autoregressive(rqs), cnf | adam, steps=50 | seed=3",
		"data.seed=4":          "moons(n=100, seed=4) | student, actnorm, coupling(rqs)*2, autoregressive(rqs), cnf | adam, steps=50 | seed=3",
		"data=rings(n=80)":     "rings(n=80) | student, actnorm, coupling(rqs)*2, autoregressive(rqs), cnf | adam, steps=50 | seed=3",
		"stack=(affine*2)":     "moons(n=100) | affine*2 | adam, steps=50 | seed=3",
		"training.steps=70":    "moons(n=100) | student, actnorm, coupling(rqs)*2, autoregressive(rqs), cnf | adam, steps=70 | seed=3",
		"cnf.steps=4":          "moons(n=100) | student, actnorm, coupling(rqs)*2, autoregressive(rqs), cnf(steps=4) | adam, steps=50 | seed=3",
		"optimiser=sgd|lr=0.5": "moons(n=100) | student, actnorm, coupling(rqs)*2, autoregressive(rqs), cnf | sgd(lr=0.5), steps=50 | seed=3",
	} {
		s, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Apply(c, s.Points()[0])
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if line := presets.FormatRecipe(got); line != presets.FormatRecipe(base(t, want)) {
			t.Errorf("%s gives\n%s, want\n%s", text, line, want)
		}
	}
	if line := presets.FormatRecipe(c); !strings.Contains(line, "seed=3") || strings.Contains(line, "bins") {
		t.Errorf("the base became %s", line)
	}
}

func TestWhatCannotBeVariedIsASentence(t *testing.T) {
	c := base(t, "moons(n=100) | coupling(rqs)*2, cnf | adam, steps=50 | seed=3")
	for text, want := range map[string]string{
		"bns=4":         "nothing in this run is called bns; there are seed, data, stack",
		"spline.bins=4": "nothing in this run is called spline.bins",
		"steps=5":       "say one of training.steps, cnf.steps",
		"bins=1":        "bins=1: coupling: bins is a whole number from 2",
		"lr=x":          "lr=x: lr is a number",
		"seed=x":        "a whole number from 0",
		"data=mons":     `data=mons: column 1: "mons" is neither a data set nor a file`,
		"stack=copling": "no layer is called",
		"n=-1":          "n=-1: n is a whole number",
	} {
		s, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Apply(c, s.Points()[0]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
