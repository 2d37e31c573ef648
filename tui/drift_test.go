package tui

import (
	"math"
	"strings"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/pane"
	"bijou/tui/view"
)

// turn is a flow that turns the base by a radian from its second layer on.
func turn(t *testing.T) *model.Snapshot {
	fit, err := model.NewFit(model.Config{Source: ringSource(), Spec: spec(t, "shear(factor=1), cnf(hidden=0), cnf(hidden=0, off)"), Settings: settings(t, "sgd"), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fit.Close)
	s := fit.Snapshot()
	for _, b := range s.Stack.Layers[1].Blocks {
		copy(b.In(s.Theta), []float64{0, -1, 0, 1, 0, 0}) // dx₁/dt = −x₂, dx₂/dt = x₁
		break
	}
	return s
}

func TestMomentsAreWhereAKnownFieldHasThem(t *testing.T) {
	z := ad.FromRows([][]float64{{1, 0}, {0, 2}, {-1, -1}})
	d := view.MakeDrift(turn(t), z, model.Batch{X: z}, [2]int{0, 1}, true)
	if len(d.Cloud.Model) != view.Moments+3 || len(d.Lattice.At) != view.Moments+3 || d.Stops[2] != 1+view.Moments || d.Since(1) != 1 || d.Since(2) != 1 || d.Since(3) != 2+view.Moments {
		t.Fatalf("%d batches, %d lattices, stops at %v", len(d.Cloud.Model), len(d.Lattice.At), d.Stops)
	}
	for m := range view.Moments + 1 {
		sin, cos := math.Sincos(float64(m) / view.Moments)
		at := d.Cloud.Model[1+m]
		for i := range z.Rows {
			x, y := z.At(i, 0)+z.At(i, 1), z.At(i, 1) // behind the shear
			if want := [2]float64{cos*x - sin*y, sin*x + cos*y}; math.Hypot(at.X[i]-want[0], at.Y[i]-want[1]) > 1e-4 {
				t.Errorf("at moment %d sample %d is at %.5f, %.5f, want %.5f", m, i, at.X[i], at.Y[i], want)
			}
		}
	}
}

func withDrift(o *Options, c *model.Config) { withStack("cnf(hidden=8), affine")(o, c) }

func TestADriftIsPlayedMomentByMoment(t *testing.T) {
	s := newSession(t, large, withDrift)
	beat := func() { s.send(pane.PlayMsg(s.app.Plots.Path.Plays)); s.settle() }
	s.press("p")
	s.sees("depth 0/2", "z ●─1─2 x")
	for m := 1; m < view.Moments; m++ {
		beat()
		if s.app.Plots.Path.MomentShown() != m || s.app.Depth() != 0 {
			t.Fatalf("after %d beats it is at moment %d of depth %d", m, s.app.Plots.Path.MomentShown(), s.app.Depth())
		}
		if m == 6 {
			s.sees("in layer 1 · t 0.38", "depth 0.38/2", "z ○●1─2 x")
		}
	}
	beat()
	s.sees("after layer 1", "depth 1/2")
	beat()
	s.sees("x = f(z)", "depth 2/2")
	if s.app.Playing {
		t.Error("it does not stop at the data")
	}
}

func TestAFlippedLayerDriftsBackInTime(t *testing.T) {
	s := newSession(t, large, withStack("cnf(hidden=8, flip)"))
	s.press("p")
	for range 4 {
		s.send(pane.PlayMsg(s.app.Plots.Path.Plays))
	}
	s.sees("in layer 1 · t 0.75", "depth 0.25/1")
}

func TestAPlayStopsAtAMoment(t *testing.T) {
	for keys, want := range map[string]struct{ depth, moment int }{
		"p": {0, 5}, "p p": {0, 5}, "[": {0, 0}, "]": {1, 0}, "g": {0, 0}, "o": {0, 5}, "o o": {0, 0}, "p m": {0, 0},
	} {
		s := newSession(t, large, withDrift)
		s.press("p")
		for range 5 {
			s.send(pane.PlayMsg(s.app.Plots.Path.Plays))
		}
		s.press(keys)
		if s.app.Depth() != want.depth || s.app.Plots.Path.MomentShown() != want.moment {
			t.Errorf("%s leads to moment %d of depth %d, want %d of %d", keys, s.app.Plots.Path.MomentShown(), s.app.Depth(), want.moment, want.depth)
		}
		s.checkFrame(large.Width, large.Height)
	}
}

func TestAMapGoesFromLayerToLayer(t *testing.T) {
	s := newSession(t, large, withDrift)
	s.press("o o p")
	s.send(pane.PlayMsg(s.app.Plots.Path.Plays))
	if s.app.Depth() != 1 || s.app.Plots.Pictures.Drift != nil {
		t.Error("the map waits for moments that it does not show")
	}
}

func TestTrailsAreOfferedWhereSamplesDrift(t *testing.T) {
	s := newSession(t, large)
	s.press("o o o o o o o o")
	s.sees("plots: points")
	s = newSession(t, large, withDrift)
	s.press("o o o o")
	s.sees("[ and ] go there", "f(z)")
	s.misses("─ drift")
	s.press("[")
	s.sees("after layer 1", "─ drift")
	if n := len(s.app.Plots.Pictures.Drift.Cloud.Model); n != view.Moments+2 {
		t.Errorf("%d batches, want %d", n, view.Moments+2)
	}
	s.press("m") // the affine layer is bypassed, which leaves the drift
	s.sees("─ drift")
	s.press("k m")
	s.misses("─ drift")
	s.press("o")
	s.sees("plots: points")

	s = newSession(t, large, withData(catalogued(t, "iris")), withDrift)
	s.press("[ o")
	s.sees("─ drift")
	s.press("x")
	s.sees("─ drift", "petal_length")
	s.press("o o o")
	s.sees("plots: points")
}

func TestATrailGoesThroughEveryMoment(t *testing.T) {
	s := newSession(t, large, withDrift)
	s.press("N [ o o o o")
	lines := strings.Split(s.screen(), "\n")
	r, trail := s.app.Inside(layout.Samples), s.app.Plots.Path.Trail()
	if len(trail) != view.Moments+1 {
		t.Fatalf("a trail of %d batches, want %d", len(trail), view.Moments+1)
	}
	for m, at := range trail {
		for i := range view.Trails {
			x, y, ok := s.app.Plots.Sample.Shown.Cell(r.W, r.H, at.X[i], at.Y[i])
			if c := []rune(lines[r.Y+y])[r.X+x]; ok && (c <= 0x2800 || c > 0x28ff) {
				t.Errorf("at moment %d sample %d is not drawn: there is %q", m, i, c)
			}
		}
	}
	s.press("[") // where the drift begins there are only points
	s.sees("⠶ f(z)")
}

func TestOtherPointsAreNotOfTheMoment(t *testing.T) {
	s := newSession(t, large, withData(catalogued(t, "iris")), withDrift)
	s.press("p")
	for range 3 {
		s.send(pane.PlayMsg(s.app.Plots.Path.Plays))
	}
	s.app.Plots.Pictures.Drifts.Busy = true // the next moments take a while
	s.press("x")
	s.misses("· t 0.")
	s.app.Plots.Pictures.Drifts.Busy = false
	s.press("y")
	s.sees("· t 0.19")
}
