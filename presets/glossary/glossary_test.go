package glossary

import (
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
)

func TestATermIsFoundByAnyOfItsSpellings(t *testing.T) {
	for word, want := range map[string]string{"NLL": "NLL", "nll": "NLL", " Negative log-likelihood": "NLL", "KL(p|q)": "KL(p‖q)", "k": "Pareto k", "actnorm": "actnorm", "hidden": "hidden", "moons": "moons"} {
		term, err := Lookup(word)
		if err != nil || term.Name != want {
			t.Errorf("%q is %q (%v), want %q", word, term.Name, err, want)
		}
		if term.Text == "" {
			t.Errorf("%q says nothing", word)
		}
	}
	if _, err := Lookup("entrpoy"); err == nil || !strings.Contains(err.Error(), "did you mean entropy?") {
		t.Errorf("of a misspelt word it says: %v", err)
	}
}

func TestEverySpellingBelongsToOneTerm(t *testing.T) {
	of := map[string]string{}
	for _, term := range Terms() {
		for _, s := range term.Spellings() {
			if other, taken := of[s]; taken && other != term.Name {
				t.Errorf("%q is a spelling of %s and of %s", s, other, term.Name)
			}
			of[s] = term.Name
		}
	}
}

func TestATermSaysTwoSentences(t *testing.T) {
	for _, term := range Terms() {
		if n := strings.Count(term.Text+" ", ". "); n < 1 || n > 3 || !strings.HasSuffix(term.Text, ".") {
			t.Errorf("%s says %d sentences: %s", term.Name, n, term.Text)
		}
	}
}

// A formula with numbers names those that a run has, or that the screen adds.
func TestFormulasNameNumbersThatThereAre(t *testing.T) {
	cfg, err := presets.ParseRecipe("moons(n=300) | coupling(rqs, hidden=8) | adam(lr=0.01), batch=64 | seed=1")
	if err != nil {
		t.Fatal(err)
	}
	fit, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer fit.Close()
	fit.Step()
	n := Measured(fit.Snapshot())
	n.Layer(model.LayerStats{})
	n.Probe(&model.Probe{})
	added := []string{"depth", "spread x", "spread y", "area", "pinned", "ess", "pareto", "evaluations"}
	for _, term := range Terms() {
		for _, name := range Names(term.Now) {
			if _, known := n.Get(name); !known && !slices.Contains(added, name) {
				t.Errorf("%s names {%s}, which no run has", term.Name, name)
			}
		}
	}
	if text, ok := Fill("{nll} = {base} {+sum} {+units}", n); !ok || strings.Contains(text, "?") {
		t.Errorf("the terms of the NLL are %q", text)
	}
}

func TestNumbersAreWrittenAsTheirPlaceAsks(t *testing.T) {
	n := Numbers{"a": -1.23456, "b": 12480, "c": 0.256, "d": 3.2e-8, "e": -0.0001, "f": 0}
	for text, want := range map[string]string{
		"{a}": "−1.235", "{+c}": "+0.256", "{b#} steps": "12,480 steps", "{c%}": "25.6 %", "{d^}": "3e−08", "{+f}": "+0.000", "{f}": "0.000", "{x} and {a}": "? and −1.235",
	} {
		if got, ok := Fill(text, n); got != want || ok == strings.Contains(want, "?") {
			t.Errorf("%s is written %q (%v), want %q", text, got, ok, want)
		}
	}
}

func TestATermFileThatIsWrongSaysWhere(t *testing.T) {
	for text, want := range map[string]string{"  = x": "line 1", "word\n  One sentence.": "word: a term has sentences and a formula"} {
		if _, err := parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestALineIsReadWordByWord(t *testing.T) {
	var names []string
	for _, hit := range On("│ Σ log|det|   −2.43  sd of log|det|  batches  Pareto k") {
		names = append(names, hit.Term.Name)
	}
	if want := []string{"Σ log|det|", "sd of log|det|", "Pareto k"}; !slices.Equal(names, want) {
		t.Errorf("the line has %v, want %v", names, want)
	}
}

// What layers are called on the screen is found by their kind.
func TestLayersAreExplainedByTheirCatalogue(t *testing.T) {
	for _, k := range flows.Kinds() {
		if _, err := Lookup(k.Name); err != nil {
			t.Error(err)
		}
	}
}
