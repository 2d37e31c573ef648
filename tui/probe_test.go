package tui

import (
	"math"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/tui/layout"
	"bijou/tui/pane"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// clickAt clicks a cell of a plot, counted from its own corner.
func (s *session) clickAt(p layout.Pane, x, y int) {
	s.Helper()
	r := s.app.Inside(p)
	s.send(tea.MouseClickMsg{X: r.X + x, Y: r.Y + y, Button: tea.MouseLeft})
	s.settle()
}

// cell is where the point lies in a plot, behind layer k.
func (s *session) cell(side *pane.SidePlot, k int) [2]int {
	s.Helper()
	at := s.app.Probe.ProbeAt(k)
	x, y, ok := side.Shown.Cell(side.Viewport.W, side.Viewport.H, at[s.app.Plots.Axes[0]], at[s.app.Plots.Axes[1]])
	if !ok {
		s.Fatalf("the point %v is not in the plot", at)
	}
	return [2]int{x, y}
}

func TestAProbeShowsLogPOfThePointAndItsTwin(t *testing.T) {
	s := newSession(t, large)
	s.press("N i")
	p := s.app.Probe.Probed()
	x, logp := ad.New(1, 2), make([]float64, 1)
	copy(x.Data, s.app.Snap.Data.Val.Row(nil, 0))
	s.app.Snap.LogProb(logp, x)
	if math.Abs(p.LogProb-logp[0]) > 1e-9 || s.app.Want.Focus != layout.Samples {
		t.Errorf("log p is %g, want %g", p.LogProb, logp[0])
	}
	s.sees("7 probe", "log p"+plot.Fixed(logp[0], 8, 3, plot.Braille), "of held-out points", "round trip", "6 NLL")
	if n := strings.Count(s.screen(), "✚"); n != 2 {
		t.Errorf("there are %d crosses, want one at either side", n)
	}
	s.press("esc")
	s.misses("7 probe", "✚")
	s.press("7")
	s.sees("no point is probed")
}

func TestAProbeFollowsTheFlowAsItLearns(t *testing.T) {
	s := newSession(t, large)
	s.press("i")
	point, before := slices.Clone(s.app.Probe.Point), s.app.Probe.Probed()
	s.press("n")
	after := s.app.Probe.Probed()
	if after.Version != view.VersionOf(s.app.Snap) || slices.Equal(before.At[0], after.At[0]) || !slices.Equal(s.app.Probe.Point, point) {
		t.Errorf("the point %v came from %v, and after a step from %v", point, before.At[0], after.At[0])
	}
	s.press("1 d")
	if p := s.app.Probe.Probed(); p == nil || len(p.Layers) != 4 {
		t.Error("the probe does not follow an edit")
	}
}

func TestArrowsMoveThePointByHalfACell(t *testing.T) {
	s := newSession(t, large)
	s.press("i")
	side, before := &s.app.Plots.Sample, slices.Clone(s.app.Probe.Point)
	half := (side.Shown.XMax - side.Shown.XMin) / float64(2*side.Viewport.W)
	s.press("l right h k L")
	if d := (s.app.Probe.Point[0] - before[0]) / half; math.Abs(d-6) > 1e-9 {
		t.Errorf("it moved %g half cells to the right, want 1 + 1 − 1 + 5", d)
	}
	if d := s.app.Probe.Point[1] - before[1]; math.Abs(d-half*2) > 1e-9 { // a cell is twice as high as wide
		t.Errorf("it moved up by %g, want %g", d, 2*half)
	}
}

func TestThePointIsMovedOnTheBaseToo(t *testing.T) {
	s := newSession(t, large)
	s.press("N i 4")
	z := slices.Clone(s.app.Probe.Probed().At[0])
	s.press("shift+up")
	p := s.app.Probe.Probed()
	if s.app.Probe.At != screen.BaseRow || p.At[0][0] != z[0] || !(p.At[0][1] > z[1]) {
		t.Errorf("the twin %v moved to %v", z, p.At[0])
	}
	m := ad.New(1, 2)
	copy(m.Data, p.At[0])
	at := s.app.Snap.Forward(m)
	for j, v := range at[len(at)-1].Data {
		if math.Abs(v-p.At[len(p.At)-1][j]) > 1e-9 {
			t.Errorf("its x is %v, want %v", p.At[len(p.At)-1], at[len(at)-1].Data)
		}
	}
	s.press("esc 4 i")
	if s.app.Probe.At != screen.BaseRow || s.app.Probe.Point[0] != 0 {
		t.Error("i on the base does not take its middle")
	}
}

func TestTheDepthShowsThePointOnItsWay(t *testing.T) {
	s := newSession(t, large)
	s.press("N i [ [")
	s.sees("after layer 3")
	third := slices.Clone(s.app.Probe.Probed().At[3])
	s.press("l")
	if p := s.app.Probe.Probed(); s.app.Probe.HeldAt() != 3 || !(p.At[3][0] > third[0]) || p.At[3][1] != third[1] {
		t.Errorf("behind layer %d it moved from %v to %v", s.app.Probe.HeldAt(), third, p.At[3])
	}
	s.press("] ] p")
	if !s.app.Playing || s.app.Probe.HeldAt() != 3 {
		t.Error("playing moves the point")
	}
}

func TestAClickProbesWhatItHits(t *testing.T) {
	for _, size := range []tea.WindowSizeMsg{large, middle, narrow} {
		s := newSession(t, size)
		s.press("5")
		s.clickAt(layout.Samples, 12, 6)
		if got := s.cell(&s.app.Plots.Sample, 5); got != [2]int{12, 6} {
			t.Errorf("%dx%d: the point is in cell %v", size.Width, size.Height, got)
		}
		s.press("4")
		s.clickAt(layout.Base, 9, 7)
		if got := s.cell(&s.app.Plots.Base, 0); got != [2]int{9, 7} || s.app.Probe.At != screen.BaseRow {
			t.Errorf("%dx%d: the point of the base is in cell %v", size.Width, size.Height, got)
		}
	}
}

func TestTheShareOfLessLikelyTestPoints(t *testing.T) {
	s := newSession(t, large)
	s.press("N i")
	logp := make([]float64, s.app.Snap.Data.Val.Rows)
	s.app.Snap.LogProb(logp, s.app.Snap.Data.Val)
	less := 0
	for _, v := range logp {
		if v < s.app.Probe.Probed().LogProb-1e-12 {
			less++
		}
	}
	s.sees("likelier than" + plot.Fixed(100*float64(less)/float64(len(logp)), 4, 0, plot.Braille) + "%")
}

func TestOtherColumnsAreThoseOfTheNearestTestPoint(t *testing.T) {
	s := newSession(t, large, withData(catalogued(t, "iris")), withStack("actnorm, autoregressive(hidden=4)"))
	s.clickAt(layout.Samples, 20, 10)
	v, axes := &s.app.Probe, s.app.Plots.Axes
	at := pane.Nearest(s.app.Snap.Data.Val, axes, v.Point[axes[0]], v.Point[axes[1]])
	for j, x := range s.app.Snap.Data.Val.Row(nil, at) {
		if j != axes[0] && j != axes[1] && v.Point[j] != x {
			t.Errorf("column %d is %g, of test point %d %g", j, v.Point[j], at, x)
		}
	}
	s.sees("other columns of held-out point " + plot.Grouped(at+1, plot.Braille))
	s.press("4 l")
	s.sees("other columns as they were")
}

func TestAPointOnALineIsWrittenOut(t *testing.T) {
	src := positiveLine()
	src.Columns = []string{"x"}
	s := newSession(t, large, withData(src), withStack("affine, exp"))
	s.press("i L")
	p := s.app.Probe.Probed()
	own := s.app.Snap.Data.Mean[0] + s.app.Snap.Data.SD[0]*p.At[2][0]
	s.sees("x "+plot.Fixed(own, 6, 2, plot.Braille), "7 probe", plot.Fixed(p.LogProb, 8, 3, plot.Braille)+" =")
	s.press("k")
	s.sees("there is one column")
	s.clickAt(layout.Samples, 30, 10)
	r := new(plot.Axes).Inside(s.app.Inside(layout.Samples))
	x := s.app.Snap.Data.Mean[0] + s.app.Snap.Data.SD[0]*s.app.Probe.Point[0]
	if cx, _, _ := s.app.Plots.Sample.Shown.Cell(r.W, r.H, x, s.app.Plots.Sample.Shown.YMax/2); cx != 30-5 {
		t.Errorf("a click at 30 takes the point in column %d", cx+5)
	}
}

func TestAPointWithoutDensitySaysSo(t *testing.T) {
	src := positiveLine()
	src.Columns = []string{"x"}
	s := newSession(t, large, withData(src), withStack("affine, exp"))
	s.press("i")
	s.app.Probe.PutProbe(screen.DataRow, []float64{-100}, -1)
	s.run(s.app.startJobs())
	s.sees("no density here")
}

func TestOtherColumnsEndTheProbe(t *testing.T) {
	s := newSession(t, middle)
	s.press("i 7")
	s.sees("7 probe")
	s.misses("6 NLL")
	s.press("6")
	s.sees("6 NLL")
	s.press("5")
	s.run(s.app.Data.UseSource(pane.SourceMsg{Source: catalogued(t, "iris"), Fresh: true}))
	s.settle()
	if s.app.Want.Probe {
		t.Error("a point of two columns is probed in four")
	}
}

func TestThePointDriftsWithTheSamples(t *testing.T) {
	s := newSession(t, large, withDrift)
	s.press("n n n i p")
	for range 4 {
		s.send(pane.PlayMsg(s.app.Plots.Path.Plays))
		s.settle()
	}
	if s.app.Plots.Path.MomentShown() != 4 {
		t.Fatalf("it plays moment %d", s.app.Plots.Path.MomentShown())
	}
	p := s.app.Probe.Probed()
	at, from, to := s.app.Probe.ProbeShown(), p.At[0], p.At[1]
	if len(p.Way) != view.Moments+2 || slices.Equal(at, from) || slices.Equal(at, to) {
		t.Errorf("at moment 4 of the way from %v to %v it is at %v", from, to, at)
	}
	for k, stop := range p.Stops {
		for j, v := range p.At[k] {
			if math.Abs(p.Way[stop][j]-v) > 1e-4 {
				t.Errorf("behind layer %d it is at %v, by moments at %v", k, p.At[k], p.Way[stop])
			}
		}
	}
}
