package tui

import (
	"fmt"
	"math"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/theme"
	"bijou/tui/view"
)

// plotsView is the state of the two plots.
type plotsView struct {
	*screen.State
	pictures pictures
	pin      *pinned // nil if nothing is
	probe    prober

	axes  [2]int // the columns of the data across and up
	look  look
	angle bool // points are coloured by their base angle
	zoom  int  // notches of magnification

	base, sample sidePlot
	turn         int // of the sides, to have their map made

	plays int // how often it did
}

// A sidePlot is one of the two plots.
type sidePlot struct {
	scatter  plot.Scatter
	lines    plot.Scatter // of the lattice, or the curves of one column
	viewport viewport
	view     plot.View // before the zoom; it stays while points move, so that the picture stands still
	shown    plot.View
	heat     *view.Heat // nil before the first
	top      float64    // of the scale of the map
}

// A prober is what the plots show of a probed point.
type prober interface {
	mark(k int) (mark, bool) // on the line behind layer k
	verdict() []plot.Span
}

func newPlotsView(s *screen.State) plotsView {
	return plotsView{State: s, pictures: newPictures(), axes: firstAxes(2), angle: true}
}

// firstAxes are the columns shown at first.
func firstAxes(dim int) [2]int { return [2]int{0, min(1, dim-1)} }

// The classes of a scatter: hues of what it is compared with, then hues of what
// the flow makes. Without colours by angle only the first of each is used.
const (
	targetClass = 0
	imageClass  = theme.Hues
)

func (v *plotsView) classes(angle bool) []plot.Class {
	t := &v.Theme
	classes := make([]plot.Class, 2*theme.Hues)
	for i := range theme.Hues {
		classes[targetClass+i] = plot.Class{Style: t.Target, Ground: true}
		classes[imageClass+i] = plot.Class{Style: t.Image}
		if angle {
			classes[targetClass+i].Style, classes[imageClass+i].Style = t.AngleTarget[i], t.Angle[i]
		}
	}
	return classes
}

// magnification is the factor of the zoom.
func (v *plotsView) magnification() float64 { return math.Pow(1.25, float64(v.zoom)) }

// drawBase draws the base samples and, over them, the data carried back.
func (v *plotsView) drawBase(r plot.Rect) {
	c := v.pictures.cloud
	if c == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	side, look := &v.base, v.look
	if v.Snap.Stack.Dim == 1 {
		v.drawLine(r, side, v.pictures.line, v.Snap, 0, c.Model[0], c.Hue, c.Data[0])
		return
	}
	z, x := c.Model[0], c.Data[0]
	switch {
	case look.hasHeat(v.Snap):
		side.drawUncovered(v, r, x)
		side.drawHeat(v, r)
		return
	case look.hasLattice(v.Snap):
		l, to := v.shownLattice()
		side.drawLattice(v, r, l, 0, to)
	}
	if look.hasPoints(v.Snap) {
		side.ready(v, r)
		if look.hasLattice(v.Snap) {
			x = fewer(x)
		} else {
			// The target shows the angle too: it is the wheel that the colours mean.
			side.add(targetClass, z, c.Hue, v.angle)
		}
		side.add(imageClass, x, c.DataHue, v.angle)
		side.scatter.Draw(&v.Grid, r.X, r.Y)
	}
}

// drawSample draws the data brought back to the depth and, over it, the base
// samples carried there. At full depth these are the data and x = f(z).
func (v *plotsView) drawSample(r plot.Rect) {
	if v.pictures.cloud == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	c, d := v.shown()
	if v.Snap.Stack.Dim == 1 {
		v.drawLine(r, &v.sample, v.pictures.line, v.Snap, d, c.Model[d], c.Hue, c.Data[d])
		return
	}
	l, _ := v.shownLattice()
	v.drawModel(r, &v.sample, l, d, c.Model[d], c.Hue, c.Data[d])
}

