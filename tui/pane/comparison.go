package pane

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

// A Pinned run is A, which the live one, B, is compared with. It is a snapshot
// with its pictures, and takes the place of the base side.
type Pinned struct {
	Snap     *model.Snapshot
	Cloud    *view.Cloud // nil until it is made, like the next ones
	Line     *view.Line
	lattice  *view.Lattice
	images   *view.Images // while they are looked at, like waves
	waves    *view.Waves
	Distance *view.Distance
	Test     view.Estimate // of the test NLL; with Distance
	Side     SidePlot
}

// Comparison is the pinned run A beside the one that goes on, B.
type Comparison struct {
	*screen.State
	Plots *Plots
	Run   *Pinned   // nil if nothing is pinned
	Kept  []*Pinned // all that were pinned, for the table
	Table bool      // which is open
	now   *Pinned   // the live run as the table shows it
}

// TogglePin makes the present run A, or takes A away.
func (c *Comparison) TogglePin() tea.Cmd {
	if c.Run != nil {
		return c.unpin("unpinned: 4 is the base side again")
	}
	p, why := c.keep()
	if why != "" {
		return c.Warn("c: " + why)
	}
	return c.show(p, "pinned as A in 4; change what you like and compare: c unpins, C lists all that were pinned")
}

// show puts a kept run into the place of the base side.
func (c *Comparison) show(p *Pinned, say string) tea.Cmd {
	c.Run = p
	if c.Want.Plots != layout.BothPlots {
		c.Want.Plots = layout.BothPlots
	}
	c.Plots.Sample.Viewport = viewport{}
	c.Arrange()
	return c.Say(say)
}

func (c *Comparison) unpin(why string) tea.Cmd {
	c.Run.forget() // the table needs no pictures
	c.Run = nil
	c.Plots.Base.Viewport, c.Dirty = viewport{}, true
	c.Changed++
	return c.Say(why)
}

// Start starts the jobs of the run that is compared and of those that are kept.
func (c *Comparison) Start(resting bool) tea.Cmd {
	return tea.Batch(c.startPin(resting), c.startTable(resting))
}

// startPin makes the pictures of A that are looked at, and measures both runs.
func (c *Comparison) startPin(resting bool) tea.Cmd {
	p, w := c.Run, &c.Plots.Pictures.Pins
	if p != nil && p.Snap.Data == c.Snap.Data && p.Snap.Given != c.Snap.Given { // a dial was turned
		p.Snap = p.Snap.Under(c.Snap.Given)
		p.forget()
	}
	if p == nil || !w.Free(c.Clock.Now(), resting || !p.ready(c.Plots)) {
		return nil
	}
	most := w.Size(true)
	s, n, axes := p.Snap, c.Plots.Pictures.Clouds.Size(true), c.Plots.Axes
	put := func(take func(*Pinned)) func() {
		return func() {
			if c.Run == p {
				take(p)
				p.Side.Viewport = viewport{}
				c.Changed++
			}
		}
	}
	switch {
	case p.Cloud == nil || p.Cloud.Axes != axes:
		return start(c.State, w, func() func() {
			c := view.MakeCloud(s, p.base(n), p.data(n), axes)
			return put(func(p *Pinned) { p.Cloud = c })
		})
	case view.OneColumn(s) && p.Line == nil:
		return start(c.State, w, func() func() {
			l := view.MakeLine(s, p.base(n).Data, view.LineSample(s, view.LineData))
			return put(func(p *Pinned) { p.Line = l })
		})
	case c.Plots.Current().Needs().Lattice && p.lattice == nil:
		return start(c.State, w, func() func() {
			l := view.MakeLattice(s, p.base(n))
			return put(func(p *Pinned) { p.lattice = l })
		})
	case p.lacksImages(c.Plots):
		look := c.Plots.imageLook()
		return start(c.State, w, func() func() {
			m := view.MakeImages(s, look)
			return put(func(p *Pinned) { p.images = m })
		})
	case p.lacksWaves(c.Plots):
		sigma := c.Plots.Sigma()
		return start(c.State, w, func() func() {
			m := view.MakeWaves(s, sigma)
			return put(func(p *Pinned) { p.waves = m })
		})
	case p.Distance == nil:
		return start(c.State, w, func() func() {
			d, test := view.MeasureDistance(s, most), testOf(s)
			return put(func(p *Pinned) { p.Distance, p.Test = d, test })
		})
	}
	live, draws := c.Snap, w.Size(resting)
	if b := c.Plots.Pictures.Distance; b != nil && b.Version == view.VersionOf(live) && b.Draws >= draws {
		return nil
	}
	return start(c.State, w, func() func() {
		d := view.MeasureDistance(live, draws)
		return func() {
			if d.Version.SameFlow(view.VersionOf(c.Snap)) {
				c.Plots.Pictures.Distance = d
			}
		}
	})
}

