package presets

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"bijou/model"
	"bijou/presets/reading"
)

// groups writes rows of two columns, the first of which is normal about 0 or about
// apart.
func groups(rng *rand.Rand, n int, apart float64) string {
	var b strings.Builder
	b.WriteString("a,b\n")
	for range n {
		fmt.Fprintf(&b, "%.6f,%.6f\n", apart*float64(rng.IntN(2))+rng.NormFloat64(), rng.NormFloat64())
	}
	return b.String()
}

// The truth is log 2 + log 2πe = 3.531 at any distance.
func TestModesFarApartKeepTheirWidths(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	rng := rand.New(rand.NewPCG(7, 7))
	for _, apart := range []float64{1e3, 1e4, 1e6, 1e8} {
		for _, rows := range []int{300, 3000, 8000} {
			src, _, err := reading.ReadCSV(strings.NewReader(groups(rng, rows, apart)), "far.csv", nil)
			if err != nil {
				t.Fatal(err)
			}
			cfg, err := ParseRecipe("moons")
			if err != nil {
				t.Fatal(err)
			}
			cfg.Source = src
			if cfg, err = Auto(cfg); err != nil {
				t.Fatal(err)
			}
			fit, err := model.NewFit(cfg)
			if err != nil {
				t.Fatal(err)
			}
			fresh, _, err := reading.ReadCSV(strings.NewReader(groups(rng, 4000, apart)), "fresh.csv", nil)
			if err != nil {
				t.Fatal(err)
			}
			logp, nll := make([]float64, 4000), 0.0
			fit.BestSnapshot().Score(logp, fresh.Points)
			for _, v := range logp {
				nll -= v / 4000
			}
			if math.Abs(nll-3.531) > 0.09 {
				t.Errorf("%d rows, modes %g apart: NLL %.3f on fresh points", rows, apart, nll)
			}
			if rows >= leastForLayers && !strings.Contains(strings.Join(cfg.Source.Notes, "\n"), "a lies in groups far apart") {
				t.Errorf("%d rows, modes %g apart: not a word: %q", rows, apart, cfg.Source.Notes)
			}
			fit.Close()
		}
	}
}

func TestGroupsFarApartAreSoAndNothingElse(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for name, c := range map[string]struct {
		draw  func(i int) float64
		apart bool
	}{
		"one group":          {func(int) float64 { return rng.NormFloat64() }, false},
		"two close ones":     {func(i int) float64 { return 20*float64(i%2) + rng.NormFloat64() }, false},
		"a few far out":      {func(i int) float64 { return 1e6*float64(max(0, i%200-198)) + rng.NormFloat64() }, false},
		"a heavy tail":       {func(int) float64 { return math.Exp(4 * rng.NormFloat64()) }, false},
		"two values":         {func(i int) float64 { return float64(i % 2) }, false},
		"ten levels":         {func(i int) float64 { return float64(1000 * (i % 10)) }, false},
		"two groups":         {func(i int) float64 { return 1e4*float64(i%2) + rng.NormFloat64() }, true},
		"five groups":        {func(i int) float64 { return 1e5*float64(i%5) + rng.NormFloat64() }, true},
		"a group of a tenth": {func(i int) float64 { return 1e4*float64(max(0, i%10-8)) + rng.NormFloat64() }, true},
	} {
		values := make([]float64, 2000)
		for i := range values {
			values[i] = c.draw(i)
		}
		if got := occupied(values); got <= apartOccupied != c.apart {
			t.Errorf("%s cover %.4f of the range", name, got)
		}
	}
}
