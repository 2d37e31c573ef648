package presets

import (
	"slices"
	"strings"
	"testing"

	"bijou/model"
)

// firstDigit is a 0.
var firstDigit = []float64{
	0, 0, 5, 13, 9, 1, 0, 0,
	0, 0, 13, 15, 10, 15, 5, 0,
	0, 3, 15, 2, 0, 11, 8, 0,
	0, 4, 12, 0, 0, 8, 8, 0,
	0, 5, 8, 0, 0, 9, 8, 0,
	0, 4, 11, 0, 1, 12, 7, 0,
	0, 2, 14, 5, 10, 12, 0, 0,
	0, 0, 6, 13, 10, 0, 0, 0,
}

func TestDigitsComeInThreeParts(t *testing.T) {
	src, err := ParseSource("digits", nil)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[model.Part]int{model.Learn: 1197, model.Choose: 300, model.Hold: 300} {
		if got := len(src.Rows(part)); got != want {
			t.Errorf("part %d has %d images, want %d", part, got, want)
		}
	}
	if class := src.Aside[0]; class.Name != "class" || !slices.Equal(class.Values[:5], []float64{0, 1, 2, 3, 4}) {
		t.Errorf("%s %v", class.Name, class.Values[:5])
	}
}

func TestTheClassOfADigitMayBeGiven(t *testing.T) {
	src, err := ParseSource("digits(given=class)", nil)
	if err != nil {
		t.Fatal(err)
	}
	if src.Spec != "digits(given=class)" || len(src.Columns) != 64 || src.Points.Cols != 74 || src.Levels != 17 || src.Shape != digitsShape {
		t.Errorf("%s: %d columns, %d numbers", src.Spec, len(src.Columns), src.Points.Cols)
	}
	for i := range 10 {
		row := src.Points.Row(nil, i)
		if want := i; row[64+want] != 1 || len(slices.DeleteFunc(row[64:], func(v float64) bool { return v == 0 })) != 1 {
			t.Errorf("digit %d is given %v", i, row[64:])
		}
	}
	for text, want := range map[string]string{
		"digits(given=y3x4)": "what can be given is class", "digits(given=colour)": `no column "colour"`, "digits(given=class+class)": "given twice",
	} {
		if _, err := ParseSource(text, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestARunOfDigitsGoesOnWithTheSameBits(t *testing.T) {
	cfg, err := ParseRecipe("digits(n=300, given=class) | affine, glow(hidden=8), squeeze, split, glow(hidden=8), squeeze, sigmoid | adam, batch=32, steps=40 | seed=3")
	if err != nil {
		t.Fatal(err)
	}
	whole, half := begun(t, cfg, 20), begun(t, cfg, 10)
	file, err := half.Keep().Encode()
	if err != nil {
		t.Fatal(err)
	}
	if len(file) > 300_000 {
		t.Errorf("%d bytes: the images are kept", len(file))
	}
	restored, err := model.Restore(file, catalogued)
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	for range 10 {
		restored.Step()
	}
	if !slices.Equal(restored.Snapshot().Theta, whole.Snapshot().Theta) {
		t.Error("the weights are others")
	}
}

func begun(t *testing.T, cfg model.Config, steps int) *model.Fit {
	t.Helper()
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	for range steps {
		f.Step()
	}
	return f
}

func TestADigitMayBeLeftOutOfWhatIsLearnt(t *testing.T) {
	src, err := ParseSource("digits(which=without-3)", nil)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[model.Part]int{}
	for i, v := range src.Aside[0].Values {
		if v == 3 {
			counts[src.Parts[i]]++
		}
	}
	if counts[model.Learn]+counts[model.Choose] > 0 || counts[model.Hold] < 20 || len(src.Rows(model.Hold)) != 300 {
		t.Errorf("3 stands in %v", counts)
	}
	if src.Spec != "digits(without-3)" {
		t.Errorf("it is called %s", src.Spec)
	}
}