// base returns samples of the base of A, whatever B starts from by now.
func (p *Pinned) base(n int) *ad.Mat {
	return view.BaseSample(p.Snap, min(n, view.CloudSize(p.Snap.Stack.Dim, len(p.Snap.Stack.Layers))))
}

// data returns points of the data of A.
func (p *Pinned) data(n int) model.Batch {
	return view.DataUnder(p.Snap, min(n, view.CloudSize(p.Snap.Stack.Dim, len(p.Snap.Stack.Layers))))
}

// forget drops the pictures of A.
func (p *Pinned) forget() {
	p.Cloud, p.Line, p.lattice, p.images, p.waves = nil, nil, nil, nil, nil
}

// lacksImages tells whether images of A are looked at that are not made yet, or were made at
// another temperature.
func (p *Pinned) lacksImages(a *Plots) bool {
	return a.Current().Needs().Images && view.HasImages(p.Snap) && (p.images == nil || p.images.Look != a.imageLook())
}

// lacksWaves tells the same of waves.
func (p *Pinned) lacksWaves(a *Plots) bool {
	return a.Current().Needs().Waves && view.HasWaves(p.Snap) && (p.waves == nil || p.waves.Sigma != a.Sigma())
}

// ready tells whether A has all its pictures.
func (p *Pinned) ready(a *Plots) bool {
	return !p.lacksImages(a) && !p.lacksWaves(a) && p.Cloud != nil && p.Distance != nil && (!view.OneColumn(p.Snap) || p.Line != nil) && (p.lattice != nil || !a.Current().Needs().Lattice)
}

// newPins returns the worker for A and for the comparison.
func newPins() job.Worker {
	return job.Worker{Share: 0.03, Least: time.Second, Most: 3 * time.Second, Sizes: []int{view.DistanceDraws / 10, view.DistanceDraws}}
}

// fitPinView gives the picture of A the scale and the middle of that of B.
func (c *Comparison) fitPinView(at seenSide) {
	b, s := &c.Plots.Sample, at.side
	s.Shown = b.Shown
	if b.Viewport.W > 0 && b.Viewport.H > 0 {
		w, h := float64(at.r.W)/float64(b.Viewport.W), float64(at.r.H)/float64(b.Viewport.H)
		x, y := (b.Shown.XMin+b.Shown.XMax)/2, (b.Shown.YMin+b.Shown.YMax)/2
		s.Shown.XMin, s.Shown.XMax = x+w*(b.Shown.XMin-x), x+w*(b.Shown.XMax-x)
		s.Shown.YMin, s.Shown.YMax = y+h*(b.Shown.YMin-y), y+h*(b.Shown.YMax-y)
	}
}

// PinScene is A at full depth.
func (c *Comparison) PinScene() view.Scene {
	p, s, k := c.Run, c.Plots.scene(), len(c.Run.Snap.Stack.Layers)
	s.Snap, s.Depth = p.Snap, k
	s.Images, s.Waves = p.images, p.waves
	s.Lattice, s.At, s.To = p.lattice, k, k
	s.Line, s.Mark = p.Line, view.MarkOf(p.Line, k, c.Theme.Strong)
	if c := p.Cloud; c != nil {
		s.Way = c
		s.Target, s.Image, s.ImageHue = c.Data[k], c.Model[k], c.Hue
	}
	return s
}

