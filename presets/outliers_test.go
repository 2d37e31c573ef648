package presets

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestARowWithOneWildValueIsLeftOutAndSaid(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var text strings.Builder
	text.WriteString("x,y\n")
	for i := range 600 {
		x, y := rng.NormFloat64(), rng.NormFloat64()
		if i == 410 {
			x, y = 1e6, -1e6
		}
		fmt.Fprintf(&text, "%.5f,%.5f\n", x, y)
	}
	src, report, err := ReadCSV(strings.NewReader(text.String()), "wild.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	if src.Points.Rows != 599 || len(report.Outliers) != 1 || report.Outliers[0] != 412 {
		t.Errorf("%d rows are learnt without lines %v", src.Points.Rows, report.Outliers)
	}
	const want = "Left out 1 row: x is 1000000 in line 412, 1000 times its spread away or more, and 100 times as far out as any value that stays; --outliers keep learns from all rows."
	if got := strings.Join(src.Notes, " "); !strings.Contains(got, want) {
		t.Errorf("it says %q", got)
	}
	src, _, err = readTable(strings.NewReader(text.String()), "wild.csv", Reading{Outliers: keepWord}, nil, nil)
	if err != nil || src.Points.Rows != 600 {
		t.Errorf("asked to keep it: %d rows, %v", src.Points.Rows, err)
	}
}

// Heavy tails are not wild values: what stands alone in one table of a hundred by chance
// must not be found in many.
func TestHeavyTailsStay(t *testing.T) {
	const seed, tables = 3, 400
	rng := rand.New(rand.NewPCG(seed, 0))
	cut := 0
	for range tables {
		values := make([]float64, 600)
		for i := range values {
			values[i] = rng.NormFloat64() / rng.NormFloat64() // Cauchy
		}
		if len(standAlone(values)) > 0 {
			cut++
		}
	}
	if cut > tables/40 {
		t.Errorf("seed %d: of %d Cauchy tables %d lose a row", seed, tables, cut)
	}
}

func TestEqualValuesHaveNoSpreadToBeFarBy(t *testing.T) {
	values := make([]float64, 100)
	values[3] = 1e9
	if at := standAlone(values); at != nil {
		t.Errorf("rows %v are left out", at)
	}
}
