package pane

import (
	"math"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/view"
)

// A seenSide is a plot with what it shows.
type seenSide struct {
	side  *SidePlot
	snap  *model.Snapshot
	depth int
	r     plot.Rect
}

// ask says which map a plot wants, of at most n numbers.
func (v seenSide) ask(n int) view.HeatRequest {
	if v.r.W <= 0 || v.r.H <= 0 {
		return view.HeatRequest{}
	}
	ask := view.HeatRequest{Version: view.VersionOf(v.snap), Depth: v.depth, View: v.side.Shown, Cols: v.r.W, Rows: 2 * v.r.H}
	if v.depth == 0 && len(v.snap.Stack.BaseBlocks) == 0 {
		ask.Version = view.Version{}
	}
	if all := ask.Cols * ask.Rows; all > n {
		scale := math.Sqrt(float64(n) / float64(all))
		ask.Cols, ask.Rows = max(int(scale*float64(ask.Cols)), 1), max(int(scale*float64(ask.Rows)), 1)
	}
	return ask
}

// sides are the plots on the screen.
func (v *Plots) sides() []seenSide {
	var list []seenSide
	add := func(p layout.Pane, side *SidePlot, s *model.Snapshot, depth int) {
		if r := v.Inside(p); v.Layout.Visible(p) {
			if !v.Layout.Framed() {
				r.H = max(r.H-1, 0)
			}
			list = append(list, seenSide{side, s, depth, r})
		}
	}
	add(layout.Samples, &v.Sample, v.Snap, v.Depth())
	if v.Compare.Run != nil {
		add(layout.Base, &v.Compare.Run.Side, v.Compare.Run.Snap, len(v.Compare.Run.Snap.Stack.Layers))
	} else {
		add(layout.Base, &v.Base, v.Snap, 0)
	}
	return list
}

// A viewport holds all inputs of the visible range of a plot: while they are the same,
// the range is kept.
type viewport struct {
	cloud  *view.Cloud
	line   *view.Line
	depth  int
	moment int
	zoom   int
	W, H   int
}

// UpdateViewports brings the views of the plots on the screen up to date.
func (v *Plots) UpdateViewports() {
	c := v.Pictures.Cloud
	if c == nil {
		return
	}
	for _, at := range v.sides() {
		now := viewport{cloud: c, depth: at.depth, moment: v.Path.MomentShown(), zoom: v.Zoom, W: at.r.W, H: at.r.H}
		if view.OneColumn(v.Snap) {
			now.line = v.Pictures.Line
		}
		if at.side.Viewport == now || at.r.W <= 0 || at.r.H <= 0 {
			continue
		}
		if at.side.Viewport.depth != at.depth && !v.Playing { // what is played must not jump
			at.side.view = plot.View{}
		}
		switch {
		case view.OneColumn(v.Snap):
			v.fitLineView(at)
		case view.Fans(v.Snap):
			v.fitFanView(at)
		case at.side == &v.Base:
			at.side.follow(plot.SquareView(at.r.W, at.r.H, v.baseRadius()))
			at.side.zoom(v.magnification())
		case at.side == &v.Sample:
			const inside = 0.98 // of the data decide what is shown: strays do not
			c, k := v.Path.shown()
			data := c.Data[k]
			at.side.follow(plot.FitView(at.r.W, at.r.H, data.X, data.Y, inside))
			at.side.zoom(v.magnification())
		default:
			v.Compare.fitPinView(at)
		}
		at.side.Viewport = now
	}
}

// follow moves the view to what fits now, in steps.
func (s *SidePlot) follow(next plot.View) { s.view = s.view.Steady(next) }

// zoom magnifies about the middle of the view.
func (s *SidePlot) zoom(by float64) {
	s.Shown = s.view
	if by != 1 {
		s.Shown = s.view.Zoom(by, (s.view.XMin+s.view.XMax)/2, (s.view.YMin+s.view.YMax)/2)
	}
}

// baseRadius is how much of the base is shown: all but 0.3 % of a normal plane,
// and what holds nearly all samples of another base.
func (v *Plots) baseRadius() float64 {
	const normal = 3.4
	z := v.Pictures.Cloud.Model[0]
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

// fitFanView chooses what part of a column over its condition a plot shows: all of the
// conditions across, nearly all of the data up, each to its own scale.
func (v *Plots) fitFanView(at seenSide) {
	s, c := at.side, v.Pictures.Cloud
	if v.Compare.Run != nil && s == &v.Compare.Run.Side {
		s.Shown = v.Sample.Shown // the two compare
		return
	}
	points := c.Data[min(at.depth, len(c.Data)-1)]
	const inside = 0.98
	wide := func(values []float64, inside float64, seen plot.Range) plot.Range {
		r := plot.FitRange(values, inside)
		return seen.Steady(plot.Range{Lo: r.Lo - r.Size()/20, Hi: r.Hi + r.Size()/20})
	}
	across := wide(points.X, 1, plot.Range{Lo: s.view.XMin, Hi: s.view.XMax})
	up := wide(points.Y, inside, plot.Range{Lo: s.view.YMin, Hi: s.view.YMax})
	s.view = plot.View{XMin: across.Lo, XMax: across.Hi, YMin: up.Lo, YMax: up.Hi}
	s.zoom(v.magnification())
}

// fitLineView chooses what part of the line a plot shows, in steps: across nearly
// all of the data, or of the base, and up to the highest mean over a column.
func (v *Plots) fitLineView(at seenSide) {
	s, c, k := at.side, v.Pictures.Cloud, at.depth
	if v.Compare.Run != nil && s == &v.Compare.Run.Side {
		s.Shown = v.Sample.Shown // the two compare
		return
	}
	if s.Viewport.depth != k || s.Viewport.cloud == nil {
		s.view = plot.View{}
	}
	values, _ := view.OwnUnits(at.snap, k).Points(c.Data[min(k, len(c.Data)-1)])
	if l := v.Pictures.Line; l != nil && k < len(l.Data) {
		values = l.Data[k]
	}
	const inside = 0.95 // and a fence about it: tails may be long
	across := plot.FitRange(values, inside)
	if s == &v.Base {
		across = view.LatticeRange(at.snap, c.Model[0].X)
		across = plot.Range{Lo: across.Lo - across.Size()/10, Hi: across.Hi + across.Size()/10}
	} else if across.Size() == 0 && v.Pictures.Line != nil && k < len(v.Pictures.Line.At) {
		across = plot.FitRange(v.Pictures.Line.At[k].X, inside)
	}
	margin := across.Size() / 10
	across = plot.Range{Lo: s.view.XMin, Hi: s.view.XMax}.Steady(plot.Range{Lo: across.Lo - margin, Hi: across.Hi + margin})
	s.view.XMin, s.view.XMax = across.Lo, across.Hi
	s.Shown = s.view.Zoom(v.magnification(), (across.Lo+across.Hi)/2, 0)
	top := view.HighestMean(values, nil, s.Shown, at.r.W)
	if l := v.Pictures.Line; l != nil && k < len(l.At) {
		top = max(top, l.At[k].HighestMean(s.Shown, at.r.W))
	}
	const roomy = 0.7 // a picture that fills less of its height is drawn anew
	if top > s.view.YMax || top < roomy*s.view.YMax {
		s.view.YMax = plot.NiceCeil(1.1 * top)
	}
	s.view.YMin, s.Shown.YMin, s.Shown.YMax = 0, 0, s.view.YMax
}
