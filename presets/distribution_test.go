package presets

import (
	"context"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distmv"
)

var _ distmv.RandLogProber = (*Distribution)(nil)

// tilted are rows of a normal distribution that is known, in units far from 1.
func tilted(n int) (rows [][]float64, logp func([]float64) float64) {
	rng := rand.New(rand.NewPCG(7, 0))
	for range n {
		a := rng.NormFloat64()
		rows = append(rows, []float64{170 + 8*a, 0.01 * (a + rng.NormFloat64())})
	}
	truth, ok := distmv.NewNormal([]float64{170, 0}, mat.NewSymDense(2, []float64{64, 0.08, 0.08, 0.0002}), nil)
	if !ok {
		panic("the covariance is none")
	}
	return rows, truth.LogProb
}

func TestADensityIsInTheUnitsOfItsRows(t *testing.T) {
	rows, logp := tilted(2000)
	d, err := FitRows(context.Background(), rows, "linear | adam(lr=0.02), steps=800 | seed=3")
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	got := d.LogProbs(nil, rows)
	for i, row := range rows {
		worst = max(worst, math.Abs(got[i]-logp(row)))
		if i < 20 && math.Abs(d.LogProb(row)-got[i]) > 1e-12 {
			t.Errorf("row %d alone has log p %v, among others %v", i, d.LogProb(row), got[i])
		}
	}
	if worst > 0.5 {
		t.Errorf("log p is off by %g nats", worst)
	}
	mean, n := 0.0, 4000
	for range n {
		mean += d.Rand(nil)[0] / float64(n)
	}
	if math.Abs(mean-170) > 1 {
		t.Errorf("samples have the mean %g", mean)
	}
}

func TestADensityThatWasSavedIsTheSame(t *testing.T) {
	rows, _ := tilted(300)
	d, err := FitRows(context.Background(), rows, "")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "d.safetensors")
	if err := d.Save(path); err != nil {
		t.Fatal(err)
	}
	again, err := OpenDistribution(path)
	if err != nil {
		t.Fatal(err)
	}
	d.Seed(5)
	again.Seed(5)
	for _, row := range rows[:20] {
		if d.LogProb(row) != again.LogProb(row) || !slices.Equal(d.Rand(nil), again.Rand(nil)) {
			t.Fatal("log p or samples are others")
		}
	}
	if d.Stack() != again.Stack() || again.Dim() != 2 {
		t.Errorf("%s of %d columns", again.Stack(), again.Dim())
	}
}

func TestWhatCannotBeFittedIsAnError(t *testing.T) {
	rows, _ := tilted(50)
	for _, c := range []struct {
		rows [][]float64
		line string
		want string
	}{
		{nil, "", "no rows"}, {[][]float64{{1, 2}, {1}}, "", "row 2 has 1 numbers"}, {[][]float64{{}}, "", "row 1 has 0"},
		{rows, "couplign", "stack"}, {rows, "linear | adam(lr=no)", "training"}, {rows[:3], "", "rows"},
		{append(slices.Clip(rows), []float64{math.NaN(), 1}), "linear", ""},
	} {
		if _, err := FitRows(context.Background(), c.rows, c.line); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d rows by %q: %v, want %s", len(c.rows), c.line, err, c.want)
		}
	}
}
