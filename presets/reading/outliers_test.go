package reading

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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

// Below ten rows there is no table, with a wild row or without.
func TestTheTenthRowIsNotLeftOut(t *testing.T) {
	text := "x,y\n" + lines(9, "#,#.5") + "2.5,1000000\n"
	src, report, err := ReadCSV(strings.NewReader(text), "ten.csv", nil)
	if err != nil || src.Points.Rows != 10 || len(report.Outliers) > 0 {
		t.Errorf("%d rows are learnt without lines %v, %v", src.Points.Rows, report.Outliers, err)
	}
}

func TestAColumnThatVariesInAWildRowAloneIsLeftOutWithIt(t *testing.T) {
	text := "x,y,k\n" + lines(20, "#,#.5,7") + "2.5,1000000,8\n"
	src, report, err := ReadCSV(strings.NewReader(text), "wild.csv", nil)
	const want = "k (constant, 7 without the row left out)"
	if got := strings.Join(src.Columns, " "); err != nil || got != "x y" || report.leftOut() != want {
		t.Errorf("%s are learnt without %q, %v", got, report.leftOut(), err)
	}
}

func TestATableThatVariesInAWildRowAloneKeepsIt(t *testing.T) {
	src, _, err := ReadCSV(strings.NewReader("x\n"+lines(20, "#e-110")+"1\n"), "wild.csv", nil)
	if err != nil || src.Points.Rows != 21 {
		t.Errorf("%v, %v", src.Points, err)
	}
}

func TestEqualValuesHaveNoSpreadToBeFarBy(t *testing.T) {
	values := make([]float64, 100)
	values[3] = 1e9
	if at := standAlone(values); at != nil {
		t.Errorf("rows %v are left out", at)
	}
}

// The quick look never hides a value that sorting finds.
func TestTheQuickLookForFarValuesIsSure(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 9))
		values := make([]float64, 5000+rng.IntN(3000))
		for i := range values {
			values[i] = rng.NormFloat64() / (0.01 + rng.Float64())
		}
		if seed%2 == 1 {
			values[rng.IntN(len(values))] = math.Pow(10, 2+6*rng.Float64())
		}
		if seed%3 == 2 { // in order, which a look at every so many sees evenly
			slices.Sort(values)
		}
		sorted := slices.Sorted(slices.Values(values))
		n := len(sorted)
		median, spread := sorted[n/2], (sorted[3*n/4]-sorted[n/4])/quartileRange
		far := max(median-sorted[0], sorted[n-1]-median) > outlierFar*spread
		if near := surelyNear(values); near && far {
			t.Errorf("seed %d: a value is %g spreads away", seed, (sorted[n-1]-median)/spread)
		} else if seed == 0 && !near {
			t.Error("values without any far away are sorted")
		}
	}
}
