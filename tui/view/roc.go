package view

import (
	"math"
	"strconv"

	"bijou/tui/plot"
)

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

// numberCurves writes the number of every curve of the unit square onto it, where it is
// furthest from the others.
func numberCurves(g *plot.Grid, in plot.Rect, styles []plot.Style, curves []curve) {
	taken := map[[2]int]bool{}
	for k, own := range curves {
		var at [2]int
		most := -1.0
		for column := 1; column < in.W-1; column++ {
			x := (float64(column) + 0.5) / float64(in.W)
			apart := 1.0
			for j, other := range curves {
				if j != k {
					apart = min(apart, math.Abs(own.at(x)-other.at(x)))
				}
			}
			cell := [2]int{column, plot.Clamp(int((1-own.at(x))*float64(in.H)), 0, in.H-1)}
			if apart > most && !taken[cell] {
				at, most = cell, apart
			}
		}
		if most >= 0 {
			taken[at] = true
			g.Text(in.X+at[0], in.Y+at[1], 1, strconv.Itoa(k+1), styles[k].With(plot.Bold))
		}
	}
}

// at is how high the curve has come at x, along which it never falls.
func (c curve) at(x float64) float64 {
	y := 0.0
	for i, v := range c.x {
		if v > x {
			break
		}
		y = c.y[i]
	}
	return y
}
