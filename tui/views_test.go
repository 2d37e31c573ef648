package tui

import (
	"math"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/pane"
	"bijou/tui/view"
)

func TestOGoesThroughTheViews(t *testing.T) {
	s := newSession(t, large)
	s.sees("f⁻¹(data)")
	s.press("o")
	s.sees("squeezed · expanded", "as the flow warps it")
	s.press("o")
	s.sees("log p(z)", "log p(x)", "log p in nats", "██████")
	s.press("o")
	s.sees("⠶ f⁻¹(data)  ─ lattice", "points over")
	s.press("o")
	s.sees("contours of log p", "log p(x)", "───────")
	s.press("o")
	s.sees("ROC of that and of other scores", "finds", "typicality", "exact")
	s.press("o")
	s.sees("film: all depths at once", "x → z, all depths", "z → x, all depths")
	s.press("o")
	s.sees("displacement: segments", "─ z ─ f(z)")
	s.press("o")
	s.sees("f⁻¹(data)", "plots: points")
}

func TestMoreThanTwoColumnsHaveViewsOfPoints(t *testing.T) {
	s := newSession(t, large, withData(catalogued(t, "iris")))
	s.press("o")
	s.sees("film: all depths at once")
	s.press("o")
	s.sees("displacement: segments")
	s.press("o")
	s.sees("plots: points")
	if got := len(view.Of(s.app.Snap)); got != 3 {
		t.Errorf("%d views, want 3", got)
	}
}

// A film has a picture for each depth that there is room for, the base first and the data
// last.
func TestAFilmShowsAllDepthsOrAsManyAsFit(t *testing.T) {
	s := newSession(t, large, withStack("coupling(hidden=4)*3"))
	s.press("o o o o o o")
	for _, row := range []string{"│z                    1 ", "│2                    x "} {
		s.sees(row)
	}
	s = newSession(t, large, withStack("coupling(hidden=4)*40"))
	s.press("o o o o o o 5")
	s.sees("z → x, all depths")
	for _, size := range []tea.WindowSizeMsg{middle, narrow, {Width: 300, Height: 100}, {Width: 34, Height: 11}} {
		s.send(size)
		s.checkFrame(size.Width, size.Height)
	}
}

