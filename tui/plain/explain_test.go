package plain_test

import (
	"bytes"
	"strings"
	"testing"

	"bijou/model"
	"bijou/presets"
	"bijou/tui/plain"
)

func TestAWordIsExplainedWithTheNumbersOfARun(t *testing.T) {
	cfg, err := presets.ParseRecipe("moons(n=300) | coupling(hidden=8) | adam, batch=64 | seed=1")
	if err != nil {
		t.Fatal(err)
	}
	fit, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer fit.Close()
	var with, without bytes.Buffer
	if err := plain.Explain(&with, "nll", fit.Snapshot()); err != nil {
		t.Fatal(err)
	}
	if err := plain.Explain(&without, "NLL", nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"NLL  (also negative log-likelihood", "Lower is better", "base term + Σ log|det| + units", "at step 0 of moons(n=300)"} {
		if !strings.Contains(with.String(), want) {
			t.Errorf("%q is not in\n%s", want, with.String())
		}
	}
	if strings.Contains(without.String(), "at step") || !strings.HasPrefix(with.String(), strings.Split(without.String(), "\n  Rezende")[0]) {
		t.Errorf("without a run it says\n%s", without.String())
	}
	if err := plain.Explain(&with, "entrpoy", nil); err == nil || !strings.Contains(err.Error(), "did you mean entropy?") {
		t.Errorf("a misspelt word is answered by %v", err)
	}
}

func TestLessonsAndWordsAreListed(t *testing.T) {
	var out bytes.Buffer
	if err := plain.ListLessons(&out); err != nil {
		t.Fatal(err)
	}
	if err := plain.ListTerms(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"10  A likelihood that misleads", "bijou lesson 1", "Pareto k", "bijou explain WORD"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not listed", want)
		}
	}
}
