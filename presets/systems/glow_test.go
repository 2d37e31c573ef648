package systems

import (
	"math"
	"strings"
	"testing"

	"bijou/model"
	"bijou/presets"
)

// shortly trains a recipe for a few steps.
func shortly(t *testing.T, recipe string, steps int) *model.Snapshot {
	t.Helper()
	r, err := presets.LookupRecipe(recipe)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := presets.ParseRecipe(r.Line)
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range steps {
		f.Learn()
	}
	return f.Snapshot()
}

// scikit-learn's LogisticRegression(max_iter=2000, C=0.01) on the same split is right
// for 296 of 300.
func TestTheProbeIsThatOfScikitLearn(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	d := newDigits(shortly(t, "glow", 0))
	probe, err := d.probe()
	if err != nil {
		t.Fatal(err)
	}
	if got := probe.accuracy(d.held, d.heldClass); math.Abs(got-296./300) > 1e-9 {
		t.Errorf("the probe is right for %.4f of the images held back, want 0.9867", got)
	}
}

func TestAnImageComesBackFromItsZ(t *testing.T) {
	if off := newDigits(shortly(t, "glow", 20)).roundTrip(); !(off <= 1e-9) {
		t.Errorf("it is %g greys off", off)
	}
}

// In two hundred steps Glow is no good yet, but better than what needs no net at all,
// and a path in z is likelier than a cross-fade.
func TestAShortTrainingOfGlowAlreadyShowsWhatItIsFor(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	s := shortly(t, "glow", 200)
	if bits, _ := s.HeldBits(); bits > 2.6 || bits < discreteBits {
		t.Errorf("%.3f bits a pixel", bits)
	}
	d := newDigits(s)
	if gain, se := d.pathGain(); gain < 3*se {
		t.Errorf("the path gains %.1f ± %.1f nats", gain, se)
	}
	if ratio := d.neighbourRatio(); ratio < 1 || ratio > 2 {
		t.Errorf("samples are %.2f times as far from the training images as images held back", ratio)
	}
}

func TestAFlowUnderClassesTellsThemApart(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	before, _ := classify(shortly(t, "glow-class", 0))
	after, _ := classify(shortly(t, "glow-class", 200))
	if before > 0.2 || after < 0.9 {
		t.Errorf("right for %.3f of the images before training and %.3f after 200 steps", before, after)
	}
}

func TestTheNearestRowIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	d := newDigits(shortly(t, "glow", 0))
	if got := nearest(d.train, d.train); got != 0 {
		t.Errorf("training images are %g away from themselves", got)
	}
	if got := nearest(d.held, d.train); got < 10 || got > 30 {
		t.Errorf("images held back are %g greys away", got)
	}
}

func TestGlowsRivalsDifferInOneThing(t *testing.T) {
	lines := map[string]string{}
	for _, name := range glow.Recipes {
		r, err := presets.LookupRecipe(name)
		if err != nil {
			t.Fatal(err)
		}
		lines[name] = r.Line
	}
	if got := strings.ReplaceAll(lines["glow-fixed"], "glow(reversing)", "glow"); got != lines["glow"] {
		t.Errorf("glow-fixed is %s", got)
	}
	if got := strings.ReplaceAll(lines["glow-class"], "(given=class)", ""); got != lines["glow"] {
		t.Errorf("glow-class is %s", got)
	}
}
