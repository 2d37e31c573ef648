package view

import (
	"math"

	"bijou/tui/plot"
	"bijou/tui/theme"
)

// A Canvas is a plot of a flow on the screen: the part of the plane that is shown
// and the buffers that pictures are drawn with.
type Canvas struct {
	Shown   plot.View
	Heat    *Heat   // nil before the first
	HeatTop float64 // of the scale of the map

	scatter plot.Scatter
	film    filmRange
	lines   plot.Scatter // of a lattice, of trails, or the curves of one column

	episodes plot.Scatter
	rolled   rolled // what the episodes were drawn of
}

// The classes of a scatter: hues of what it is compared with, then hues of what
// the flow makes. Without colours by angle only the first of each is used.
const (
	targetClass = 0
	imageClass  = theme.Hues
)

// classes returns the classes of a scatter in the colours of a scene.
func (s *Scene) classes() []plot.Class {
	classes := make([]plot.Class, 2*theme.Hues)
	for i := range theme.Hues {
		classes[targetClass+i] = plot.Class{Style: s.Theme.Target, Ground: true}
		classes[imageClass+i] = plot.Class{Style: s.Theme.Image}
		if s.Angle && s.Theme.Coloured {
			classes[targetClass+i].Style, classes[imageClass+i].Style = s.Theme.AngleTarget[i], s.Theme.Angle[i]
		}
	}
	return classes
}

// ready makes the scatter ready for a picture of r.
func (c *Canvas) ready(r plot.Rect, s *Scene) {
	c.scatter.Glyphs, c.scatter.Classes = s.Glyphs, s.classes()
	c.scatter.Reset(r.W, r.H, c.Shown)
}

// readyLines does the same with the lines.
func (c *Canvas) readyLines(r plot.Rect, s *Scene) {
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, s.classes()
	c.lines.Reset(r.W, r.H, c.Shown)
}

// add adds points to a class, or to the classes of their hues.
func (c *Canvas) add(class int, p Points, hue []uint8, angle bool) {
	if !angle {
		c.scatter.Add(class, p.X, p.Y)
		return
	}
	classes := make([]uint8, len(p.X))
	for i := range classes {
		classes[i] = uint8(class) + hue[i]
	}
	c.scatter.AddEach(classes, p.X, p.Y)
}

// addTarget adds what the image is compared with. Without hues it belongs to no
// base sample and has one colour.
func (c *Canvas) addTarget(s *Scene) {
	if s.TargetHue != nil {
		c.add(targetClass, s.Target, s.TargetHue, s.Angle)
		return
	}
	c.scatter.Classes[targetClass].Style = s.Theme.Target
	c.add(targetClass, s.Target, nil, false)
}

// drawUncovered draws the data under what should cover it: what stays to be seen
// is where the flow has next to no density.
func (c *Canvas) drawUncovered(g *plot.Grid, r plot.Rect, s *Scene) {
	data := s.data()
	c.ready(r, s)
	c.scatter.Classes[targetClass].Style = s.Theme.Target
	c.scatter.Add(targetClass, data.X, data.Y)
	c.scatter.Draw(g, r.X, r.Y)
}

// Rescale moves the top of the scale in whole steps, and down only when two
// levels lie idle, so that colours stand still while the flow learns.
func (c *Canvas) Rescale(top float64) {
	if math.IsNaN(top) {
		return
	}
	if fit := math.Ceil(top/HeatStep) * HeatStep; fit > c.HeatTop || fit < c.HeatTop-2*HeatStep || c.Heat == nil {
		c.HeatTop = fit
	}
}

// fewer returns as many points as leave the lines below them to be seen.
func fewer(p Points) Points {
	n := min(len(p.X), CloudPoints/4)
	return Points{X: p.X[:n], Y: p.Y[:n]}
}
