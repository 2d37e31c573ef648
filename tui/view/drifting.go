package view

import (
	"bijou/model"
	"bijou/tui/plot"
)

// drifting draws how some samples came to where they are, through a continuous
// layer; elsewhere it draws points.
type drifting struct{ points }

func (drifting) Name() string { return "trails" }

func (drifting) About() string {
	return "trails of samples, as they drift through a continuous layer"
}

func (drifting) Can(s *model.Snapshot) string {
	if !Drifts(s) {
		return "no layer drifts"
	}
	return ""
}

func (drifting) Needs() Needs { return Needs{Trails: true} }

func (v drifting) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	if s.Trail == nil {
		v.points.Draw(g, r, c, s)
		return
	}
	c.drawTrails(g, r, s)
}

// drawTrails draws the trails; the last third is bright, so that one sees which
// way the samples went.
func (c *Canvas) drawTrails(g *plot.Grid, r plot.Rect, s *Scene) {
	c.readyLines(r, s)
	for i := range c.lines.Classes {
		c.lines.Classes[i].Ground = false
	}
	n, late := len(s.Trail), len(s.Trail)*2/3
	x, y := make([]float64, n), make([]float64, n)
	for i := range min(Trails, len(s.Trail[0].X)) {
		for k, at := range s.Trail {
			x[k], y[k] = at.X[i], at.Y[i]
		}
		hue := 0
		if s.Angle {
			hue = int(s.TrailHue[i])
		}
		c.lines.Path(targetClass+hue, x[:late+1], y[:late+1])
		c.lines.Path(imageClass+hue, x[late:], y[late:])
	}
	c.lines.Draw(g, r.X, r.Y)
}

func (v drifting) Legend(c *Canvas, s *Scene, w int) []plot.Span {
	if s.Trail == nil {
		return v.points.Legend(c, s, w)
	}
	return []plot.Span{{Text: "─", Style: s.Theme.Image}, {Text: " drift", Style: s.Theme.Dim}}
}
