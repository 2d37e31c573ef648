package tui

import (
	"math"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/pane"
	"bijou/tui/theme"
	"bijou/tui/view"
)

func TestACloudShowsBothWaysThroughAKnownFlow(t *testing.T) {
	fit, err := model.NewFit(model.Config{Source: ringSource(), Spec: spec(t, "rotate(angle=90), shear(factor=2)"), Settings: settings(t, "sgd"), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer fit.Close()
	z := ad.FromRows([][]float64{{1, 0}, {0, 2}, {-1, -1}})
	c := view.MakeCloud(fit.Snapshot(), z, model.Batch{X: z}, [2]int{0, 1})
	if len(c.Model) != 3 || len(c.Data) != 3 {
		t.Fatalf("%d and %d depths, want 3", len(c.Model), len(c.Data))
	}
	near := func(got view.Points, want [][]float64) {
		t.Helper()
		for i, w := range want {
			if math.Hypot(got.X[i]-w[0], got.Y[i]-w[1]) > 1e-12 {
				t.Errorf("point %d is at %.3f, %.3f, want %v", i, got.X[i], got.Y[i], w)
			}
		}
	}
	near(c.Model[1], [][]float64{{0, 1}, {-2, 0}, {1, -1}})
	near(c.Model[2], [][]float64{{2, 1}, {-2, 0}, {-1, -1}}) // x₁ = z₁ + 2·z₂
	near(c.Data[2], [][]float64{{1, 0}, {0, 2}, {-1, -1}})
	near(c.Data[1], [][]float64{{1, 0}, {-4, 2}, {1, -1}})
	near(c.Data[0], [][]float64{{0, -1}, {2, 4}, {-1, -1}})
}

func TestHuesGoRoundTheCircle(t *testing.T) {
	for i := range theme.Hues {
		angle := 2 * math.Pi * float64(i) / theme.Hues
		for _, off := range []float64{-0.39, 0, 0.39} { // just inside of an eighth
			if got := view.AngleHue(math.Cos(angle+off), math.Sin(angle+off)); got != uint8(i) {
				t.Errorf("the direction %.2f has hue %d, want %d", angle+off, got, i)
			}
		}
	}
	if view.AngleHue(math.NaN(), 1) != 0 || view.QuantileHue(math.NaN()) != 0 {
		t.Error("a point that is nowhere has no hue")
	}
	for x, want := range map[float64]uint8{-9: 0, -0.1: 3, 0.1: 4, 9: 7} {
		if got := view.QuantileHue(x); got != want {
			t.Errorf("%g has hue %d, want %d", x, got, want)
		}
	}
}

// A heap has the area of a density: 1.
func TestAHeapIsAsHighAsAHistogram(t *testing.T) {
	x := []float64{0.01, 0.02, 0.03, 0.55, math.NaN(), math.NaN()}
	h := view.Heap(x)
	unit := 1 / (float64(len(x)) * view.HeapBin)
	for i, want := range []float64{0.5, 1.5, 2.5, 0.5} {
		if math.Abs(h.Y[i]-want*unit) > 1e-12 {
			t.Errorf("point %d lies at %g, want %g", i, h.Y[i], want*unit)
		}
	}
}

func TestLostPointsAreCountedOnce(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	path := []view.Points{{X: []float64{1, 2, 3}, Y: []float64{1, 2, 3}}, {X: []float64{1, nan, inf}, Y: []float64{1, 2, inf}}, {X: []float64{1, nan, 0}, Y: []float64{0, 0, 0}}}
	if n := view.Lost(path); n != 2 {
		t.Errorf("%d points are lost, want 2", n)
	}
}

func TestDeepFlowsOfManyColumnsShowFewerPoints(t *testing.T) {
	if n := view.CloudSize(2, 8); n != view.CloudPoints {
		t.Errorf("%d points for a usual flow", n)
	}
	if n := view.CloudSize(64, 64); n*64*65 > view.CloudFloats || n < 500 {
		t.Errorf("%d points for the largest flow", n)
	}
}

func TestTheLedgerOnTheScreenIsTheNLLOfTheStatus(t *testing.T) {
	s := newSession(t, large)
	s.press("N")
	if got, want := s.app.Flow.Ledger.Account.NLL, s.app.Snap.Val; math.Abs(got-want) > 1e-9 {
		t.Errorf("the ledger says %.12f, the status %.12f", got, want)
	}
	s.sees("= sum, exactly")
	s.app.Flow.Ledger.Account.Residual = 1e-3
	s.sees("≠ sum by 1e−3")
	s.app.Flow.Ledger.Account.Residual = math.NaN()
	s.misses("= sum, exactly")
}

func TestBarsRescaleInSteps(t *testing.T) {
	var v pane.Ledger
	take := func(mean float64) float64 {
		v.Take(pane.LedgerMsg{Ledger: model.Ledger{Layers: []model.LayerStats{{ID: 1, Mean: mean}}}}, true)
		return v.Full
	}
	if full := take(-0.9); full != 1 {
		t.Errorf("a bar of 0.9 has a scale of %g, want 1", full)
	}
	if full := take(0.5); full != 1 {
		t.Errorf("the scale follows a bar of 0.5 to %g", full)
	}
	if full := take(0.1); full != 0.1 {
		t.Errorf("the scale does not follow a bar of 0.1: %g", full)
	}
	if take(math.NaN()); v.Full != 0.1 && v.Full != 1 {
		t.Errorf("NaN moves the scale to %g", v.Full)
	}
}
