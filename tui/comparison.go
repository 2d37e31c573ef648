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

// comparison is the pinned run A beside the one that goes on, B.
type comparison struct {
	*screen.State
	plots *plotsView
	run   *pinned // nil if nothing is pinned
}

// togglePin makes the present run A, or takes A away.
func (c *comparison) togglePin() tea.Cmd {
	if c.run != nil {
		return c.unpin("unpinned: 4 is the base side again")
	}
	c.run = &pinned{snap: c.Snap}
	if c.Want.Plots != layout.BothPlots {
		c.Want.Plots = layout.BothPlots
	}
	c.plots.sample.viewport = viewport{}
	c.Arrange()
	return c.Say("pinned as A in 4; change what you like and compare: c unpins")
}

func (c *comparison) unpin(why string) tea.Cmd {
	c.run = nil
	c.plots.base.viewport, c.Dirty = viewport{}, true
	c.Changed++
	return c.Say(why)
}

// exposePin makes the pictures of A that are looked at, and measures both runs.
func (c *comparison) exposePin(resting bool) tea.Cmd {
	p, w := c.run, &c.plots.pictures.pins
	if p == nil || !w.Free(c.Clock.Now(), resting || !p.ready(c.plots)) {
		return nil
	}
	most := w.Size(true)
	s, n, axes := p.snap, c.plots.pictures.clouds.Size(true), c.plots.axes
	put := func(take func(*pinned)) func() {
		return func() {
			if c.run == p {
				take(p)
				p.side.viewport = viewport{}
				c.Changed++
			}
		}
	}
	switch {
	case p.cloud == nil || p.cloud.Axes != axes:
		return start(w, func() func() {
			c := view.MakeCloud(s, p.base(n), p.data(n), axes)
			return put(func(p *pinned) { p.cloud = c })
		})
	case view.OneColumn(s) && p.line == nil:
		return start(w, func() func() {
			l := view.MakeLine(s, p.base(n).Data, view.LineSample(s.Data, view.LineData))
			return put(func(p *pinned) { p.line = l })
		})
	case c.plots.current().Needs().Lattice && p.lattice == nil:
		return start(w, func() func() {
			l := view.MakeLattice(s, p.base(n))
			return put(func(p *pinned) { p.lattice = l })
		})
	case p.distance == nil:
		return start(w, func() func() {
			d := view.MeasureDistance(s, most)
			return put(func(p *pinned) { p.distance = d })
		})
	}
	live, draws := c.Snap, w.Size(resting)
	if b := c.plots.pictures.distance; b != nil && b.Version == view.VersionOf(live) && b.Draws >= draws {
		return nil
	}
	return start(w, func() func() {
		d := view.MeasureDistance(live, draws)
		return func() {
			if d.Version.SameFlow(view.VersionOf(c.Snap)) {
				c.plots.pictures.distance = d
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
func (p *pinned) ready(a *plotsView) bool {
	return p.cloud != nil && p.distance != nil && (!view.OneColumn(p.snap) || p.line != nil) && (p.lattice != nil || !a.current().Needs().Lattice)
}

// newPins returns the worker for A and for the comparison.
func newPins() job.Worker {
	return job.Worker{Share: 0.03, Least: time.Second, Most: 3 * time.Second, Sizes: []int{view.DistanceDraws / 10, view.DistanceDraws}}
}

// fitPinView gives the picture of A the scale and the middle of that of B.
func (c *comparison) fitPinView(at seenSide) {
	b, s := &c.plots.sample, at.side
	s.Shown = b.Shown
	if b.viewport.w > 0 && b.viewport.h > 0 {
		w, h := float64(at.r.W)/float64(b.viewport.w), float64(at.r.H)/float64(b.viewport.h)
		x, y := (b.Shown.XMin+b.Shown.XMax)/2, (b.Shown.YMin+b.Shown.YMax)/2
		s.Shown.XMin, s.Shown.XMax = x+w*(b.Shown.XMin-x), x+w*(b.Shown.XMax-x)
		s.Shown.YMin, s.Shown.YMax = y+h*(b.Shown.YMin-y), y+h*(b.Shown.YMax-y)
	}
}

// pinScene is A at full depth.
func (c *comparison) pinScene() view.Scene {
	p, s, k := c.run, c.plots.scene(), len(c.run.snap.Stack.Layers)
	s.Snap, s.Depth = p.snap, k
	s.Lattice, s.At, s.To = p.lattice, k, k
	s.Line, s.Mark = p.line, view.MarkOf(p.line, k, c.Theme.Strong)
	if c := p.cloud; c != nil {
		s.Target, s.Image, s.ImageHue = c.Data[k], c.Model[k], c.Hue
	}
	return s
}

// drawPin draws A as B is drawn, at full depth.
func (c *comparison) drawPin(r plot.Rect) {
	p := c.run
	if p.cloud == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	scene := c.pinScene()
	c.plots.current().Draw(&c.Grid, r, &p.side.Canvas, &scene)
}

// pinText is what stands in the frame of A.
func (c *comparison) pinText() screen.Text {
	p, t := c.run, &c.Theme
	text := screen.Text{Title: c.Title(layout.Base, "A", objectiveOf(p.snap)), Foot: c.distanceText(p.snap, p.distance, layout.Base)}
	text.Title = append(text.Title, plot.Span{Text: ", pinned at step " + plot.Grouped(p.snap.Step, c.Glyphs), Style: t.Dim})
	if c.plots.current().Needs().Heat {
		const room = 13 // beside the objective
		text.Note = c.plots.legend(&p.side, c.pinScene(), room)
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
func (c *comparison) pinCurve() (series plot.Series, ok bool) {
	if c.run == nil {
		return series, false
	}
	p, s, shift := c.run.snap, c.Snap, 0.0
	series = plot.Series{Name: "A", Stroke: plot.Marks, Style: c.Theme.Dim}
	if p.Reverse != s.Reverse {
		if shift = s.Entropy - p.Entropy; math.IsNaN(shift) {
			return series, false
		}
		forward, reverse := c.divergences(true)
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
func (c *comparison) pinDifference() []plot.Span {
	if c.run == nil {
		return nil
	}
	p, s := c.run, c.Snap
	if p.snap.Reverse == s.Reverse {
		return append([]plot.Span{{Text: "  B − A", Style: c.Theme.Dim}}, c.difference("", s.Test-p.snap.Test)...)
	}
	b := c.plots.pictures.distance
	if b == nil || p.distance == nil || !b.Reverse.Known() || !p.distance.Reverse.Known() {
		return nil
	}
	const roomy = 60 // columns
	forward, reverse := c.divergences(c.Layout.Panes[layout.Loss].W >= roomy)
	spans := []plot.Span{{Text: "  B − A", Style: c.Theme.Dim}}
	spans = append(spans, c.difference("  "+forward, b.Forward.Mean-p.distance.Forward.Mean)...)
	return append(spans, c.difference("  "+reverse, b.Reverse.Mean-p.distance.Reverse.Mean)...)
}

// difference is a signed number, by colour good where it is not above 0.
func (c *comparison) difference(name string, d float64) []plot.Span {
	style := c.Theme.Good
	if !(d <= 0) {
		style = c.Theme.Expand
	}
	return []plot.Span{{Text: name, Style: c.Theme.Dim}, {Text: plot.Signed(d, 7, 3, c.Glyphs), Style: style}}
}

// cannotPin says why there is nothing to pin.
func (c *comparison) cannotPin() string {
	if c.Snap == nil {
		return c.NoSnapshot()
	}
	return ""
}

// followPin lets A go when B is of other columns.
func (c *comparison) followPin() tea.Cmd {
	if c.run != nil && (c.run.snap.Stack.Dim != c.Snap.Stack.Dim || c.run.snap.Data.Spec != c.Snap.Data.Spec) {
		return c.unpin("A is unpinned: it learnt other data")
	}
	return nil
}
