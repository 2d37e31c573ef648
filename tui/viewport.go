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
func (v *plotsView) updateViewports() {
	c := v.pictures.cloud
	if c == nil {
		return
	}
	for _, at := range v.sides() {
		now := viewport{cloud: c, depth: at.depth, moment: v.moment(), zoom: v.zoom, w: at.r.W, h: at.r.H}
		if view.OneColumn(v.Snap) {
			now.line = v.pictures.line
		}
		if at.side.viewport == now || at.r.W <= 0 || at.r.H <= 0 {
			continue
		}
		if at.side.viewport.depth != at.depth && !v.Playing { // what is played must not jump
			at.side.view = plot.View{}
		}
		switch {
		case view.OneColumn(v.Snap):
			v.fitLineView(at)
		case at.side == &v.base:
			at.side.follow(plot.SquareView(at.r.W, at.r.H, v.baseRadius()))
			at.side.zoom(v.magnification())
		case at.side == &v.sample:
			const inside = 0.98 // of the data decide what is shown: strays do not
			c, k := v.shown()
			data := c.Data[k]
			at.side.follow(plot.FitView(at.r.W, at.r.H, data.X, data.Y, inside))
			at.side.zoom(v.magnification())
		default:
			v.fitPinView(at)
		}
		at.side.viewport = now
	}
}

// follow moves the view to what fits now, in steps.
func (s *sidePlot) follow(next plot.View) { s.view = s.view.Steady(next) }

// zoom magnifies about the middle of the view.
func (s *sidePlot) zoom(by float64) {
	s.Shown = s.view
	if by != 1 {
		s.Shown = s.view.Zoom(by, (s.view.XMin+s.view.XMax)/2, (s.view.YMin+s.view.YMax)/2)
	}
}

// baseRadius is how much of the base is shown: all but 0.3 % of a normal plane,
// and what holds nearly all samples of another base.
func (v *plotsView) baseRadius() float64 {
	const normal = 3.4
	z := v.pictures.cloud.Model[0]
	if v.Snap.Base.Name() == "normal" {
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
