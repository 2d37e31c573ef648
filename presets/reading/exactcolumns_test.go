package reading

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"bijou/flows/ad"
)

// threeColumns writes a table of three columns, the third by the others.
func threeColumns(t *testing.T, format string, c func(a, b float64, rng *rand.Rand) float64) string {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 8))
	var text strings.Builder
	text.WriteString("a,b,c\n")
	for range 200 {
		a, b := rng.NormFloat64(), 3*rng.NormFloat64()+1
		if strings.HasPrefix(format, "%.") {
			fmt.Sscan(fmt.Sprintf(format, a), &a)
			fmt.Sscan(fmt.Sprintf(format, b), &b)
		}
		fmt.Fprintf(&text, format+","+format+","+format+"\n", a, b, c(a, b, rng))
	}
	return file(t, "t.csv", text.String())
}

func TestColumnsThatOthersSayAreLeftOutAndPutBack(t *testing.T) {
	for _, c := range []struct {
		format string
		of     func(a, b float64, rng *rand.Rand) float64
		says   string
	}{
		{"%.17g", func(a, _ float64, _ *rand.Rand) float64 { return 2*a + 1 }, "c = 2·a + 1 in every row"},
		{"%.6g", func(a, _ float64, _ *rand.Rand) float64 { return 1.8*a + 32 }, "c = 1.8·a + 32 in every row"},
		{"%.3f", func(a, b float64, _ *rand.Rand) float64 { return a - 0.5*b }, "c = a − 0.5·b in every row"},
		{"%.17g", func(a, _ float64, _ *rand.Rand) float64 { return a }, "c = a in every row"},
		{"%.17g", func(a, b float64, _ *rand.Rand) float64 { return -a - b }, "c = −a − b in every row"},
		{"%.17g", func(a, b float64, rng *rand.Rand) float64 { return a + 1e-2*rng.NormFloat64() }, ""},
		{"%.3f", func(a, b float64, rng *rand.Rand) float64 { return a + b + 0.01*rng.NormFloat64() }, ""},
		{"%.17g", func(a, _ float64, _ *rand.Rand) float64 { return a * a }, ""},
	} {
		src, err := parse(threeColumns(t, c.format, c.of), nil)
		if err != nil {
			t.Fatal(err)
		}
		notes := strings.Join(src.Notes, " ")
		if c.says == "" {
			if len(src.Columns) != 3 || strings.Contains(notes, "every row") {
				t.Errorf("%s", notes)
			}
			continue
		}
		if !strings.Contains(notes, c.says) || len(src.Columns) != 2 || src.Points.Cols != 2 {
			t.Errorf("%s: %s", c.says, notes)
			continue
		}
		if all := src.PutBack(ad.FromRows([][]float64{{1.25, -3}})); all.Cols != 3 || !(math.Abs(all.At(0, 2)-c.of(1.25, -3, nil)) < 1e-2) || src.AllColumns()[2] != "c" {
			t.Errorf("%s: a row comes back as %v", c.says, all.Data)
		}
	}
}

// What stands between the others comes back there.
func TestAColumnIsPutBackWhereItWas(t *testing.T) {
	var text strings.Builder
	text.WriteString("a,twice,b,again\n")
	for i := range 60 {
		a, b := math.Sin(float64(i)), math.Cos(float64(2*i+1))
		fmt.Fprintf(&text, "%.17g,%.17g,%.17g,%.17g\n", a, 2*a, b, b)
	}
	src, err := parse(file(t, "t.csv", text.String()), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(src.AllColumns(), " "); got != "a twice b again" || len(src.Columns) != 2 {
		t.Errorf("the columns are %s, of which %v are learnt", got, src.Columns)
	}
	if all := src.PutBack(ad.FromRows([][]float64{{3, 5}})); all.At(0, 0) != 3 || all.At(0, 1) != 6 || all.At(0, 2) != 5 || all.At(0, 3) != 5 {
		t.Errorf("a row comes back as %v", all.Data)
	}
}
