package tui

import (
	"bijou/tui/plot"
	"bijou/tui/view"
)

// fitLineView chooses what part of the line a plot shows, in steps: across nearly
// all of the data, or of the base, and up to the highest mean over a column.
func (v *plotsView) fitLineView(at seenSide) {
	s, c, k := at.side, v.pictures.cloud, at.depth
	if v.pin != nil && s == &v.pin.side {
		s.Shown = v.sample.Shown // the two compare
		return
	}
	if s.viewport.depth != k || s.viewport.cloud == nil {
		s.view = plot.View{}
	}
	values, _ := view.OwnUnits(at.snap, k).Points(c.Data[min(k, len(c.Data)-1)])
	if l := v.pictures.line; l != nil && k < len(l.Data) {
		values = l.Data[k]
	}
	const inside = 0.95 // and a fence about it: tails may be long
	across := plot.FitRange(values, inside)
	if s == &v.base {
		across = view.LatticeRange(at.snap, c.Model[0].X)
		across = plot.Range{Lo: across.Lo - across.Size()/10, Hi: across.Hi + across.Size()/10}
	} else if across.Size() == 0 && v.pictures.line != nil && k < len(v.pictures.line.At) {
		across = plot.FitRange(v.pictures.line.At[k].X, inside)
	}
	margin := across.Size() / 10
	across = plot.Range{Lo: s.view.XMin, Hi: s.view.XMax}.Steady(plot.Range{Lo: across.Lo - margin, Hi: across.Hi + margin})
	s.view.XMin, s.view.XMax = across.Lo, across.Hi
	s.Shown = s.view.Zoom(v.magnification(), (across.Lo+across.Hi)/2, 0)
	top := view.HighestMean(values, nil, s.Shown, at.r.W)
	if l := v.pictures.line; l != nil && k < len(l.At) {
		top = max(top, l.At[k].HighestMean(s.Shown, at.r.W))
	}
	const roomy = 0.7 // a picture that fills less of its height is drawn anew
	if top > s.view.YMax || top < roomy*s.view.YMax {
		s.view.YMax = plot.NiceCeil(1.1 * top)
	}
	s.view.YMin, s.Shown.YMin, s.Shown.YMax = 0, 0, s.view.YMax
}
