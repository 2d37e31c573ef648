package model

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bijou/flows"
)

// anySettings draws settings by changing random fields to random values in
// their range.
func anySettings(t *rapid.T) Settings {
	s := DefaultSettings()
	for range rapid.IntRange(0, 8).Draw(t, "changes") {
		fields := s.Fields()
		f := fields[rapid.IntRange(0, len(fields)-1).Draw(t, "field")]
		var err error
		if s, err = s.With(f.Name, anyValue(t, f)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func anyValue(t *rapid.T, f flows.Field) string {
	switch f.Type {
	case flows.Int:
		return flows.FormatFloat(float64(rapid.IntRange(int(f.Min), min(int(f.Max), 99999)).Draw(t, f.Name)))
	case flows.Float:
		return flows.FormatFloat(rapid.Float64Range(f.Min, f.Max).Draw(t, f.Name))
	case flows.Widths:
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"1", "8", "64"}), 1, 3).Draw(t, f.Name), "x")
	}
	return rapid.SampledFrom(f.Choices).Draw(t, f.Name)
}

func TestSettingsThatArePrintedReadBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySettings(t)
		text := s.String()
		back, err := ParseSettings(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for _, f := range s.Fields() {
			if back.Value(f.Name) != s.Value(f.Name) {
				t.Errorf("%s: %s = %s, want %s", text, f.Name, back.Value(f.Name), s.Value(f.Name))
			}
		}
		if again := back.String(); again != text {
			t.Errorf("%s prints as %s", text, again)
		}
	})
}

func TestSettingsPrintInTheirShortestForm(t *testing.T) {
	for text, want := range map[string]string{
		"":     "adam",
		"adam": "adam",
		"adam(lr=0.001, beta1=0.9, eps=1e-8), batch=256, steps=5000, schedule=cosine, warmup=0, clip=5": "adam",
		" steps=20 ,adam( lr=1e-2 ),batch=64":          "adam(lr=0.01), batch=64, steps=20",
		"sgd(momentum=0), schedule=constant":           "sgd(momentum=0), schedule=constant",
		"adamw(decay=0.1, lr=3e-4), warmup=10, clip=0": "adamw(lr=0.0003, decay=0.1), warmup=10, clip=0",
		"lr=0.5":                        "adam(lr=0.5)",
		"optimiser=sgd, momentum=0.5":   "sgd(momentum=0.5)",
		"batch=32, sgd":                 "sgd, batch=32",
		"adam(lr=0.1), adam(beta1=0.5)": "adam(beta1=0.5)", // an optimiser is named whole
	} {
		s, err := ParseSettings(text)
		if err != nil || s.String() != want {
			t.Errorf("%q prints as %q, want %q; %v", text, s, want, err)
		}
	}
}

func TestSettingsThatAreWrongAreRefusedWhereTheyAreWrong(t *testing.T) {
	for _, c := range []struct {
		text   string
		column int
		want   string
	}{
		{"adan(lr=1)", 1, `no optimiser is called "adan"; there are adam, adamw, sgd`},
		{"adam(lr=0)", 6, "adam: lr is a number from 1e-08 to 10, not 0"},
		{"adam(lr=fast)", 6, `lr is a number from 1e-08 to 10, not "fast"`},
		{"adam(lr=nan)", 6, `lr is a number from 1e-08 to 10, not "nan"`},
		{"adam(lr=0.1, momentum=0.9)", 14, `adam: knows no "momentum"; it takes lr=0.001, beta1=0.9`},
		{"adam(lr=0.1, lr=0.2)", 14, "lr is given twice"},
		{"adam, batch=0", 7, "batch is a whole number from 1 to 65536, not 0"},
		{"adam, batch=2.5", 7, `batch is a whole number from 1 to 65536, not "2.5"`},
		{"steps=-1", 1, "steps is a whole number from 0 to"},
		{"schedule=linear", 1, `schedule is one of cosine, constant, not "linear"`},
		{"batch", 1, `no optimiser is called "batch"`},
		{"speed=3", 1, `training has no setting "speed"; it has batch=256`},
		{"adam=3", 1, `no setting "adam"`},
		{"adam, ", 7, "expected a name"},
		{"adam(lr=0.1", 12, "expected a comma or a closing parenthesis"},
		{"adam*2", 1, "adam stands once, not 2 times"},
	} {
		_, err := ParseSettings(c.text)
		var at *flows.ParseError
		if !errors.As(err, &at) || at.Column != c.column || !strings.Contains(at.Msg, c.want) {
			t.Errorf("%q: %v, want column %d: …%s…", c.text, err, c.column, c.want)
		}
	}
}

func TestAChangeOfOptimiserKeepsWhatBothHave(t *testing.T) {
	s := parseSettings(t, "adam(lr=0.02, beta1=0.5), batch=64")
	sgd, err := s.With("optimiser", "sgd")
	if err != nil || sgd.String() != "sgd(lr=0.02), batch=64" {
		t.Errorf("%s: %v", sgd, err)
	}
	if back, _ := sgd.With("optimiser", "adamw"); back.String() != "adamw(lr=0.02), batch=64" {
		t.Errorf("and on to %s", back)
	}
	if s.String() != "adam(lr=0.02, beta1=0.5), batch=64" {
		t.Errorf("With changed its own settings to %s", s)
	}
}

func TestARefusedSettingLeavesTheOthers(t *testing.T) {
	s := DefaultSettings()
	got, err := s.With("batch", "many")
	if err == nil || got.String() != s.String() {
		t.Errorf("%s: %v", got, err)
	}
}

func TestTheRateFollowsItsSchedule(t *testing.T) {
	for _, c := range []struct {
		settings string
		step     int
		want     float64
	}{
		{"schedule=constant, lr=0.1, steps=100", 0, 0.1},
		{"schedule=constant, lr=0.1, steps=100", 99, 0.1},
		{"schedule=constant, lr=0.1, steps=100, warmup=4", 0, 0.025},
		{"schedule=constant, lr=0.1, steps=100, warmup=4", 3, 0.1},
		{"schedule=constant, lr=0.1, steps=100, warmup=4", 4, 0.1},
		{"lr=0.1, steps=100", 0, 0.1},
		{"lr=0.1, steps=100", 25, 0.1 * 0.5 * (1 + math.Sqrt2/2)},
		{"lr=0.1, steps=100", 50, 0.05},
		{"lr=0.1, steps=100", 100, 0},
		{"lr=0.1, steps=100", 500, 0}, // the steps were set lower on the way
		{"lr=0.1, steps=110, warmup=10", 4, 0.05},
		{"lr=0.1, steps=110, warmup=10", 10, 0.1},
		{"lr=0.1, steps=110, warmup=10", 60, 0.05},
		{"lr=0.1, steps=0", 123456, 0.1}, // without an end there is nothing to fall towards
		{"lr=0.1, steps=5, warmup=10", 4, 0.05},
		{"lr=0.1, steps=10, warmup=10", 10, 0.1},
	} {
		closeTo(t, c.settings, rate(parseSettings(t, c.settings), c.step), c.want, 1e-15)
	}
}

func TestTheRateOfACosineNeverRisesAfterTheWarmup(t *testing.T) {
	s := parseSettings(t, "steps=200, warmup=20")
	for k := 20; k < 200; k++ {
		if rate(s, k+1) >= rate(s, k) {
			t.Errorf("the rate of step %d is %g, of step %d %g", k+1, rate(s, k+1), k, rate(s, k))
		}
	}
}
