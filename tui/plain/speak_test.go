package plain

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bijou/model"
	"bijou/model/sound"
	"bijou/presets"
)

// speaking returns a run of a recipe line at its start.
func speaking(t *testing.T, line string) *model.Snapshot {
	t.Helper()
	cfg, err := presets.ParseRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f.Snapshot()
}

func samplesOf(t *testing.T, path string) int {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	x, _, err := sound.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return len(x)
}

func TestARunOfWavesSpeaks(t *testing.T) {
	s := speaking(t, "vowels(n=100) | waveglow(hidden=4), squeeze(group=8) | adam, steps=1 | seed=1")
	dir := t.TempDir()
	drawn, other, clean := filepath.Join(dir, "a.wav"), filepath.Join(dir, "b.wav"), filepath.Join(dir, "c.wav")
	for _, step := range []struct {
		path string
		o    SpeakOptions
	}{
		{drawn, SpeakOptions{Given: "i", Seconds: 0.5, Sigma: 0.7, Seed: 1}},
		{other, SpeakOptions{From: drawn, As: "i", Given: "u"}},
		{clean, SpeakOptions{From: drawn, Given: "i", Noise: 0.3}},
	} {
		if err := Speak(s, step.path, step.o); err != nil {
			t.Fatal(err)
		}
		if n := samplesOf(t, step.path); n != sound.Rate/2/128*128 {
			t.Errorf("%s has %d samples", filepath.Base(step.path), n)
		}
	}
	if err := Speak(s, drawn, SpeakOptions{Given: "o", Seconds: 1}); err == nil || !strings.Contains(err.Error(), "a, i, u") {
		t.Errorf("a vowel that there is not: %v", err)
	}
	moons := speaking(t, "moons | affine | adam, steps=1 | seed=1")
	if err := Speak(moons, drawn, SpeakOptions{Seconds: 1}); err == nil || !strings.Contains(err.Error(), "no waves") {
		t.Errorf("moons speak: %v", err)
	}
}
