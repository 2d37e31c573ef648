package plot

import (
	"math"
	"testing"
)

func contour(f Field, level float64) (list []Segment) {
	f.Contours([]float64{level}, func(_ int, s Segment) { list = append(list, s) })
	return list
}

// A hill has round contours, which close.
func TestContoursOfAHillAreCircles(t *testing.T) {
	const side, middle, radius = 41, 20.0, 13.3
	f := Field{Cols: side, Rows: side}
	for i := range side * side {
		x, y := float64(i%side)-middle, float64(i/side)-middle
		f.Values = append(f.Values, -(x*x+y*y)/2)
	}
	ends := map[[2]int64]int{}
	length := 0.0
	for _, s := range contour(f, -radius*radius/2) {
		for _, p := range [][2]float64{{s.X0, s.Y0}, {s.X1, s.Y1}} {
			if r := math.Hypot(p[0]-middle, p[1]-middle); math.Abs(r-radius) > 0.02 {
				t.Errorf("a piece ends %.3f from the middle, not %.1f", r, radius)
			}
			ends[[2]int64{int64(math.Round(p[0] * 1e6)), int64(math.Round(p[1] * 1e6))}]++
		}
		length += math.Hypot(s.X1-s.X0, s.Y1-s.Y0)
	}
	for p, n := range ends {
		if n != 2 {
			t.Errorf("%d pieces meet at %v", n, p)
		}
	}
	if math.Abs(length-2*math.Pi*radius) > 0.2 {
		t.Errorf("the contour is %.2f long, not %.2f", length, 2*math.Pi*radius)
	}
}

// A saddle is joined as its middle says, and what is not finite has no contour.
func TestContoursOfASaddle(t *testing.T) {
	high := Field{Cols: 2, Rows: 2, Values: []float64{3, 0, 0, 3}}
	for level, joins := range map[float64]string{1: "above", 2: "below"} {
		pieces := contour(high, level)
		if len(pieces) != 2 {
			t.Fatalf("%d pieces", len(pieces))
		}
		for _, p := range pieces {
			x, y := (p.X0+p.X1)/2, (p.Y0+p.Y1)/2
			nearLow := math.Min(math.Hypot(x-1, y), math.Hypot(x, y-1)) < math.Min(math.Hypot(x, y), math.Hypot(x-1, y-1))
			if nearLow != (joins == "above") { // what is above is joined, so low corners are cut off
				t.Errorf("level %g: a piece about %.2f, %.2f", level, x, y)
			}
		}
	}
	if n := len(contour(Field{Cols: 2, Rows: 2, Values: []float64{1, math.NaN(), 0, 1}}, 0.5)); n != 0 {
		t.Errorf("%d pieces beside a hole", n)
	}
}
