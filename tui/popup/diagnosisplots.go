package popup

import (
	"fmt"
	"math"

	"bijou/model"
	"bijou/model/diagnose"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// pictures adds the QQ plot and the coverage, beside each other if both are wide
// enough.
func (p *page) pictures(d *diagnose.Diagnosis) {
	w := min(p.w-1, 2*besideMost)
	at := plot.Rect{X: markCol - 1, W: w / 2, H: pictureHeight}
	p.gap()
	if at.W < besideWidth {
		at.W = min(w, besideMost)
		p.picture(at.H, func(g *plot.Grid, y int) { p.v.drawQQ(g, plot.Rect{X: at.X, Y: y, W: at.W, H: at.H}, d) })
		p.picture(at.H, func(g *plot.Grid, y int) {
			p.v.drawCoverage(g, plot.Rect{X: at.X, Y: y, W: at.W, H: at.H}, d)
		})
		return
	}
	p.picture(at.H, func(g *plot.Grid, y int) {
		p.v.drawQQ(g, plot.Rect{X: at.X, Y: y, W: at.W, H: at.H}, d)
		p.v.drawCoverage(g, plot.Rect{X: at.X + at.W, Y: y, W: at.W, H: at.H}, d)
	})
}

// picture adds something h rows high.
func (p *page) picture(h int, draw func(g *plot.Grid, y int)) {
	p.rows = append(append(p.rows, draw), make([]func(*plot.Grid, int), h-1)...)
}

// The classes of the curves in a diagnosis.
const (
	idealClass = iota // where the curves of a flow that is right lie
	otherClass
	worstClass
)

// drawQQ draws the quantiles of z over those of the base, the worst axis in
// front.
func (v *Diagnosis) drawQQ(g *plot.Grid, r plot.Rect, d *diagnose.Diagnosis) {
	worst := worstAxis(d)
	if worst < 0 {
		return
	}
	title := fmt.Sprintf("  worst axis %d", d.QQ[worst].Axis)
	if len(d.QQ) == 1 {
		title = "  over the base"
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, q := range d.QQ {
		for _, v := range q.Base {
			lo, hi = min(lo, float64(v)), max(hi, float64(v))
		}
	}
	margin := (hi - lo) / 20
	v.drawCurves(g, r, screen.Text{
		Title: []plot.Span{{Text: "QQ of z", Style: v.Theme.Strong}, {Text: title, Style: v.Theme.Dim}},
		Foot:  []plot.Span{{Text: "along the dots is right", Style: v.Theme.Dim}},
	}, plot.View{XMin: lo - margin, XMax: hi + margin, YMin: lo - margin, YMax: hi + margin}, func(s *plot.Scatter) {
		for i, q := range d.QQ {
			if i != worst {
				s.Path(otherClass, plain(q.Base), plain(q.Z))
			}
		}
		s.Path(worstClass, plain(d.QQ[worst].Base), plain(d.QQ[worst].Z))
	})
}

// worstAxis returns the axis whose distribution is furthest from the base's, -1
// if none has a plot.
func worstAxis(d *diagnose.Diagnosis) int {
	worst := -1
	for i, q := range d.QQ {
		if len(q.Z) > 1 && (worst < 0 || d.KS[i].D > d.KS[worst].D) {
			worst = i
		}
	}
	return worst
}

// drawCoverage draws how many points lie inside of the flow's regions of
// highest density.
func (v *Diagnosis) drawCoverage(g *plot.Grid, r plot.Rect, d *diagnose.Diagnosis) {
	xs, ys := []float64{0}, []float64{0}
	for _, l := range d.HDR {
		xs, ys = append(xs, float64(l.Nominal)), append(ys, float64(l.Covered))
	}
	xs, ys = append(xs, 1), append(ys, 1)
	const margin = 0.02
	v.drawCurves(g, r, screen.Text{
		Title: []plot.Span{{Text: "coverage", Style: v.Theme.Strong}, {Text: "  of the densest", Style: v.Theme.Dim}},
		Foot:  []plot.Span{{Text: "below the dots: too sure", Style: v.Theme.Dim}},
	}, plot.View{XMin: -margin, XMax: 1 + margin, YMin: -margin, YMax: 1 + margin}, func(s *plot.Scatter) {
		s.Path(worstClass, xs, ys)
	})
}

// drawCurves draws curves in a frame with axes, over the dotted diagonal on
// which they should lie.
func (v *Diagnosis) drawCurves(g *plot.Grid, r plot.Rect, text screen.Text, shown plot.View, curves func(*plot.Scatter)) {
	t := &v.Theme
	text.Fit(r.W)
	frame := plot.Frame{Glyphs: v.Glyphs, Border: t.Faint, Title: text.Title, Foot: text.Foot}
	frame.Draw(g, r)
	axes := plot.Axes{Glyphs: v.Glyphs, Axis: t.Faint, Label: t.Dim}
	axes.Draw(g, r.Inner(), shown)
	in := axes.Inside(r.Inner())
	if in.W <= 0 || in.H <= 0 {
		return
	}
	s := plot.Scatter{Glyphs: v.Glyphs, Classes: []plot.Class{idealClass: {Style: t.Dim}, otherClass: {Style: t.Dim}, worstClass: {Style: t.Accent}}}
	s.Reset(in.W, in.H, shown)
	dots := in.W
	for i := range dots + 1 {
		share := float64(i) / float64(dots)
		at := []float64{shown.XMin + share*(shown.XMax-shown.XMin)}
		s.Add(idealClass, at, at)
	}
	curves(&s)
	s.Draw(g, in.X, in.Y)
}

// plain returns numbers as the plots take them.
func plain(v []model.Number) []float64 {
	x := make([]float64, len(v))
	for i, n := range v {
		x[i] = float64(n)
	}
	return x
}
