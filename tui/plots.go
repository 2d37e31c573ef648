package tui

import (
	"fmt"
	"math"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/plot"
	"bijou/tui/theme"
	"bijou/tui/view"
)

// plotsView is the state of the two plots.
type plotsView struct {
	moment int    // how far on into the next layer, if that drifts
	axes   [2]int // the columns of the data across and up
	look   look
	angle  bool // points are coloured by their base angle
	zoom   int  // notches of magnification

	base, sample sidePlot
	turn         int // of the sides, to have their map made

	playing bool // the depth moves by itself
	plays   int  // how often it did
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

func newPlotsView() plotsView { return plotsView{axes: firstAxes(2), angle: true} }

// firstAxes are the columns shown at first.
func firstAxes(dim int) [2]int { return [2]int{0, min(1, dim-1)} }

// The classes of a scatter: hues of what it is compared with, then hues of what
// the flow makes. Without colours by angle only the first of each is used.
const (
	targetClass = 0
	imageClass  = theme.Hues
)

func (a *App) classes(angle bool) []plot.Class {
	t := &a.Theme
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
func (a *App) drawBase(r plot.Rect) {
	c := a.pictures.cloud
	if c == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	side, look := &a.plots.base, a.plots.look
	if a.Snap.Stack.Dim == 1 {
		a.drawLine(r, side, a.pictures.line, a.Snap, 0, c.Model[0], c.Hue, c.Data[0])
		return
	}
	z, x := c.Model[0], c.Data[0]
	switch {
	case look.hasHeat(a.Snap):
		side.drawUncovered(a, r, x)
		side.drawHeat(a, r)
		return
	case look.hasLattice(a.Snap):
		l, to := a.shownLattice()
		side.drawLattice(a, r, l, 0, to)
	}
	if look.hasPoints(a.Snap) {
		side.ready(a, r)
		if look.hasLattice(a.Snap) {
			x = fewer(x)
		} else {
			// The target shows the angle too: it is the wheel that the colours mean.
			side.add(targetClass, z, c.Hue, a.plots.angle)
		}
		side.add(imageClass, x, c.DataHue, a.plots.angle)
		side.scatter.Draw(&a.Grid, r.X, r.Y)
	}
}

// drawSample draws the data brought back to the depth and, over it, the base
// samples carried there. At full depth these are the data and x = f(z).
func (a *App) drawSample(r plot.Rect) {
	if a.pictures.cloud == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	c, d := a.shown()
	if a.Snap.Stack.Dim == 1 {
		a.drawLine(r, &a.plots.sample, a.pictures.line, a.Snap, d, c.Model[d], c.Hue, c.Data[d])
		return
	}
	l, _ := a.shownLattice()
	a.drawModel(r, &a.plots.sample, l, d, c.Model[d], c.Hue, c.Data[d])
}

// drawModel draws what a flow makes of its base behind layer d, over the data.
func (a *App) drawModel(r plot.Rect, side *sidePlot, l *view.Lattice, d int, model view.Points, hue []uint8, data view.Points) {
	look := a.plots.look
	side.ready(a, r)
	switch {
	case look.hasHeat(a.Snap):
		side.drawUncovered(a, r, data)
		side.drawHeat(a, r)
		return
	case look == latticeLook && look.hasLattice(a.Snap):
		side.drawUncovered(a, r, data)
		side.drawLattice(a, r, l, d, d)
		return
	case look.hasLattice(a.Snap):
		side.drawLattice(a, r, l, d, d)
		side.add(imageClass, fewer(model), hue, a.plots.angle)
	case side == &a.plots.sample && a.trail() != nil:
		side.drawTrails(a, r, a.trail())
		return
	default:
		side.scatter.Classes[targetClass].Style = a.Theme.Target // the data belongs to no base sample
		side.add(targetClass, data, nil, false)
		side.add(imageClass, model, hue, a.plots.angle)
	}
	side.scatter.Draw(&a.Grid, r.X, r.Y)
}

// drawUncovered draws data that what is drawn over it should cover: what stays
// to be seen is where the flow has next to no density.
func (s *sidePlot) drawUncovered(a *App, r plot.Rect, data view.Points) {
	s.ready(a, r)
	s.scatter.Classes[targetClass].Style = a.Theme.Target
	s.scatter.Add(targetClass, data.X, data.Y)
	s.scatter.Draw(&a.Grid, r.X, r.Y)
}

// ready makes the scatter ready for a picture of r.
func (s *sidePlot) ready(a *App, r plot.Rect) {
	s.scatter.Glyphs, s.scatter.Classes = a.Glyphs, a.classes(a.plots.angle && a.Theme.Coloured)
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

func (a *App) hasFewColumns() string {
	switch {
	case a.Snap == nil:
		return a.NoSnapshot()
	case a.Snap.Stack.Dim <= 2:
		return "the data has no further columns to show"
	}
	return ""
}

// turnAxis shows the next column on an axis, past the one on the other.
func (a *App) turnAxis(i int) tea.Cmd {
	dim := a.Snap.Stack.Dim
	axes := a.plots.axes
	for axes[i] = (axes[i] + 1) % dim; axes[i] == axes[1-i]; {
		axes[i] = (axes[i] + 1) % dim
	}
	a.plots.axes = axes
	return tea.Batch(a.expose(), a.Say(fmt.Sprintf("%s across, %s up", a.Snap.Data.Columns[axes[0]], a.Snap.Data.Columns[axes[1]])))
}

func (a *App) toggleAngle() tea.Cmd {
	a.plots.angle = !a.plots.angle
	return nil
}

func (a *App) cannotColour() string {
	if !a.Theme.Coloured {
		return "there are no colours on this terminal"
	}
	return ""
}

const maxZoom = 12

func (a *App) zoomBy(by int) tea.Cmd {
	a.plots.zoom = plot.Clamp(a.plots.zoom+by, -4, maxZoom)
	return nil
}

func (a *App) zoomedIn() string {
	if a.plots.zoom >= maxZoom {
		return "this is as near as it goes"
	}
	return ""
}

func (a *App) zoomedOut() string {
	if a.plots.zoom <= -4 {
		return "this is as far as it goes"
	}
	return ""
}
