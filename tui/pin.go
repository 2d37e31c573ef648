package tui

import (
	"math"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/job"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// A pinned run is A, which the live one, B, is compared with. It is a snapshot
// with its pictures, and takes the place of the base side.
type pinned struct {
	snap     *model.Snapshot
	cloud    *view.Cloud // nil until it is made, like the next three
	line     *view.Line
	lattice  *view.Lattice
	distance *view.Distance
	side     sidePlot
}

// togglePin makes the present run A, or takes A away.
func (a *App) togglePin() tea.Cmd {
	if a.pin != nil {
		return a.unpin("unpinned: 4 is the base side again")
	}
	a.pin = &pinned{snap: a.Snap}
	if a.Want.Plots != layout.BothPlots {
		a.Want.Plots = layout.BothPlots
	}
	a.plots.sample.viewport = viewport{}
	a.Arrange()
	return a.Say("pinned as A in 4; change what you like and compare: c unpins")
}

func (a *App) unpin(why string) tea.Cmd {
	a.pin = nil
	a.plots.base.viewport, a.loss.stale, a.Dirty = viewport{}, true, true
	return a.Say(why)
}

// exposePin makes the pictures of A that are looked at, and measures both runs.
func (a *App) exposePin(resting bool) tea.Cmd {
	p, w := a.pin, &a.pictures.pins
	if p == nil || !w.Free(a.Clock.Now(), resting || !p.ready(a)) {
		return nil
	}
	most := w.Size(true)
	s, n, axes := p.snap, a.pictures.clouds.Size(true), a.plots.axes
	put := func(take func(*pinned)) func(*App) {
		return func(a *App) {
			if a.pin == p {
				take(p)
				p.side.viewport, a.loss.stale = viewport{}, true
			}
		}
	}
	switch {
	case p.cloud == nil || p.cloud.Axes != axes:
		return start(w, func() func(*App) {
			c := view.MakeCloud(s, p.base(n), p.data(n), axes)
			return put(func(p *pinned) { p.cloud = c })
		})
	case s.Stack.Dim == 1 && p.line == nil:
		return start(w, func() func(*App) {
			l := view.MakeLine(s, p.base(n).Data, view.LineSample(s.Data, view.LineData))
			return put(func(p *pinned) { p.line = l })
		})
	case a.plots.look.hasLattice(s) && p.lattice == nil:
		return start(w, func() func(*App) {
			l := view.MakeLattice(s, p.base(n))
			return put(func(p *pinned) { p.lattice = l })
		})
	case p.distance == nil:
		return start(w, func() func(*App) {
			d := view.MeasureDistance(s, most)
			return put(func(p *pinned) { p.distance = d })
		})
	}
	live, draws := a.Snap, w.Size(resting)
	if b := a.pictures.distance; b != nil && b.Version == view.VersionOf(live) && b.Draws >= draws {
		return nil
	}
	return start(w, func() func(*App) {
		d := view.MeasureDistance(live, draws)
		return func(a *App) {
			if d.Version.SameFlow(view.VersionOf(a.Snap)) {
				a.pictures.distance = d
			}
		}
	})
}

// base returns samples of the base of A, whatever B starts from by now.
func (p *pinned) base(n int) *ad.Mat {
	return view.BaseSample(p.snap, min(n, view.CloudSize(p.snap.Stack.Dim, len(p.snap.Stack.Layers))))
}

// data returns points of the data of A.
func (p *pinned) data(n int) *ad.Mat {
	return view.DataSample(p.snap.Data, min(n, view.CloudSize(p.snap.Stack.Dim, len(p.snap.Stack.Layers))))
}

// ready tells whether A has all its pictures.
func (p *pinned) ready(a *App) bool {
	return p.cloud != nil && p.distance != nil && (p.snap.Stack.Dim != 1 || p.line != nil) && (p.lattice != nil || !a.plots.look.hasLattice(p.snap))
}

// newPins returns the worker for A and for the comparison.
func newPins() job.Worker {
	return job.Worker{Share: 0.03, Least: time.Second, Most: 3 * time.Second, Sizes: []int{view.DistanceDraws / 10, view.DistanceDraws}}
}

// fitPinView gives the picture of A the scale and the middle of that of B.
func (a *App) fitPinView(v seenSide) {
	b, s := &a.plots.sample, v.side
	s.shown = b.shown
	if b.viewport.w > 0 && b.viewport.h > 0 {
		w, h := float64(v.r.W)/float64(b.viewport.w), float64(v.r.H)/float64(b.viewport.h)
		x, y := (b.shown.XMin+b.shown.XMax)/2, (b.shown.YMin+b.shown.YMax)/2
		s.shown.XMin, s.shown.XMax = x+w*(b.shown.XMin-x), x+w*(b.shown.XMax-x)
		s.shown.YMin, s.shown.YMax = y+h*(b.shown.YMin-y), y+h*(b.shown.YMax-y)
	}
}

// drawPin draws A as B is drawn, at full depth.
func (a *App) drawPin(r plot.Rect) {
	p, c := a.pin, a.pin.cloud
	if c == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	k := len(p.snap.Stack.Layers)
	if p.snap.Stack.Dim == 1 {
		a.drawLine(r, &p.side, p.line, p.snap, k, c.Model[k], c.Hue, c.Data[k])
		return
	}
	a.drawModel(r, &p.side, p.lattice, k, c.Model[k], c.Hue, c.Data[k])
}

// pinText is what stands in the frame of A.
func (a *App) pinText() screen.Text {
	p, t := a.pin, &a.Theme
	text := screen.Text{Title: a.Title(layout.Base, "A", objectiveOf(p.snap)), Foot: a.distanceText(p.snap, p.distance, layout.Base)}
	text.Title = append(text.Title, plot.Span{Text: ", pinned at step " + plot.Grouped(p.snap.Step, a.Glyphs), Style: t.Dim})
	if a.plots.look.hasHeat(p.snap) {
		const room = 13 // beside the objective
		text.Note = p.side.heatLegend(a, room)
	}
	return text
}

// objectiveOf names what a run makes small.
func objectiveOf(s *model.Snapshot) string {
	if s.Reverse {
		return "reverse KL"
	}
	return "forward KL"
}

// pinCurve is the training curve of A as the chart of B shows it; ok is false
// if the two cannot be compared. Under two objectives A stands as far above B's
// floor as above its own, which is a divergence, and the name says which.
func (a *App) pinCurve() (series plot.Series, ok bool) {
	if a.pin == nil {
		return series, false
	}
	p, s, shift := a.pin.snap, a.Snap, 0.0
	series = plot.Series{Name: "A", Stroke: plot.Marks, Style: a.Theme.Dim}
	if p.Reverse != s.Reverse {
		if shift = s.Entropy - p.Entropy; math.IsNaN(shift) {
			return series, false
		}
		forward, reverse := a.divergences(true)
		if series.Name = "A " + forward; p.Reverse {
			series.Name = "A " + reverse
		}
	}
	for _, point := range p.History.Train {
		series.Steps = append(series.Steps, float64(point.Step))
		series.Values = append(series.Values, point.NLL+shift)
	}
	return series, true
}

// pinDifference tells how B compares with A: by the test loss if both have the
// same, else by both divergences.
func (a *App) pinDifference() []plot.Span {
	if a.pin == nil {
		return nil
	}
	p, s := a.pin, a.Snap
	if p.snap.Reverse == s.Reverse {
		return append([]plot.Span{{Text: "  B − A", Style: a.Theme.Dim}}, a.difference("", s.Test-p.snap.Test)...)
	}
	b := a.pictures.distance
	if b == nil || p.distance == nil || !b.Reverse.Known() || !p.distance.Reverse.Known() {
		return nil
	}
	const roomy = 60 // columns
	forward, reverse := a.divergences(a.Layout.Panes[layout.Loss].W >= roomy)
	spans := []plot.Span{{Text: "  B − A", Style: a.Theme.Dim}}
	spans = append(spans, a.difference("  "+forward, b.Forward.Mean-p.distance.Forward.Mean)...)
	return append(spans, a.difference("  "+reverse, b.Reverse.Mean-p.distance.Reverse.Mean)...)
}

// difference is a signed number, by colour good where it is not above 0.
func (a *App) difference(name string, d float64) []plot.Span {
	style := a.Theme.Good
	if !(d <= 0) {
		style = a.Theme.Expand
	}
	return []plot.Span{{Text: name, Style: a.Theme.Dim}, {Text: plot.Signed(d, 7, 3, a.Glyphs), Style: style}}
}

// cannotPin says why there is nothing to pin.
func (a *App) cannotPin() string {
	if a.Snap == nil {
		return a.NoSnapshot()
	}
	return ""
}

// followPin lets A go when B is of other columns.
func (a *App) followPin() tea.Cmd {
	if a.pin != nil && (a.pin.snap.Stack.Dim != a.Snap.Stack.Dim || a.pin.snap.Data.Spec != a.Snap.Data.Spec) {
		return a.unpin("A is unpinned: it learnt other data")
	}
	return nil
}
