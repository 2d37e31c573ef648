package tui

import (
	"fmt"
	"math"

	"bijou/model"
	"bijou/tui/plot"
)

// drawLine draws a flow of one column behind layer k: the density as a curve
// over a histogram of the data, and in marks the density of the truth. Curve and
// samples have the colours of the base that they come from.
func (a *App) drawLine(r plot.Rect, side *sidePlot, l *line, s *model.Snapshot, k int, samples points, hue []uint8, data points) {
	r = a.drawTerms(r, side, l, k)
	axes := plot.Axes{Glyphs: a.glyphs, Axis: a.theme.Faint, Label: a.theme.Dim}
	in := axes.Inside(r)
	own := ownUnits(s, k)
	values, _ := own.points(data)
	if l != nil && k < len(l.data) {
		values = l.data[k]
	}
	(&plot.Histogram{Glyphs: a.glyphs, Fill: a.theme.Heap}).Draw(&a.grid, in, side.shown, values)
	axes.Draw(&a.grid, r, side.shown)
	if a.plots.look != pointsLook {
		x, y := own.points(samples)
		side.ready(a, in)
		side.add(imageClass, points{x, y}, hue, a.plots.angle)
		side.scatter.Draw(&a.grid, in.X, in.Y)
	}
	if l != nil && k < len(l.at) {
		side.drawCurve(a, in, &l.at[k], l.hue)
	}
	if m, ok := a.marked(side, l, k); ok {
		if x, y, ok := side.shown.Cell(in.W, in.H, m.x, math.Exp(m.logx)); ok {
			a.grid.Text(in.X+x, in.Y+y, 1, "✚", m.style)
		}
	}
}

