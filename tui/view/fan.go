package view

import (
	"bijou/model"
	"bijou/tui/plot"
)

// fan draws a flow of one column over its first condition: samples or data, and
// quantiles of the density as lines.
type fan struct{}

func (fan) Name() string { return "quantiles over the condition" }

func (fan) About() string {
	return "quantiles of the model over the first condition: 2.5, 16, 50, 84, 97.5 %"
}

func (fan) Can(s *model.Snapshot) string {
	switch {
	case s.Stack.Dim > 1:
		return onlyOneColumn(s)
	case !Fans(s):
		return "there are no conditions to draw quantiles over"
	}
	return ""
}

func (fan) Needs() Needs        { return Needs{} }
func (fan) Shows(string) string { return "" }

func (fan) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	axes := plot.Axes{Glyphs: s.Glyphs, Axis: s.Theme.Faint, Label: s.Theme.Dim}
	axes.Draw(g, r, ownView(s, c.Shown))
	r = axes.Inside(r)
	data := s.data()
	c.ready(r, s)
	c.scatter.Classes[targetClass].Style = s.Theme.Target
	c.scatter.Add(targetClass, data.X, data.Y)
	c.scatter.Draw(g, r.X, r.Y)
	if s.Fan == nil || s.Depth >= len(s.Fan.At) {
		return
	}
	c.lines.Glyphs = s.Glyphs
	c.lines.Classes = []plot.Class{{Style: s.Theme.Image}, {Style: s.Theme.Strong}}
	c.lines.Reset(r.W, r.H, c.Shown)
	curves := s.Fan.At[s.Depth]
	for q, y := range curves {
		class := 0
		if q == len(curves)/2 {
			class = 1
		}
		c.lines.Path(class, s.Fan.X, y)
	}
	c.lines.Draw(g, r.X, r.Y)
}

// ownView is what a plot shows in the units of the data: of the condition across, and up
// where nothing but the standardisation lies between: the axis has even steps.
func ownView(s *Scene, v plot.View) plot.View {
	d := s.Snap.Data
	v.XMin, v.XMax = d.GivenMean[0]+d.GivenSD[0]*v.XMin, d.GivenMean[0]+d.GivenSD[0]*v.XMax
	if own := OwnUnits(s.Snap, s.Depth); !s.Base && own.Support == (model.Support{}) {
		v.YMin, v.YMax = own.Own(v.YMin), own.Own(v.YMax)
	}
	return v
}

func (fan) Legend(_ *Canvas, s *Scene, _ int) []plot.Span {
	t := s.Theme
	_, target := Signs(s.Glyphs)
	return []plot.Span{{Text: target, Style: t.Target}, {Text: " " + s.DataName + "  ", Style: t.Dim}, {Text: "─", Style: t.Strong},
		{Text: " median ", Style: t.Dim}, {Text: "─", Style: t.Image}, {Text: " 68, 95 %", Style: t.Dim}}
}
