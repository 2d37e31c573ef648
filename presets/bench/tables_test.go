package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
)

// Two normal columns with correlation .8 and deviations 2 and .5: the entropy is known.
func TestRivalsComeToWhatTheyMust(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	draw := func(n int) *ad.Mat {
		x := ad.New(n, 2)
		for i := range n {
			a, b := rng.NormFloat64(), rng.NormFloat64()
			x.Set(i, 0, 5+2*a)
			x.Set(i, 1, 0.5*(0.8*a+0.6*b))
		}
		return x
	}
	seen, held := draw(1500), draw(1500)
	entropy := math.Log(2*math.Pi*math.E) + math.Log(2*0.5*0.6)
	for _, c := range []struct {
		name   string
		nll    float64
		within float64
	}{{"Gaussian", gaussianNLL(seen, held), 0.05}, {"mixture", mixtureNLL(seen, held), 0.05}, {"KDE", kernelNLL(seen, held), 0.1}} {
		if off := c.nll - entropy; math.Abs(off) > c.within {
			t.Errorf("%s: NLL %.4f of an entropy of %.4f", c.name, c.nll, entropy)
		}
	}
	for i := range 1500 { // two clusters, which one normal distribution cannot be
		for _, m := range []*ad.Mat{seen, held} {
			m.Set(i, 0, m.At(i, 0)+40*float64(i%2))
		}
	}
	entropy += math.Ln2
	if nll := mixtureNLL(seen, held); math.Abs(nll-entropy) > 0.05 {
		t.Errorf("mixture: NLL %.4f of an entropy of %.4f", nll, entropy)
	}
	if nll := gaussianNLL(seen, held); nll < entropy+1 {
		t.Errorf("Gaussian: NLL %.4f of an entropy of %.4f", nll, entropy)
	}
}

func TestATableIsMeasuredOverItsFolds(t *testing.T) {
	r, err := Tables()[2].Evaluate(t.Context(), 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	if r.Rows != 60 || r.Columns != 12 || !(r.NLL > 10 && r.NLL < 40 && r.SE > 0) || r.Met != (r.NLL <= min(r.Gaussian, r.Mixture, r.KDE)+0.24) {
		t.Errorf("%+v", r)
	}
}

func TestAFileIsMeasuredAsATable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.csv")
	text, rng := "a,b,w\n", rand.New(rand.NewPCG(3, 4))
	for range 60 {
		text += fmt.Sprintf("%.4f,%.4f,%d\n", rng.NormFloat64(), 5+rng.NormFloat64(), 1+rng.IntN(3))
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	table := FileTable(path)
	r, err := table.Evaluate(t.Context(), 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	if table.Name != "mine" || r.Rows != 60 || r.Columns != 3 || math.IsNaN(r.NLL) || math.IsNaN(r.Bar) {
		t.Errorf("%s: %+v", table.Name, r)
	}
	if _, err := FileTable(path + "(given=w)").Source(); err == nil || !strings.Contains(err.Error(), "has conditions or weights") {
		t.Errorf("a table with conditions: %v", err)
	}
}

// Where rows share a value, narrow components have an NLL as low as one likes; whole numbers
// are spread, so that it is bounded by the entropy of the counts.
func TestRivalsHaveNoBoundWhereValuesRepeat(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	table := func(value func(i int) float64) TableResult {
		src := model.Source{Spec: "own", Points: ad.New(300, 2), Columns: []string{"v", "w"}}
		for i := range 300 {
			src.Points.Set(i, 0, value(i))
			src.Points.Set(i, 1, rng.NormFloat64())
		}
		src.Whole = []bool{src.Points.At(0, 0) == 1, false}
		r, err := Table{"own", "", func() (model.Source, error) { return src, nil }}.Evaluate(t.Context(), 2, 1)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	two := table(func(i int) float64 { return 0.25 + 0.5*float64(i%2) })
	if two.Repeated != "v" || !math.IsNaN(two.Mixture) || !math.IsNaN(two.KDE) || math.IsNaN(two.Bar) {
		t.Errorf("a column of two values: %+v", two)
	}
	entropy := math.Log(4) + 0.5*math.Log(2*math.Pi*math.E)
	counts := table(func(i int) float64 { return float64(1 + i%4) })
	if best := min(counts.Gaussian, counts.Mixture, counts.KDE); counts.Repeated != "" || best < entropy-0.2 {
		t.Errorf("counts from 1 to 4, of an entropy of %.3f: %+v", entropy, counts)
	}
}
