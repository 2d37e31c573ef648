package view

import (
	"bijou/model"
	"bijou/tui/plot"
)

// contours draws log p by lines, a nat apart, over the data that it should cover.
type contours struct{}

func (contours) Name() string                 { return "contours" }
func (contours) About() string                { return "contours of log p, a nat apart" }
func (contours) Can(s *model.Snapshot) string { return onlyThePlane(s, "contours") }
func (contours) Needs() Needs                 { return Needs{Heat: true} }
func (contours) Shows(variable string) string { return "log p(" + variable + ")" }

// contourLines is how many lines there are, the first half a nat below the top.
const contourLines = 7

func (contours) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	data := s.data()
	c.ready(r, s)
	c.scatter.Classes[targetClass].Style = s.Theme.Target
	few := fewer(data)
	c.scatter.Add(targetClass, few.X, few.Y)
	c.scatter.Draw(g, r.X, r.Y)
	if c.Heat == nil || c.Heat.Of.View != c.Shown {
		return
	}
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, contourClasses(s)
	c.lines.Reset(r.W, r.H, c.Shown)
	f, v := c.Heat.Field, c.Shown
	place := func(col, row float64) (x, y float64) {
		return v.XMin + (v.XMax-v.XMin)*(col+0.5)/float64(f.Cols), v.YMax - (v.YMax-v.YMin)*(row+0.5)/float64(f.Rows)
	}
	var levels [contourLines]float64
	for k := range levels {
		levels[k] = contourLevel(s, k)
	}
	f.Contours(levels[:], func(k int, p plot.Segment) {
		x0, y0 := place(p.X0, p.Y0)
		x1, y1 := place(p.X1, p.Y1)
		c.lines.Path(k, []float64{x0, x1}, []float64{y0, y1})
	})
	c.lines.Draw(g, r.X, r.Y)
}

// contourLevel is log p on line k.
func contourLevel(s *Scene, k int) float64 { return s.HeatTop - 0.5 - float64(k) }

// contourClasses are the lines in the colours of the map, where there are colours.
func contourClasses(s *Scene) []plot.Class {
	classes := make([]plot.Class, contourLines)
	for k := range classes {
		classes[k].Style = s.Theme.Image
		if n := len(s.Theme.Heat); n > 0 {
			classes[k].Style = plot.Ink(s.Theme.Heat[n-1-k*(n-2)/contourLines])
		}
	}
	return classes
}

// Legend tells the range of the lines.
func (contours) Legend(_ *Canvas, s *Scene, w int) []plot.Span {
	top, low := contourLevel(s, 0), contourLevel(s, contourLines-1)
	legend := []plot.Span{{Text: plot.Fixed(low, 5, 1, s.Glyphs) + " ", Style: s.Theme.Dim}}
	classes := contourClasses(s)
	for k := range classes {
		legend = append(legend, plot.Span{Text: "─", Style: classes[len(classes)-1-k].Style})
	}
	legend = append(legend, plot.Span{Text: plot.Fixed(top, 5, 1, s.Glyphs), Style: s.Theme.Dim})
	if plot.SpansWidth(legend) > w {
		return nil
	}
	return legend
}
