package plot

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestAFittedViewHasTheSameUnitOnBothAxes(t *testing.T) {
	xs, ys := []float64{-3, 1, 4}, []float64{0, 0.5, 1}
	for _, size := range [][2]int{{42, 20}, {20, 40}, {1, 1}, {80, 5}} {
		v := FitView(size[0], size[1], xs, ys, 1)
		if x, y := v.width()/float64(size[0]), v.height()/float64(2*size[1]); math.Abs(x-y) > 1e-12 {
			t.Errorf("%v cells: %g a column, %g half a row", size, x, y)
		}
		if !v.contains(View{-3, 4, 0, 1}) {
			t.Errorf("%v cells: %v cuts the points", size, v)
		}
	}
}

func TestAFittedViewIgnoresStraysAndWhatIsNotFinite(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var xs, ys []float64
	for range 1000 {
		xs, ys = append(xs, r.Float64()), append(ys, r.Float64())
	}
	calm := FitView(40, 20, xs, ys, 0.98)
	for i, stray := range []float64{1e9, -1e9, math.NaN(), math.Inf(1), math.Inf(-1), 1e308} {
		xs[i*10], ys[i*20] = stray, stray
	}
	v := FitView(40, 20, xs, ys, 0.98)
	if v.width() > 1.6*calm.width() || v.width() < calm.width()/1.6 {
		t.Errorf("view %v became %v", calm, v)
	}
}

func TestAViewOfNothingIsStillAView(t *testing.T) {
	for name, xs := range map[string][]float64{"no points": nil, "one": {5}, "same": {7, 7, 7}, "NaN": {math.NaN()},
		"huge": {-1e308, 1e308}, "large and equal": {1e200, 1e200}} {
		if v := FitView(40, 20, xs, xs, 0.98); !v.valid() {
			t.Errorf("%s: %v", name, v)
		}
	}
}

func TestAViewStandsStillWhileItsPointsMoveALittle(t *testing.T) {
	var shown View
	moves := 0
	for frame := range 400 {
		size := 1 + 0.05*math.Sin(float64(frame)/5) // breathing by a twentieth
		next := centred(0.02*math.Cos(float64(frame)), 0, 4*size, 2*size)
		now := shown.Steady(next)
		if now != shown {
			moves++
		}
		if !now.contains(next) {
			t.Fatalf("frame %d: %v cuts %v", frame, now, next)
		}
		shown = now
	}
	if moves > 2 {
		t.Errorf("the view moved %d times in 400 frames", moves)
	}
}

func TestAViewFollowsGrowthInStepsAndShrinksInTime(t *testing.T) {
	var shown View
	moves := 0
	for frame := range 300 { // tenfold
		if now := shown.Steady(centred(0, 0, math.Pow(10, float64(frame)/299), 1)); now != shown {
			shown = now
			moves++
		}
	}
	// A next of another shape always takes over; here the shape changes with every frame.
	if moves != 300 {
		t.Errorf("%d of 300 new shapes taken over", moves)
	}
	shown, moves = View{}, 0
	for frame := range 300 {
		size := math.Pow(10, float64(frame)/299)
		if now := shown.Steady(centred(0, 0, size, size)); now != shown {
			shown = now
			moves++
		}
	}
	if moves < 5 || moves > 30 {
		t.Errorf("%d steps for a tenfold growth", moves)
	}
	if now := shown.Steady(centred(0, 0, 1, 1)); now.width() > 1.2 {
		t.Errorf("still %v wide for points 1 wide", now.width())
	}
	if now := shown.Steady(View{math.NaN(), 1, 0, 1}); now != shown {
		t.Error("a view that is none took over")
	}
}

func TestCellAndPointAreInverse(t *testing.T) {
	v := View{-2, 3, -1, 4}
	for cy := range 7 {
		for cx := range 9 {
			x, y := v.Point(9, 7, cx, cy)
			if gx, gy, ok := v.Cell(9, 7, x, y); !ok || gx != cx || gy != cy {
				t.Errorf("cell %d,%d has its middle in %d,%d", cx, cy, gx, gy)
			}
		}
	}
	for _, p := range [][2]float64{{-2.1, 0}, {3, 0}, {0, 4.1}, {0, -1}, {math.NaN(), 0}, {0, math.Inf(1)}} {
		if _, _, ok := v.Cell(9, 7, p[0], p[1]); ok {
			t.Errorf("%v is in the picture", p)
		}
	}
}

func TestZoomKeepsItsPoint(t *testing.T) {
	v := View{-2, 3, -1, 4}
	z := v.Zoom(2, 1, 2)
	if got := (1 - z.XMin) / z.width(); math.Abs(got-3.0/5) > 1e-12 || z.width() != 2.5 {
		t.Errorf("%v zoomed to %v", v, z)
	}
}
