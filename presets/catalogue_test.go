package presets

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bijou/model"
)

func TestAStrangerReachesNoFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "points.csv")
	if err := os.WriteFile(file, []byte("1,2\n3,4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Dir(file))
	for _, text := range []string{file, "points.csv", "./points.csv", "-", "/dev/zero", "../../etc/passwd", "", "moons, " + file, "points.csv(n=10)"} {
		if src, err := ParseCatalogue(text, 0); err == nil {
			t.Errorf("%q opened %s", text, src.Spec)
		}
	}
}

func TestASetWithinABoundHasNoMorePoints(t *testing.T) {
	for _, d := range append(Datasets(), Targets()...) {
		src, err := ParseCatalogue(d.Name, 500)
		if err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		if src.Points != nil && src.Points.Rows > 500 {
			t.Errorf("%s has %d points", d.Name, src.Points.Rows)
		}
		again, err := ParseSource(src.Spec, nil)
		if err != nil || again.Points != nil && again.Points.Rows != src.Points.Rows {
			t.Errorf("%s names other points elsewhere: %v", src.Spec, err)
		}
	}
	if _, err := ParseCatalogue("moons(n=501)", 500); err == nil || !strings.Contains(err.Error(), "500") {
		t.Errorf("moons(n=501): %v", err)
	}
}

func TestACatalogueConfigKeepsItsLimits(t *testing.T) {
	limits := model.Limits{Layers: 4, Points: 500}
	parts, err := SplitRecipe("moons | affine*5")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := parts.CatalogueConfig(limits)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := model.NewFit(cfg); err == nil || !strings.Contains(err.Error(), "at most 4 layers") {
		t.Errorf("five layers: %v", err)
	}
}
