package tui

import (
	"fmt"
	"math"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/plot"
)

// plotsView is the state of the two plots.
type plotsView struct {
	at    place  // the layer behind which the batch is shown
	axes  [2]int // the columns of the data across and up
	angle bool   // points are coloured by their base angle
	zoom  int    // notches of magnification

	base, sample sidePlot
}

// A sidePlot is one of the two plots.
type sidePlot struct {
	scatter plot.Scatter
	view    plot.View // of the frame before, so that the picture stands still
}

func newPlotsView() plotsView { return plotsView{axes: firstAxes(2), angle: true} }

// firstAxes are the columns shown at first.
func firstAxes(dim int) [2]int { return [2]int{0, min(1, dim-1)} }

// The classes of a scatter: hues of what it is compared with, then hues of what
// the flow makes. Without colours by angle only the first of each is used.
const (
	targetClass = 0
	imageClass  = hues
)

func (a *App) classes(angle bool) []plot.Class {
	t := &a.theme
	classes := make([]plot.Class, 2*hues)
	for i := range hues {
		classes[targetClass+i] = plot.Class{Style: t.target, Ground: true}
		classes[imageClass+i] = plot.Class{Style: t.image}
		if angle {
			classes[targetClass+i].Style, classes[imageClass+i].Style = t.angleTarget[i], t.angle[i]
		}
	}
	return classes
}

// baseRadius is how much of the base is shown: all but 0.3 % of a normal plane.
const baseRadius = 3.4

// magnification is the factor of the zoom.
func (v *plotsView) magnification() float64 { return math.Pow(1.25, float64(v.zoom)) }

// drawBase draws the base samples and, over them, the data carried back.
func (a *App) drawBase(r plot.Rect) {
	c := a.pictures.cloud
	if c == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	side := &a.plots.base
	z, x := c.model[0], c.data[0]
	next := plot.SquareView(r.W, r.H, baseRadius)
	if a.snap.Stack.Dim == 1 {
		next = plot.View{XMin: -baseRadius, XMax: baseRadius, YMin: 0, YMax: highest(z, x)}
	}
	side.frame(a, r, next)
	// The target shows the angle too: it is the wheel that the colours mean.
	side.add(targetClass, z, c.hue, a.plots.angle)
	side.add(imageClass, x, c.dataHue, a.plots.angle)
	side.scatter.Draw(&a.grid, r.X, r.Y)
}

// drawSample draws the data brought back to the depth and, over it, the base
// samples carried there. At full depth these are the data and x = f(z).
func (a *App) drawSample(r plot.Rect) {
	c := a.pictures.cloud
	if c == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	side := &a.plots.sample
	d := min(a.depth(), len(c.model)-1)
	model, data := c.model[d], c.data[d]
	const inside = 0.98 // of the data decide what is shown: strays do not
	next := plot.FitView(r.W, r.H, data.x, data.y, inside)
	if a.snap.Stack.Dim == 1 {
		across := plot.FitRange(data.x, inside)
		margin := across.Size() / 10
		next = plot.View{XMin: across.Lo - margin, XMax: across.Hi + margin, YMin: 0, YMax: highest(data, data)}
	}
	side.frame(a, r, next)
	side.add(targetClass, data, nil, false)
	side.add(imageClass, model, c.hue, a.plots.angle)
	side.scatter.Classes[targetClass].Style = a.theme.target // the data belongs to no base sample
	side.scatter.Draw(&a.grid, r.X, r.Y)
}

// frame makes the scatter ready for a picture of r.
func (s *sidePlot) frame(a *App, r plot.Rect, next plot.View) {
	if a.snap.Stack.Dim == 1 {
		s.view = next
	} else {
		s.view = s.view.Steady(next)
	}
	view := s.view
	if m := a.plots.magnification(); m != 1 {
		view = view.Zoom(m, (view.XMin+view.XMax)/2, (view.YMin+view.YMax)/2)
	}
	s.scatter.Glyphs, s.scatter.Classes = a.glyphs, a.classes(a.plots.angle && a.theme.coloured)
	s.scatter.Reset(r.W, r.H, view)
}

// add adds points to a class, or to the classes of their hues.
func (s *sidePlot) add(class int, p points, hue []uint8, angle bool) {
	if !angle {
		s.scatter.Add(class, p.x, p.y)
		return
	}
	classes := make([]uint8, len(hue))
	for i, h := range hue {
		classes[i] = uint8(class) + h
	}
	s.scatter.AddEach(classes, p.x, p.y)
}

// highest returns the top of a picture of heaps.
func highest(p, q points) float64 {
	top := 0.1
	for _, heap := range [][]float64{p.y, q.y} {
		for _, y := range heap {
			top = max(top, y)
		}
	}
	return plot.NiceCeil(top * 1.05)
}

func (a *App) hasFewColumns() string {
	switch {
	case a.snap == nil:
		return a.noSnapshot()
	case a.snap.Stack.Dim <= 2:
		return "the data has no further columns to show"
	}
	return ""
}

// turnAxis shows the next column on an axis, past the one on the other.
func (a *App) turnAxis(i int) tea.Cmd {
	dim := a.snap.Stack.Dim
	axes := a.plots.axes
	for axes[i] = (axes[i] + 1) % dim; axes[i] == axes[1-i]; {
		axes[i] = (axes[i] + 1) % dim
	}
	a.plots.axes = axes
	return tea.Batch(a.expose(), a.say(fmt.Sprintf("%s across, %s up", a.snap.Data.Columns[axes[0]], a.snap.Data.Columns[axes[1]])))
}

func (a *App) toggleAngle() tea.Cmd {
	a.plots.angle = !a.plots.angle
	return nil
}

func (a *App) cannotColour() string {
	if !a.theme.coloured {
		return "there are no colours on this terminal"
	}
	return ""
}

const maxZoom = 12

func (a *App) zoomBy(by int) tea.Cmd {
	a.plots.zoom = clamp(a.plots.zoom+by, -4, maxZoom)
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
