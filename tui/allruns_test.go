package tui

import (
	"path/filepath"
	"testing"

	"bijou/model"
	"bijou/presets"
)

// A namedRun is a run by what it is the case of.
type namedRun struct {
	name   string
	change func(*Options, *model.Config)
}

// allRuns have all views between them.
func allRuns(t testing.TB) []namedRun {
	return []namedRun{
		{"plane", withStack("actnorm, coupling(hidden=8)")}, {"line", onALine(t)}, {"drift", withStack("cnf(hidden=4, steps=4)")},
		{"condition", conditioned(t, "rings-by-radius", "coupling(hidden=8)")}, {"fan", conditioned(t, "spread", "affine")},
		{"columns", withNormals("ash", "birch", "cedar", "date")}, {"copula", withStack("rbig")},
		{"digits", asLine(t, "digits(n=200) | affine | adam, batch=16")}, {"vowels", asLine(t, "vowels(n=200) | affine | adam, batch=16")},
		{"world", inWorld(t, "multigoal", "tanh", "soft-policy, copies=2, wander=10")}, {"pole", inWorld(t, "pendulum", "tanh", "soft-policy, copies=2, wander=10")},
		{"returns", inWorld(t, "grid", "autoregressive(hidden=4)", "returns, copies=2")},
		{"posterior", asLine(t, "factors | encoder(hidden=4), iaf(hidden=4) | adam, batch=16, objective=elbo, decoder=4")},
		{"manifold", asLine(t, "binary-digits(n=60) | encoder(hidden=4) | adam, batch=16, objective=elbo, decoder=4")},
		{"autoencoders", asLine(t, "moons(n=200) | coupling(hidden=4) | adam, batch=16, objective=autoencoders")},
		{"bands", asLine(t, "regression(degree=2) | affine | adam, batch=16, objective=reverse-kl")},
		{"simulator", asLine(t, "two-moons | actnorm, coupling(hidden=4) | adam, batch=16")},
		{"wells", asLine(t, "double-well | affine(scale=3) | adam, batch=16, objective=boltzmann")},
		{"labels", asLine(t, labelledFile(t)+"(label=kind:bad) | affine | adam, batch=16")},
		{"coder", ofDigits(t, "digits(n=150, without-1)", coder, "adam, batch=32, objective=bits")}, {"details", ofDigits(t, "digit-details(n=480)", "actnorm", "adam, batch=32")},
	}
}

// asLine makes the run one of a recipe line without a seed.
func asLine(t testing.TB, line string) func(*Options, *model.Config) {
	t.Helper()
	c, err := presets.ParseRecipe(line + " | seed=7")
	if err != nil {
		t.Fatal(err)
	}
	return func(_ *Options, to *model.Config) { *to = c }
}

// labelledFile is a table with rows that are to be found.
func labelledFile(t testing.TB) string {
	t.Helper()
	path, err := filepath.Abs("testdata/labelled.csv")
	if err != nil {
		t.Fatal(err)
	}
	return path
}