// drawModel draws what a flow makes of its base behind layer d, over the data.
func (v *plotsView) drawModel(r plot.Rect, side *sidePlot, l *view.Lattice, d int, model view.Points, hue []uint8, data view.Points) {
	look := v.look
	side.ready(v, r)
	switch {
	case look.hasHeat(v.Snap):
		side.drawUncovered(v, r, data)
		side.drawHeat(v, r)
		return
	case look == latticeLook && look.hasLattice(v.Snap):
		side.drawUncovered(v, r, data)
		side.drawLattice(v, r, l, d, d)
		return
	case look.hasLattice(v.Snap):
		side.drawLattice(v, r, l, d, d)
		side.add(imageClass, fewer(model), hue, v.angle)
	case side == &v.sample && v.trail() != nil:
		side.drawTrails(v, r, v.trail())
		return
	default:
		side.scatter.Classes[targetClass].Style = v.Theme.Target // the data belongs to no base sample
		side.add(targetClass, data, nil, false)
		side.add(imageClass, model, hue, v.angle)
	}
	side.scatter.Draw(&v.Grid, r.X, r.Y)
}

// drawUncovered draws data that what is drawn over it should cover: what stays
// to be seen is where the flow has next to no density.
func (s *sidePlot) drawUncovered(a *plotsView, r plot.Rect, data view.Points) {
	s.ready(a, r)
	s.scatter.Classes[targetClass].Style = a.Theme.Target
	s.scatter.Add(targetClass, data.X, data.Y)
	s.scatter.Draw(&a.Grid, r.X, r.Y)
}

// ready makes the scatter ready for a picture of r.
func (s *sidePlot) ready(a *plotsView, r plot.Rect) {
	s.scatter.Glyphs, s.scatter.Classes = a.Glyphs, a.classes(a.angle && a.Theme.Coloured)
	s.scatter.Reset(r.W, r.H, s.shown)
}

// fewer returns as many points as leave the lines below them to be seen.
func fewer(p view.Points) view.Points {
	n := min(len(p.X), view.CloudPoints/4)
	return view.Points{X: p.X[:n], Y: p.Y[:n]}
}

// add adds points to a class, or to the classes of their hues.
func (s *sidePlot) add(class int, p view.Points, hue []uint8, angle bool) {
	if !angle {
		s.scatter.Add(class, p.X, p.Y)
		return
	}
	classes := make([]uint8, len(p.X))
	for i := range classes {
		classes[i] = uint8(class) + hue[i]
	}
	s.scatter.AddEach(classes, p.X, p.Y)
}

func (v *plotsView) hasFewColumns() string {
	switch {
	case v.Snap == nil:
		return v.NoSnapshot()
	case v.Snap.Stack.Dim <= 2:
		return "the data has no further columns to show"
	}
	return ""
}

// turnAxis shows the next column on an axis, past the one on the other.
func (v *plotsView) turnAxis(i int) tea.Cmd {
	dim := v.Snap.Stack.Dim
	axes := v.axes
	for axes[i] = (axes[i] + 1) % dim; axes[i] == axes[1-i]; {
		axes[i] = (axes[i] + 1) % dim
	}
	v.axes = axes
	return v.Say(fmt.Sprintf("%s across, %s up", v.Snap.Data.Columns[axes[0]], v.Snap.Data.Columns[axes[1]]))
}

func (v *plotsView) toggleAngle() tea.Cmd {
	v.angle = !v.angle
	return nil
}

func (v *plotsView) cannotColour() string {
	if !v.Theme.Coloured {
		return "there are no colours on this terminal"
	}
	return ""
}

const maxZoom = 12

func (v *plotsView) zoomBy(by int) tea.Cmd {
	v.zoom = plot.Clamp(v.zoom+by, -4, maxZoom)
	return nil
}

func (v *plotsView) zoomedIn() string {
	if v.zoom >= maxZoom {
		return "this is as near as it goes"
	}
	return ""
}

func (v *plotsView) zoomedOut() string {
	if v.zoom <= -4 {
		return "this is as far as it goes"
	}
	return ""
}
