package tui

import (
	"math"

	"bijou/tui/plot"
	"bijou/tui/view"
)

// A viewport is what the view of a plot follows from: while that stays, so does the
// view.
type viewport struct {
	cloud  *view.Cloud
	line   *view.Line
	depth  int
	moment int
	zoom   int
	w, h   int
}

// updateViewports brings the views of the plots on the screen up to date.
func (a *App) updateViewports() {
	c := a.pictures.cloud
	if c == nil {
		return
	}
	for _, v := range a.sides() {
		now := viewport{cloud: c, depth: v.depth, moment: a.moment(), zoom: a.plots.zoom, w: v.r.W, h: v.r.H}
		if a.Snap.Stack.Dim == 1 {
			now.line = a.pictures.line
		}
		if v.side.viewport == now || v.r.W <= 0 || v.r.H <= 0 {
			continue
		}
		if v.side.viewport.depth != v.depth && !a.plots.playing { // what is played must not jump
			v.side.view = plot.View{}
		}
		switch {
		case a.Snap.Stack.Dim == 1:
			a.fitLineView(v)
		case v.side == &a.plots.base:
			v.side.follow(plot.SquareView(v.r.W, v.r.H, a.baseRadius()))
			v.side.zoom(a.plots.magnification())
		case v.side == &a.plots.sample:
			const inside = 0.98 // of the data decide what is shown: strays do not
			c, at := a.shown()
			data := c.Data[at]
			v.side.follow(plot.FitView(v.r.W, v.r.H, data.X, data.Y, inside))
			v.side.zoom(a.plots.magnification())
		default:
			a.fitPinView(v)
		}
		v.side.viewport = now
	}
}

// follow moves the view to what fits now, in steps.
func (s *sidePlot) follow(next plot.View) { s.view = s.view.Steady(next) }

// zoom magnifies about the middle of the view.
func (s *sidePlot) zoom(by float64) {
	s.shown = s.view
	if by != 1 {
		s.shown = s.view.Zoom(by, (s.view.XMin+s.view.XMax)/2, (s.view.YMin+s.view.YMax)/2)
	}
}

// baseRadius is how much of the base is shown: all but 0.3 % of a normal plane,
// and what holds nearly all samples of another base.
func (a *App) baseRadius() float64 {
	const normal = 3.4
	z := a.pictures.cloud.Model[0]
	if a.Snap.Base.Name() == "normal" {
		return normal
	}
	far := 0.0
	for _, values := range [][]float64{z.X, z.Y} {
		const inside = 0.99
		r := plot.FitRange(values, inside)
		far = max(far, math.Abs(r.Lo), math.Abs(r.Hi))
	}
	return 1.1 * max(far, 1)
}
