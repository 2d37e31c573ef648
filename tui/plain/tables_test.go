package plain

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bijou/model"
	"bijou/presets"
)

// autoConfig is a run of a table as it starts where nothing is said of it.
func autoConfig(t *testing.T, table, support string) model.Config {
	t.Helper()
	text := filepath.Join("testdata", "tables", table)
	if strings.Contains(support, "=") { // it is another field
		text, support = text+"("+support+")", ""
	}
	if support != "" {
		text += "(support=" + support + ")"
	}
	cfg, err := presets.Parts{Data: text, Seed: "1"}.Config(nil)
	if err == nil {
		cfg, err = presets.Auto(cfg)
	}
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// The tables were drawn from known distributions. The right values are the means of
// −log p of their rows under these, in nats: of log-normal and beta columns, of Poisson
// counts with means 3 and 20, of a gamma with 40 % zeros beside a normal, of two
// clusters by the weights that make .5 and .5 of shares of .7 and .3, of two
// numbers under three words, and of two normals of which a third column is a function.
func TestTablesOfAllKindsComeNearTheirEntropy(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of work alone")
	}
	for _, c := range []struct {
		table, support string
		right, within  float64
		says           string
	}{
		{"positive.csv", "a:positive+b:positive", 4.094, 0.03, ""},
		{"one_column.csv", "income:positive", 1.517, 0.03, ""},
		{"between.csv", "share:0..1+rate:0..1", -0.53, 0.04, ""},
		{"counts.csv", "", 4.828, 0.1, "clicks and visits are whole numbers that repeat"},
		{"zeros.csv", "", 3.516, 0.1, "rain is 0 in 38 % of the rows"},
		{"weighted.csv", "weight=weight", 3.106, 0.09, "900 rows tell as much as"},
		{"categorical.csv", "categorical=kind", 4.915, 0.09, "kind (3 categories) is learnt by its frequencies"},
		{"collinear.csv", "", 2.83, 0.06, "fahrenheit_like = 2·celsius + 1 in every row"},
	} {
		cfg := autoConfig(t, c.table, c.support)
		var out bytes.Buffer
		if err := Folds(context.Background(), cfg, 5, FoldsOptions{Out: &out, JSON: true}); err != nil {
			t.Fatal(err)
		}
		var got struct {
			NLL float64 `json:"test_nll_raw"`
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if off := got.NLL - c.right; !(off < c.within && off > -c.within) {
			t.Errorf("%s: test NLL %.4f, right is %.3f", c.table, got.NLL, c.right)
		}
		if notes := strings.Join(cfg.Source.Notes, " "); !strings.Contains(notes, c.says) {
			t.Errorf("%s: %s", c.table, notes)
		}
	}
}

// What sample writes, the reader of tables takes for the same kind of columns.
func TestSamplesLookLikeTheirTable(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of work alone")
	}
	for table, support := range map[string]string{"between.csv": "share:0..1+rate:0..1", "counts.csv": "", "zeros.csv": "", "collinear.csv": "", "categorical.csv": "categorical=kind"} {
		cfg := autoConfig(t, table, support)
		fit, err := model.NewFit(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if err := Train(context.Background(), fit, cfg, TrainOptions{Out: new(bytes.Buffer)}); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := presets.WriteSamples(fit.BestSnapshot(), presets.SampleOptions{Out: &out, N: 2000, Seed: 1}); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "drawn.csv")
		if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.Contains(support, "="):
			path += "(" + support + ")"
		case support != "":
			path += "(support=" + support + ")"
		}
		src, err := presets.ParseSource(path, nil)
		if err == nil {
			_, err = model.Prepare(src)
		}
		if err != nil {
			t.Errorf("%s: %v", table, err)
			continue
		}
		want := cfg.Source
		if !slices.Equal(src.AllColumns(), want.AllColumns()) || !slices.Equal(src.Columns, want.Columns) ||
			!slices.Equal(src.Whole, want.Whole) || !slices.EqualFunc(src.Given, want.Given, func(a, b model.Given) bool {
			return a.Name == b.Name && slices.Equal(a.Levels, b.Levels) && a.At == b.At
		}) || !slices.Equal(src.Atoms, want.Atoms) {
			t.Errorf("%s: columns %v, whole %v, atoms %v become %v, %v, %v", table, want.AllColumns(), want.Whole, want.Atoms, src.AllColumns(), src.Whole, src.Atoms)
		}
	}
}
