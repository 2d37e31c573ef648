package model

import (
	"slices"
	"strings"
	"testing"
)

// Over a fitted mixture layers start as the identity: the NLL at step 0 is that of the
// mixture, and it does not change by training where there are no layers.
func TestLayersBeginAtTheLikelihoodOfAFittedMixture(t *testing.T) {
	alone := fit(t, points(400, 2), "mixture(fit, components=2, covariance=full)", "adam, steps=5")
	over := fit(t, points(400, 2), "mixture(fit, components=2, covariance=full), coupling(rqs, hidden=8)*2", "adam, steps=5")
	closeTo(t, "NLL", over.testNLL, alone.testNLL, 0.1) // alone it is fitted to the validation part as well
	before := slices.Clone(alone.theta)
	steps(alone, 5)
	if !slices.Equal(before, alone.theta) {
		t.Error("what was fitted is trained")
	}
}

// Copies of a row that differ by noise alone would predict each other, and ask for thin
// components.
func TestAMixtureIsFittedToEveryRowOnce(t *testing.T) {
	src := measured(200)
	src.Whole = []bool{true, false}
	for i := range 200 {
		src.Points.Set(i, 0, float64(i%17))
	}
	data, err := Prepare(src)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := data.fitted(false, 1).X.Rows, 200-data.Test.X.Rows/data.Copies; data.Copies < 2 || got != want {
		t.Errorf("it is fitted to %d of %d rows; noise makes %d copies", got, want, data.Copies)
	}
}

func TestARunWithAFittedMixtureIsKeptAndEdited(t *testing.T) {
	f := fit(t, measured(200), "mixture(fit), affine", "adam, steps=50")
	if text := f.Config().Base.String(); !strings.Contains(text, "components=") {
		t.Errorf("the base %s does not say how many components it has", text)
	}
	steps(f, 10)
	data, err := f.Keep().Encode()
	if err != nil {
		t.Fatal(err)
	}
	g, err := Restore(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	steps(f, 10)
	steps(g, 10)
	if !slices.Equal(f.theta, g.theta) {
		t.Error("a restored run learns otherwise")
	}
	if err := f.SetBase("base", "normal"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetBase("base", "mixture"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetBase("fit", "yes"); err != nil {
		t.Fatal(err)
	}
	if !isFinite(f.testNLL) {
		t.Errorf("NLL %g after the base was chosen", f.testNLL)
	}
	if err := f.Undo(); err != nil {
		t.Fatal(err)
	}
}