// DrawPin draws A as B is drawn, at full depth.
func (c *Comparison) DrawPin(r plot.Rect) {
	p := c.Run
	if p.Cloud == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	scene := c.PinScene()
	c.Plots.Current().Draw(&c.Grid, r, &p.Side.Canvas, &scene)
}

// PinText is what stands in the frame of A.
func (c *Comparison) PinText() screen.Text {
	p, t := c.Run, &c.Theme
	text := screen.Text{Title: c.Title(layout.Base, "A", objectiveOf(p.Snap)), Foot: c.distanceText(p.Snap, p.Distance, layout.Base)}
	text.Title = append(text.Title, plot.Span{Text: ", pinned at step " + plot.Grouped(p.Snap.Step, c.Glyphs), Style: t.Dim})
	if c.Plots.Current().Needs().Heat {
		const room = 13 // beside the objective
		text.Note = c.Plots.legend(&p.Side, c.PinScene(), room)
	}
	return text
}

// objectiveOf names what a run makes small.
func objectiveOf(s *model.Snapshot) string {
	if s.Objective.Reverse {
		return "reverse KL"
	}
	return "forward KL"
}

// PinCurve is the training curve of A as the chart of B shows it; ok is false
// if the two cannot be compared. Under two objectives A stands as far above B's
// floor as above its own, which is a divergence, and the name says which.
func (c *Comparison) PinCurve() (series plot.Series, ok bool) {
	if c.Run == nil {
		return series, false
	}
	p, s, shift := c.Run.Snap, c.Snap, 0.0
	series = plot.Series{Name: "A", Stroke: plot.Marks, Style: c.Theme.Dim}
	if p.Objective.Reverse != s.Objective.Reverse {
		if shift = s.Entropy - p.Entropy; math.IsNaN(shift) {
			return series, false
		}
		forward, reverse := c.divergences(true)
		if series.Name = "A " + forward; p.Objective.Reverse {
			series.Name = "A " + reverse
		}
	}
	for _, point := range curveOf(p) {
		series.Steps = append(series.Steps, float64(point.Step))
		series.Values = append(series.Values, point.NLL+shift)
	}
	return series, true
}

// pinDifference tells how B compares with A: by the test loss if both have the
// same, else by both divergences.
func (c *Comparison) pinDifference() []plot.Span {
	if c.Run == nil {
		return nil
	}
	p, s := c.Run, c.Snap
	if p.Snap.Objective.Reverse == s.Objective.Reverse {
		return append([]plot.Span{{Text: "  B − A", Style: c.Theme.Dim}}, c.difference("", s.Val-p.Snap.Val)...)
	}
	b := c.Plots.Pictures.Distance
	if b == nil || p.Distance == nil || !b.Reverse.Known() || !p.Distance.Reverse.Known() {
		return nil
	}
	const roomy = 60 // columns
	forward, reverse := c.divergences(c.Layout.Panes[layout.Loss].W >= roomy)
	spans := []plot.Span{{Text: "  B − A", Style: c.Theme.Dim}}
	spans = append(spans, c.difference("  "+forward, b.Forward.Mean-p.Distance.Forward.Mean)...)
	return append(spans, c.difference("  "+reverse, b.Reverse.Mean-p.Distance.Reverse.Mean)...)
}

// difference is a signed number, by colour good where it is not above 0.
func (c *Comparison) difference(name string, d float64) []plot.Span {
	style := c.Theme.Good
	if !(d <= 0) {
		style = c.Theme.Expand
	}
	return []plot.Span{{Text: name, Style: c.Theme.Dim}, {Text: plot.Signed(d, 7, 3, c.Glyphs), Style: style}}
}

// CannotPin says why there is nothing to pin.
func (c *Comparison) CannotPin() string {
	if c.Snap == nil {
		return c.NoSnapshot()
	}
	return ""
}

// FollowPin lets A go when B is of other columns.
func (c *Comparison) FollowPin() tea.Cmd {
	if c.Run != nil && (c.Run.Snap.Stack.Dim != c.Snap.Stack.Dim || c.Run.Snap.Data.Spec != c.Snap.Data.Spec) {
		return c.unpin("A is unpinned: it learnt other data")
	}
	return nil
}
