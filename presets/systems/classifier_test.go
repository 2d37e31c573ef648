package systems

import (
	"testing"

	"bijou/model"
	"bijou/presets"
)

// snapshotAfter is a run after so many steps.
func snapshotAfter(t *testing.T, line string, steps int) *model.Snapshot {
	t.Helper()
	cfg, err := presets.ParseRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range steps {
		f.Step()
	}
	return f.Snapshot()
}

func TestAFlowOfImagesGivenTheirClassIsAClassifier(t *testing.T) {
	s := snapshotAfter(t, "digits(given=class, n=600) | actnorm, squeeze, glow(hidden=8)*2, squeeze, sigmoid | adam(lr=0.01), batch=64, steps=60 | seed=1", 60)
	figures := ClassFigures(s)
	if len(figures) != 1 {
		t.Fatalf("%d figures", len(figures))
	}
	if f := figures[0]; !(f.Value > 0.3 && f.Value <= 1 && f.SE > 0 && f.Known > 0.9 && f.Known <= 1) {
		t.Errorf("%s is %.3f ± %.3f, of a regression %.3f", f.Name, float64(f.Value), float64(f.SE), float64(f.Known))
	}
	for _, line := range []string{"digits(n=60) | squeeze, squeeze, sigmoid | adam, steps=1 | seed=1", "moons(n=60) | affine | adam, steps=1 | seed=1"} {
		if figures := ClassFigures(snapshotAfter(t, line, 0)); figures != nil {
			t.Errorf("%s is no classifier, and has %v", line, figures)
		}
	}
}
