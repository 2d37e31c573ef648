package view

import (
	"bijou/model"
	"bijou/tui/plot"
)

// points draws samples: what the flow makes over what it should cover.
type points struct{}

func (points) Name() string                 { return "points" }
func (points) About() string                { return "points" }
func (points) Can(s *model.Snapshot) string { return notOneColumn(s) }
func (points) Needs() Needs                 { return Needs{} }
func (points) Shows(string) string          { return "" }

func (points) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	c.ready(r, s)
	c.addTarget(s)
	c.add(imageClass, s.Image, s.ImageHue, s.Angle)
	c.scatter.Draw(g, r.X, r.Y)
}

func (points) Legend(_ *Canvas, s *Scene, _ int) []plot.Span { return s.legend() }