// drawCurve draws a density, and the truth in marks where it is not covered.
func (s *sidePlot) drawCurve(a *App, r plot.Rect, p *profile, hue []uint8) {
	s.lines.Glyphs, s.lines.Classes = a.glyphs, a.classes(a.plots.angle && a.theme.Coloured)
	s.lines.Reset(r.W, r.H, s.shown)
	if p.truth != nil {
		cell, _ := a.glyphs.Dots()
		s.lines.Dotted(targetClass, p.x, p.truth, float64(2*cell))
	}
	for from := 0; from+1 < len(p.x); {
		to := from + 1
		for to+1 < len(p.x) && hue[to] == hue[from] {
			to++
		}
		class := imageClass
		if a.plots.angle {
			class += int(hue[from])
		}
		s.lines.Path(class, p.x[from:to+1], p.p[from:to+1])
		from = to
	}
	s.lines.Draw(&a.grid, r.X, r.Y)
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
func (a *App) marked(side *sidePlot, l *line, k int) (m mark, ok bool) {
	if a.want.Probe && (a.pin == nil || side != &a.pin.side) {
		return a.probeMark(k)
	}
	if l == nil || k >= len(l.at) || l.mark >= len(l.at[k].x) {
		return m, false
	}
	p, z, i := &l.at[k], &l.at[0], l.mark
	return mark{z.x[i], p.x[i], z.logp[i], p.logp[i], p.ladj[i], a.theme.Strong}, true
}

// drawTerms writes the change of variables at the marked node in the first rows
// of r, if there is room, and returns the rest.
func (a *App) drawTerms(r plot.Rect, side *sidePlot, l *line, k int) plot.Rect {
	const least = 11 // rows that a picture needs
	m, ok := a.marked(side, l, k)
	if !ok || side == &a.plots.base || r.H < least {
		return r
	}
	t, g := &a.theme, a.glyphs
	if r.W < 41 {
		if r.W >= 23 {
			text := plot.Fixed(m.logx, 6, 2, g) + " = " + plot.Fixed(m.logz, 5, 2, g) + " − " + plot.Signed(m.ladj, 5, 2, g)
			a.grid.Spans(r.X+1, r.Y, r.W-1, plot.Span{Text: "✚ ", Style: m.style}, plot.Span{Text: text, Style: t.Dim})
			r.Y, r.H = r.Y+1, r.H-1
		}
		return r
	}
	names := fmt.Sprintf("z %s  %8s = %8s − %8s", plot.Fixed(m.z, 6, 2, g), "log p(x)", "log p(z)", "log|det|")
	values := fmt.Sprintf("x %s  %s = %s − %s", plot.Fixed(m.x, 6, 2, g),
		plot.Fixed(m.logx, 8, 3, g), plot.Fixed(m.logz, 8, 3, g), plot.Signed(m.ladj, 8, 3, g))
	a.grid.Text(r.X, r.Y, 1, "✚", m.style)
	a.grid.Text(r.X+2, r.Y, r.W-2, names, t.Dim)
	a.grid.Text(r.X+2, r.Y+1, r.W-2, values, plot.Style{})
	r.Y, r.H = r.Y+2, r.H-2
	return r
}

// units turn standardised numbers of one column into those that are shown.
type units struct{ mean, sd float64 }

// ownUnits are the data's own behind the last layer, and none before.
func ownUnits(s *model.Snapshot, k int) units {
	if k < len(s.Stack.Layers) {
		return units{0, 1}
	}
	return units{s.Data.Mean[0], s.Data.SD[0]}
}

// points converts a heap: places, and heights that are densities.
func (u units) points(p points) (x, y []float64) {
	if u == (units{0, 1}) {
		return p.x, p.y
	}
	x, y = make([]float64, len(p.x)), make([]float64, len(p.y))
	for i := range x {
		x[i] = u.mean + u.sd*p.x[i]
	}
	for i := range y {
		y[i] = p.y[i] / u.sd
	}
	return x, y
}

// fitLineView chooses what part of the line a plot shows, in steps: across nearly
// all of the data, or of the base, and up to the highest mean over a column.
func (a *App) fitLineView(v seenSide) {
	s, c, k := v.side, a.pictures.cloud, v.depth
	if a.pin != nil && s == &a.pin.side {
		s.shown = a.plots.sample.shown // the two compare
		return
	}
	if s.viewport.depth != k || s.viewport.cloud == nil {
		s.view = plot.View{}
	}
	values, _ := ownUnits(v.snap, k).points(c.data[min(k, len(c.data)-1)])
	if l := a.pictures.line; l != nil && k < len(l.data) {
		values = l.data[k]
	}
	const inside = 0.95 // and a fence about it: tails may be long
	across := plot.FitRange(values, inside)
	if s == &a.plots.base {
		across = latticeRange(v.snap, c.model[0].x)
		across = plot.Range{Lo: across.Lo - across.Size()/10, Hi: across.Hi + across.Size()/10}
	} else if across.Size() == 0 && a.pictures.line != nil && k < len(a.pictures.line.at) {
		across = plot.FitRange(a.pictures.line.at[k].x, inside)
	}
	margin := across.Size() / 10
	across = plot.Range{Lo: s.view.XMin, Hi: s.view.XMax}.Steady(plot.Range{Lo: across.Lo - margin, Hi: across.Hi + margin})
	s.view.XMin, s.view.XMax = across.Lo, across.Hi
	s.shown = s.view.Zoom(a.plots.magnification(), (across.Lo+across.Hi)/2, 0)
	top := highestMean(values, nil, s.shown, v.r.W)
	if l := a.pictures.line; l != nil && k < len(l.at) {
		top = max(top, l.at[k].highestMean(s.shown, v.r.W))
	}
	const roomy = 0.7 // a picture that fills less of its height is drawn anew
	if top > s.view.YMax || top < roomy*s.view.YMax {
		s.view.YMax = plot.NiceCeil(1.1 * top)
	}
	s.view.YMin, s.shown.YMin, s.shown.YMax = 0, 0, s.view.YMax
}

// highestMean is the highest mean density over one of w columns of a view, of
// weighted values; without weights each counts the same.
func highestMean(x, weights []float64, v plot.View, w int) float64 {
	columns, total := make([]float64, max(w, 1)), 0.0
	width := (v.XMax - v.XMin) / float64(len(columns))
	for i := range x {
		mass := 1.0
		if weights != nil {
			mass = weights[i]
		}
		total += mass
		if at := (x[i] - v.XMin) / width; at >= 0 && at < float64(len(columns)) {
			columns[int(at)] += mass
		}
	}
	if weights != nil {
		total = 1
	}
	top := 0.0
	for _, mass := range columns {
		top = max(top, mass/(total*width))
	}
	return finiteOr(top, 0)
}

// highestMean is the same of a density: where it runs to infinity its mean does
// not.
func (p *profile) highestMean(v plot.View, w int) float64 {
	var x, mass []float64
	for i := 1; i < len(p.x); i++ {
		m := (p.p[i] + p.p[i-1]) / 2 * math.Abs(p.x[i]-p.x[i-1])
		x, mass = append(x, (p.x[i]+p.x[i-1])/2), append(mass, finiteOr(m, 0))
	}
	return highestMean(x, mass, v, w)
}

// finiteOr returns v, or instead where v is no number.
func finiteOr(v, instead float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return instead
	}
	return v
}
