package presets

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bijou/model"
	"bijou/model/sound"
)

// recordNoise writes so many seconds of noise through a resonator as a WAV file.
func recordNoise(t *testing.T, path string, hertz, seconds float64) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	a := resonators([]float64{hertz}, []float64{100})
	x, rng := make([]float64, int(seconds*sound.Rate)), rand.New(rand.NewPCG(voiceSeed, uint64(hertz)))
	for i := range x {
		x[i] = rng.NormFloat64()
		for k := 1; k < min(len(a), i+1); k++ {
			x[i] -= a[k] * x[i-k]
		}
	}
	if err := sound.Write(f, x); err != nil {
		t.Fatal(err)
	}
}

func TestRecordingsAreCutIntoWindowsWithTheirVoice(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	dir := t.TempDir()
	recordNoise(t, filepath.Join(dir, "anna", "one.wav"), 500, 3)
	recordNoise(t, filepath.Join(dir, "anna", "two.wav"), 600, 3)
	recordNoise(t, filepath.Join(dir, "bert", "one.wav"), 2000, 3)
	src, err := ParseSource(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(src.Given) != 1 || strings.Join(src.Given[0].Levels, " ") != "anna bert" || !src.Shape.IsWave() {
		t.Fatalf("given %v, shape %v", src.Given, src.Shape)
	}
	d, err := model.Prepare(src)
	if err != nil {
		t.Fatal(err)
	}
	square, low := 0.0, 0.0
	for i := range d.Train.Rows {
		own := d.Own(d.Train)
		row := own.Row(nil, i)
		for _, v := range row {
			square += v * v / float64(len(own.Data))
		}
		if i%97 != 0 {
			continue
		}
		bands, anna := sound.Bands(sound.Power(row), bandsTold), d.TrainGiven.At(i, 0) == 1
		if (bands[1] > bands[5]) != anna {
			low++
		}
	}
	if math.Abs(square-1) > 0.1 {
		t.Errorf("windows have variance %.3f", square)
	}
	if low > 0 {
		t.Errorf("%g windows sound like the other voice", low)
	}
}

func TestWindowsOfPartsDoNotOverlap(t *testing.T) {
	dir := t.TempDir()
	recordNoise(t, filepath.Join(dir, "a.wav"), 500, 4)
	src, err := ParseSource(dir+"(given=bands)", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(src.Given) != bandsTold {
		t.Errorf("told %v", src.Given)
	}
	var n [3]int
	for _, p := range src.Parts {
		n[p]++
	}
	const samples = 4 * sound.Rate
	if n[model.Choose] != samples*15/100/wavWindow || n[model.Hold] != samples*15/100/wavWindow {
		t.Errorf("parts of %v windows", n)
	}
	// The last window to learn from ends where the first to choose by begins, or before.
	at := 0
	for src.Parts[at] == model.Learn {
		at++
	}
	if end := (at-1)*learnHop + wavWindow; end > samples*70/100 {
		t.Errorf("windows to learn from reach sample %d of %d", end, samples*70/100)
	}
}

func TestRecordingsSayWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	recordNoise(t, filepath.Join(dir, "a.wav"), 500, 3)
	recordNoise(t, filepath.Join(dir, "short", "a.wav"), 500, 0.2)
	if err := os.WriteFile(filepath.Join(dir, "b.wav"), []byte("no sound"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		filepath.Join(dir, "a.wav") + "(given=voice)": "2 to 64",
		filepath.Join(dir, "a.wav") + "(given=mood)":  "voice or their bands",
		filepath.Join(dir, "b.wav"):                   "no WAV file",
		filepath.Join(dir, "c.wav"):                   "cannot be read",
		filepath.Join(dir, "short"):                   "too short",
	} {
		if _, err := ParseSource(name, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

func TestOnlyRecordingsAreTakenForSound(t *testing.T) {
	dir := t.TempDir()
	recordNoise(t, filepath.Join(dir, "sounds", "a.WAV"), 500, 0.1)
	for _, name := range []string{"table.csv", filepath.Join("images", "a.png")} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x,y"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]bool{
		"table.csv": false, "images": false, "missing": false, "sounds": true, "a.wav": true, filepath.Join("sounds", "a.WAV"): true,
	} {
		if got := isSound(filepath.Join(dir, name)); got != want {
			t.Errorf("%s is sound: %t", name, got)
		}
	}
}
