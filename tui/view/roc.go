package view

import "bijou/tui/plot"

// A curve is a path through points.
type curve struct{ x, y []float64 }

// drawROC draws the share of what is found by that of false alarms for several scores, the
// first above all, and the line of chance. It returns where.
func drawROC(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene, styles []plot.Style, curves []curve) (in plot.Rect, v plot.View) {
	axes := plot.Axes{Glyphs: s.Glyphs, Axis: s.Theme.Faint, Label: s.Theme.Dim}
	in, v = axes.Inside(r), plot.View{XMax: 1, YMax: 1}
	axes.Draw(g, r, v)
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, nil
	for _, style := range append(styles, s.Theme.Faint) {
		c.lines.Classes = append(c.lines.Classes, plot.Class{Style: style})
	}
	c.lines.Reset(in.W, in.H, v)
	cell, _ := s.Glyphs.Dots()
	c.lines.Dotted(len(styles), []float64{0, 1}, []float64{0, 1}, float64(2*cell))
	for k := len(curves) - 1; k >= 0; k-- {
		c.lines.Path(k, curves[k].x, curves[k].y)
	}
	c.lines.Draw(g, in.X, in.Y)
	return in, v
}
