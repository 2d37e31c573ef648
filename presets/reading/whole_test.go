package reading

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"bijou/model"
)

// columnBeside writes a table of one column beside one that is normal.
func columnBeside(t *testing.T, n int, at func(i int) float64) model.Source {
	t.Helper()
	var b strings.Builder
	b.WriteString("v,w\n")
	for i := range n {
		u := (float64(i*157%n) + 0.5) / float64(n)
		fmt.Fprintf(&b, "%g,%g\n", at(i), math.Sqrt2*math.Erfinv(2*u-1)+1e-6*float64(i))
	}
	src, err := parse(file(t, "t.csv", b.String()), nil)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestColumnsWithoutADensityAreRecognised(t *testing.T) {
	for _, c := range []struct {
		name  string
		at    func(i int) float64
		whole bool
		atom  model.Atom
		says  string
	}{
		{"counts", func(i int) float64 { return float64(i * i % 7) }, true, model.Atom{}, "v holds whole numbers that repeat"},
		{"two values", func(i int) float64 { return float64(i % 2) }, true, model.Atom{}, "v holds whole numbers that repeat"},
		{"zeros", func(i int) float64 { return math.Max(0, math.Sin(float64(i))) }, false, model.Atom{Is: true}, "v is 0 in 50 % of the rows"},
		{"steps", func(i int) float64 { return float64(i%9) / 4 }, false, model.Atom{}, "v has the same few values again and again"},
		{"thousands", func(i int) float64 { return 1000 * float64(i%9) }, false, model.Atom{}, "v has the same few values again and again"},
		{"numbers", func(i int) float64 { return math.Sin(float64(i)) }, false, model.Atom{}, ""},
		{"whole and different", func(i int) float64 { return float64(i * i) }, false, model.Atom{}, ""},
		{"rounded, with many rows to a value", func(i int) float64 { return math.Round(20*math.Sin(float64(i))) / 20 }, false, model.Atom{}, "v is rounded: finer than its last digit a density says nothing."},
		{"values of no grid", func(i int) float64 { k := float64(i % 49); return math.Sin(k * k) }, false, model.Atom{}, "v has the same few values again and again"},
		{"rounded", func(i int) float64 { return math.Round(1000*math.Sin(float64(i))) / 1000 }, false, model.Atom{}, ""},
	} {
		src := columnBeside(t, 400, c.at)
		notes := strings.Join(src.Notes, " ")
		if got := src.Whole != nil && src.Whole[0]; got != c.whole || src.Atom(0) != c.atom {
			t.Errorf("%s: whole %v, atom %v", c.name, got, src.Atom(0))
		}
		if c.says == "" && len(src.Notes) > 0 || !strings.Contains(notes, c.says) {
			t.Errorf("%s: %s", c.name, notes)
		}
	}
}

func TestAColumnThatIsSaidToBeALineIsLeftAlone(t *testing.T) {
	src := columnBeside(t, 400, func(i int) float64 { return float64(i % 5) })
	again, err := parse(src.Spec+"(support=v:line)", nil)
	if err != nil || slices.Contains(again.Whole, true) || again.Support(0) != (model.Support{}) || !strings.HasSuffix(again.Spec, "(support=v:line)") {
		t.Errorf("%s: whole %v, supports %v, %v", again.Spec, again.Whole, again.Supports, err)
	}
}
