package tui

import (
	"fmt"
	"math"

	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/view"
)

// drawLine draws a flow of one column behind layer k: the density as a curve
// over a histogram of the data, and in marks the density of the truth. Curve and
// samples have the colours of the base that they come from.
func (v *plotsView) drawLine(r plot.Rect, side *sidePlot, l *view.Line, s *model.Snapshot, k int, samples view.Points, hue []uint8, data view.Points) {
	r = v.drawTerms(r, side, l, k)
	axes := plot.Axes{Glyphs: v.Glyphs, Axis: v.Theme.Faint, Label: v.Theme.Dim}
	in := axes.Inside(r)
	own := view.OwnUnits(s, k)
	values, _ := own.Points(data)
	if l != nil && k < len(l.Data) {
		values = l.Data[k]
	}
	(&plot.Histogram{Glyphs: v.Glyphs, Fill: v.Theme.Heap}).Draw(&v.Grid, in, side.shown, values)
	axes.Draw(&v.Grid, r, side.shown)
	if v.look != pointsLook {
		x, y := own.Points(samples)
		side.ready(v, in)
		side.add(imageClass, view.Points{X: x, Y: y}, hue, v.angle)
		side.scatter.Draw(&v.Grid, in.X, in.Y)
	}
	if l != nil && k < len(l.At) {
		side.drawCurve(v, in, &l.At[k], l.Hue)
	}
	if m, ok := v.marked(side, l, k); ok {
		if x, y, ok := side.shown.Cell(in.W, in.H, m.x, math.Exp(m.logx)); ok {
			v.Grid.Text(in.X+x, in.Y+y, 1, "✚", m.style)
		}
	}
}

// drawCurve draws a density, and the truth in marks where it is not covered.
func (s *sidePlot) drawCurve(a *plotsView, r plot.Rect, p *view.Profile, hue []uint8) {
	s.lines.Glyphs, s.lines.Classes = a.Glyphs, a.classes(a.angle && a.Theme.Coloured)
	s.lines.Reset(r.W, r.H, s.shown)
	if p.Truth != nil {
		cell, _ := a.Glyphs.Dots()
		s.lines.Dotted(targetClass, p.X, p.Truth, float64(2*cell))
	}
	for from := 0; from+1 < len(p.X); {
		to := from + 1
		for to+1 < len(p.X) && hue[to] == hue[from] {
			to++
		}
		class := imageClass
		if a.angle {
			class += int(hue[from])
		}
		s.lines.Path(class, p.X[from:to+1], p.P[from:to+1])
		from = to
	}
	s.lines.Draw(&a.Grid, r.X, r.Y)
}

// A mark is a number that is written out on a line: on the base, behind a layer,
// and what the change of variables makes of its density on the way.
type mark struct {
	z, x             float64
	logz, logx, ladj float64
	style            plot.Style
}

// marked is the number that a plot writes out behind layer k: the one that is
// probed, or one where every term of the formula is of interest.
func (v *plotsView) marked(side *sidePlot, l *view.Line, k int) (m mark, ok bool) {
	if v.Want.Probe && (v.pin == nil || side != &v.pin.side) {
		return v.probe.mark(k)
	}
	if l == nil || k >= len(l.At) || l.Mark >= len(l.At[k].X) {
		return m, false
	}
	p, z, i := &l.At[k], &l.At[0], l.Mark
	return mark{z.X[i], p.X[i], z.Logp[i], p.Logp[i], p.Ladj[i], v.Theme.Strong}, true
}

// drawTerms writes the change of variables at the marked node in the first rows
// of r, if there is room, and returns the rest.
func (v *plotsView) drawTerms(r plot.Rect, side *sidePlot, l *view.Line, k int) plot.Rect {
	const least = 11 // rows that a picture needs
	m, ok := v.marked(side, l, k)
	if !ok || side == &v.base || r.H < least {
		return r
	}
	t, g := &v.Theme, v.Glyphs
	if r.W < 41 {
		if r.W >= 23 {
			text := plot.Fixed(m.logx, 6, 2, g) + " = " + plot.Fixed(m.logz, 5, 2, g) + " − " + plot.Signed(m.ladj, 5, 2, g)
			v.Grid.Spans(r.X+1, r.Y, r.W-1, plot.Span{Text: "✚ ", Style: m.style}, plot.Span{Text: text, Style: t.Dim})
			r.Y, r.H = r.Y+1, r.H-1
		}
		return r
	}
	names := fmt.Sprintf("z %s  %8s = %8s − %8s", plot.Fixed(m.z, 6, 2, g), "log p(x)", "log p(z)", "log|det|")
	values := fmt.Sprintf("x %s  %s = %s − %s", plot.Fixed(m.x, 6, 2, g),
		plot.Fixed(m.logx, 8, 3, g), plot.Fixed(m.logz, 8, 3, g), plot.Signed(m.ladj, 8, 3, g))
	v.Grid.Text(r.X, r.Y, 1, "✚", m.style)
	v.Grid.Text(r.X+2, r.Y, r.W-2, names, t.Dim)
	v.Grid.Text(r.X+2, r.Y+1, r.W-2, values, plot.Style{})
	r.Y, r.H = r.Y+2, r.H-2
	return r
}

// fitLineView chooses what part of the line a plot shows, in steps: across nearly
// all of the data, or of the base, and up to the highest mean over a column.
func (v *plotsView) fitLineView(at seenSide) {
	s, c, k := at.side, v.pictures.cloud, at.depth
	if v.pin != nil && s == &v.pin.side {
		s.shown = v.sample.shown // the two compare
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
	s.shown = s.view.Zoom(v.magnification(), (across.Lo+across.Hi)/2, 0)
	top := view.HighestMean(values, nil, s.shown, at.r.W)
	if l := v.pictures.line; l != nil && k < len(l.At) {
		top = max(top, l.At[k].HighestMean(s.shown, at.r.W))
	}
	const roomy = 0.7 // a picture that fills less of its height is drawn anew
	if top > s.view.YMax || top < roomy*s.view.YMax {
		s.view.YMax = plot.NiceCeil(1.1 * top)
	}
	s.view.YMin, s.shown.YMin, s.shown.YMax = 0, 0, s.view.YMax
}
