package plain

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"bijou/model"
	"bijou/presets"
)

// A witness copies a file whenever it is told of progress.
type witness struct {
	path   string
	copies [][]byte
}

// Write copies the file.
func (w *witness) Write(p []byte) (int, error) {
	if data, err := os.ReadFile(w.path); err == nil {
		w.copies = append(w.copies, data)
	}
	return len(p), nil
}

func TestARunThatIsKilledGoesOnFromWhatWasKeptOnTheWay(t *testing.T) {
	defer func(was time.Duration) { keepEvery = was }(keepEvery)
	keepEvery = 0
	for name, line := range map[string]string{
		"density": "moons(n=500) | coupling(hidden=8)*2 | adam, batch=64, steps=60 | seed=2",
		"returns": "arms | autoregressive(hidden=8) | adam, batch=64, steps=60, objective=returns, replay=500 | seed=2",
		"policy":  "lqr | iaf(hidden=8) | adam, batch=64, steps=60, objective=soft-policy, clip=0, critic=8, replay=500 | seed=2",
		"whole":   "lqr | iaf(hidden=8) | adam, batch=64, steps=60, objective=reinforce, clip=0, baseline=8 | seed=2",
	} {
		cfg, err := presets.ParseRecipe(line)
		if err != nil {
			t.Fatal(err)
		}
		f, err := model.NewFit(cfg)
		if err != nil {
			t.Fatal(err)
		}
		w := &witness{path: filepath.Join(t.TempDir(), name)}
		if err := Train(context.Background(), f, cfg, TrainOptions{Out: w, JSON: true, Every: 5, Save: w.path}); err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(w.path)
		if err != nil || len(w.copies) < 3 {
			t.Fatalf("%s: %d files on the way, %v", name, len(w.copies), err)
		}
		killed := filepath.Join(t.TempDir(), "killed")
		if err := os.WriteFile(killed, w.copies[len(w.copies)/2], 0o600); err != nil {
			t.Fatal(err)
		}
		again, err := presets.OpenRun(killed)
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		if again.Steps() == 60 {
			t.Fatalf("%s: nothing was left to do", name)
		}
		for again.Steps() < 60 {
			again.Step()
		}
		got, err := again.Keep().Encode()
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: it ends with other bits than the run that nobody killed, %v", name, err)
		}
	}
}
