package model

import (
	"strings"
	"testing"

	"bijou/flows/ad"
)

func TestAColumnOfDecimalsIsOnTheCoarsestGrid(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   Grid
	}{
		{[]float64{3, -2, 10}, Grid{0, -2, 13}},
		{[]float64{0.1, 0.2, 0.3}, Grid{1, 1, 3}},
		{[]float64{-0.07, 1.1, 2}, Grid{2, -7, 208}},
		{[]float64{1e15, 1e15 + 1}, Grid{0, 1e15, 2}},
		{[]float64{0, 0.000000001}, Grid{9, 0, 2}},
		{[]float64{1234567.891}, Grid{3, 1234567891, 1}},
	} {
		g, ok := gridOf(c.values)
		if !ok || g != c.want {
			t.Errorf("%v is on %+v, want %+v", c.values, g, c.want)
		}
		for _, v := range c.values {
			if back := g.Value(g.Level(v)); back != v {
				t.Errorf("%g comes back as %g", v, back)
			}
		}
	}
	for _, values := range [][]float64{{1.0 / 3}, {1e-10}, {1e17, 1}, {0, 1e13}} {
		if g, ok := gridOf(values); ok {
			t.Errorf("%v is on %+v", values, g)
		}
	}
}

func TestWhatIsOnNoGridIsSaid(t *testing.T) {
	x := ad.New(40, 2)
	for i := range 40 {
		x.Set(i, 0, float64(i%7))
		x.Set(i, 1, float64(i*i%11)/3)
	}
	src := Source{Spec: "thirds", Columns: []string{"a", "b"}, Points: x}
	weighted := Source{Spec: "weighted", Columns: []string{"a"}, Points: ad.FromRows(rowsOfFirst(x)), Weights: weightsOfOnes(40)}
	bent := Source{Spec: "bent", Columns: []string{"a"}, Points: ad.FromRows(rowsOfFirst(x)), Whole: []bool{true}}
	for _, c := range []struct {
		src  Source
		want string
	}{{src, "column b of thirds"}, {weighted, "weights"}, {bent, "supports or atoms"}} {
		d, err := Prepare(c.src)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Grids(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.src.Spec, err, c.want)
		}
	}
}

func rowsOfFirst(x *ad.Mat) (rows [][]float64) {
	for _, v := range x.Col(0) {
		rows = append(rows, []float64{v})
	}
	return rows
}

func weightsOfOnes(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = 1 + float64(i%2)
	}
	return w
}
