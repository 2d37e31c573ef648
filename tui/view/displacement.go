package view

import (
	"bijou/model"
	"bijou/tui/plot"
)

// displacement draws how far samples have come: a segment from z to where the layers up to
// the depth carried it, its end bright.
type displacement struct{ points }

func (displacement) Name() string { return "displacement" }

func (displacement) About() string {
	return "displacement: segments from z to x, the end bright"
}

func (displacement) Can(s *model.Snapshot) string {
	if OneColumn(s) || Fans(s) {
		return "one column is displaced along a line"
	}
	return ""
}

// segments is how many samples have one, few enough to be told apart.
const segments = 120

func (v displacement) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	if s.Way == nil || s.Base {
		v.points.Draw(g, r, c, s)
		return
	}
	c.readyLines(r, s)
	for i := range c.lines.Classes {
		c.lines.Classes[i].Ground = false
	}
	from, to := s.Way.Model[0], s.Image
	x, y := make([]float64, 2), make([]float64, 2)
	for i := range min(segments, len(from.X), len(to.X)) {
		hue := 0
		if s.Angle {
			hue = int(s.ImageHue[i])
		}
		const bright = 0.7 // of the way is behind
		mx, my := from.X[i]+bright*(to.X[i]-from.X[i]), from.Y[i]+bright*(to.Y[i]-from.Y[i])
		x[0], y[0], x[1], y[1] = from.X[i], from.Y[i], mx, my
		c.lines.Path(targetClass+hue, x, y)
		x[0], y[0], x[1], y[1] = mx, my, to.X[i], to.Y[i]
		c.lines.Path(imageClass+hue, x, y)
	}
	c.lines.Draw(g, r.X, r.Y)
}

func (v displacement) Legend(c *Canvas, s *Scene, w int) []plot.Span {
	if s.Base {
		return v.points.Legend(c, s, w)
	}
	return []plot.Span{{Text: "─", Style: s.Theme.Target}, {Text: " z ", Style: s.Theme.Dim}, {Text: "─", Style: s.Theme.Image}, {Text: " f(z)", Style: s.Theme.Dim}}
}