func TestTheLatticeGoesThroughAKnownFlow(t *testing.T) {
	fit, err := model.NewFit(model.Config{Source: ringSource(), Spec: spec(t, "rotate(angle=90), linear(off), shear(factor=2)"), Settings: settings(t, "sgd"), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer fit.Close()
	l := view.MakeLattice(fit.Snapshot(), ad.New(5, 2))
	if len(l.At) != 4 || len(l.At[0].X) != 2*view.LatticeLines*view.LatticeNodes {
		t.Fatalf("%d depths of %d nodes", len(l.At), len(l.At[0].X))
	}
	for i, x := range l.At[0].X {
		y := l.At[0].Y[i]
		if want := [2]float64{-y + 2*x, x}; math.Hypot(l.At[3].X[i]-want[0], l.At[3].Y[i]-want[1]) > 1e-12 || math.Abs(l.Ladj[3][i]) > 1e-12 {
			t.Fatalf("the node %g, %g goes to %g, %g with log|det| %g", x, y, l.At[3].X[i], l.At[3].Y[i], l.Ladj[3][i])
		}
		if math.Abs(x) > 2.5 || math.Abs(y) > 2.5 {
			t.Fatalf("there is a node at %g, %g", x, y)
		}
	}
}

func TestALatticeTellsSqueezedFromExpanded(t *testing.T) {
	for ladj, want := range map[float64]int{-9: 0, -1: 1, -0.1: 2, 0: 2, 0.3: 2, 1: 3, 2: 4} {
		if got := view.StretchOf(ladj); got != want {
			t.Errorf("a log|det| of %g is of class %d, want %d", ladj, got, want)
		}
	}
	if got := view.StretchOf(math.NaN()); got != 2 {
		t.Errorf("NaN is of class %d", got)
	}
}

func TestAMapIsTheDensityOfTheModel(t *testing.T) {
	s := newSession(t, large)
	s.press("N o o")
	for name, side := range map[string]*pane.SidePlot{"base": &s.app.Plots.Base, "data": &s.app.Plots.Sample} {
		h := side.Heat
		if h == nil {
			t.Fatalf("the %s side has no map", name)
		}
		v := h.Of.View
		cell := (v.XMax - v.XMin) * (v.YMax - v.YMin) / float64(len(h.Field.Values))
		if h.Of.Depth > 0 {
			cell *= math.Exp(s.app.Snap.Data.Units)
		}
		mass := 0.0
		for _, logp := range h.Field.Values {
			mass += cell * math.Exp(logp)
		}
		if mass < 0.9 || mass > 1.02 {
			t.Errorf("the map of the %s side has the mass %.3f", name, mass)
		}
	}
	h, x := s.app.Plots.Sample.Heat, ad.New(1, 2)
	i := len(h.Field.Values)/2 + h.Field.Cols/2
	u, v := h.Of.View.Point(h.Of.Cols, h.Of.Rows, i%h.Of.Cols, i/h.Of.Cols)
	x.Set(0, 0, u)
	x.Set(0, 1, v)
	var want [1]float64
	s.app.Snap.LogProb(want[:], x)
	if math.Abs(h.Field.Values[i]-want[0]) > 1e-9 {
		t.Errorf("in the middle the map has %g, the model %g", h.Field.Values[i], want[0])
	}
}

func TestTheMapFollowsDepthZoomAndSize(t *testing.T) {
	s := newSession(t, large)
	s.press("o o")
	before := *s.app.Plots.Sample.Heat
	s.press("[")
	if h := s.app.Plots.Sample.Heat; h.Of.Depth != before.Of.Depth-1 {
		t.Errorf("the map is of depth %d, want %d", h.Of.Depth, before.Of.Depth-1)
	}
	s.press("] 5 k")
	if h := s.app.Plots.Sample.Heat; h.Of.View.XMax >= before.Of.View.XMax || h.Of.View != s.app.Plots.Sample.Shown {
		t.Error("the map does not zoom")
	}
	s.send(middle)
	if h := s.app.Plots.Sample.Heat; h.Of.Cols == before.Of.Cols || h.Of.View != s.app.Plots.Sample.Shown {
		t.Error("the map does not follow the size of the screen")
	}
}

func TestTheScaleOfAMapMovesInSteps(t *testing.T) {
	var s pane.SidePlot
	for _, c := range []struct{ top, want float64 }{{-1.8, -1.5}, {-1.6, -1.5}, {-2.4, -1.5}, {-3.1, -3}, {-2.9, -2.5}, {math.NaN(), -2.5}} {
		s.Rescale(c.top)
		if s.Heat = new(view.Heat); s.HeatTop != c.want {
			t.Errorf("a map up to %g has a scale up to %g, want %g", c.top, s.HeatTop, c.want)
		}
	}
}

func TestASpikeDoesNotMoveTheScale(t *testing.T) {
	values := make([]float64, 1000)
	values[7], values[8], values[9] = 90, math.Inf(1), math.NaN()
	if top := view.NearlyHighest(values); top != 0 {
		t.Errorf("the top is %g", top)
	}
	if top := view.NearlyHighest([]float64{math.NaN()}); !math.IsNaN(top) {
		t.Errorf("the top of nothing is %g", top)
	}
}

func TestLooksNeedNoColour(t *testing.T) {
	s := newSession(t, large, func(o *Options, _ *model.Config) { o.Environ = append(o.Environ, "NO_COLOR=1") })
	s.press("o o")
	s.sees("░", "▒", "▓", "█")
	s.send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	if strings.Contains(s.app.View().Content, "38;") {
		t.Error("there are colours")
	}
}

func TestThePathIsPlayedLayerByLayer(t *testing.T) {
	s := newSession(t, large)
	s.press("p")
	s.sees("depth 0/5")
	for k := 1; k <= 5; k++ {
		s.send(pane.PlayMsg(s.app.Plots.Path.Plays))
		if s.app.Depth() != k {
			t.Fatalf("after %d beats the depth is %d", k, s.app.Depth())
		}
	}
	s.send(pane.PlayMsg(s.app.Plots.Path.Plays))
	if s.app.Playing || s.app.Depth() != 5 {
		t.Error("it does not stop at the data")
	}
	s.press("p")
	s.send(pane.PlayMsg(s.app.Plots.Path.Plays - 1))
	if s.app.Depth() != 0 {
		t.Error("a playing that was replaced goes on")
	}
	s.press("]")
	s.send(pane.PlayMsg(s.app.Plots.Path.Plays))
	if s.app.Playing || s.app.Depth() != 1 {
		t.Error("a depth chosen by hand does not stop it")
	}
	s.press("p p")
	s.sees("stopped")
}

func TestEveryMapHasAScale(t *testing.T) {
	for _, size := range []tea.WindowSizeMsg{large, middle, narrow} {
		s := newSession(t, size)
		s.press("5 o o")
		lines := strings.Split(s.screen(), "\n")
		count := 0
		for _, line := range lines {
			count += strings.Count(line, "███ ")
		}
		if want := map[tea.WindowSizeMsg]int{large: 2, middle: 2, narrow: 1}[size]; count != want {
			t.Errorf("%d×%d has %d scales, want %d:\n%s", size.Width, size.Height, count, want, s.screen())
		}
	}
}

// The picture of a depth is the same, whichever way one came there.
func TestADepthHasItsOwnView(t *testing.T) {
	s := newSession(t, large, withStack("affine(scale=3), affine(scale=0.1)"))
	before := s.app.Plots.Sample.Shown
	s.press("[ [ ] ]")
	if after := s.app.Plots.Sample.Shown; after != before {
		t.Errorf("the view is %+v, was %+v", after, before)
	}
}
