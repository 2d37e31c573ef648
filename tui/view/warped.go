package view

import (
	"cmp"

	"bijou/model"
	"bijou/tui/plot"
)

// warped draws a lattice of the base as the flow warps it, coloured by how the
// flow changes volume; or, under points, as their ground.
type warped struct{ points bool }

func (v warped) Name() string {
	if v.points {
		return "points on the lattice"
	}
	return "lattice"
}

func (v warped) About() string {
	if v.points {
		return "points over the warped lattice"
	}
	return "a lattice of the base, as the flow warps it"
}

func (warped) Can(s *model.Snapshot) string {
	if Fans(s) {
		return "a column over its condition has no lattice"
	}
	return cmp.Or(onlyThePlane(s, "lattice"), oneCondition(s, "a lattice"))
}

func (warped) Needs() Needs        { return Needs{Lattice: true} }
func (warped) Shows(string) string { return "" }

func (v warped) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	if !v.points && !s.Base {
		c.drawUncovered(g, r, s)
	}
	v.drawLattice(g, r, c, s)
	if v.points {
		c.ready(r, s)
		c.add(imageClass, fewer(s.Image), s.ImageHue, s.Angle)
		c.scatter.Draw(g, r.X, r.Y)
	}
}

func (v warped) drawLattice(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	l := s.Lattice
	if l == nil {
		return
	}
	k, to := min(s.At, len(l.At)-1), min(s.To, len(l.At)-1)
	c.lines.Glyphs = s.Glyphs
	c.lines.Classes = c.lines.Classes[:0]
	for _, style := range s.Theme.Stretch {
		if v.points {
			style = s.Theme.Faint
		}
		c.lines.Classes = append(c.lines.Classes, plot.Class{Style: style})
	}
	c.lines.Reset(r.W, r.H, c.Shown)
	at, ladj := l.At[k], l.Ladj[to]
	for i := range at.X {
		if i%LatticeNodes > 0 {
			c.lines.Path(StretchOf(ladj[i-1]/2+ladj[i]/2), at.X[i-1:i+1], at.Y[i-1:i+1])
		}
	}
	c.lines.Draw(g, r.X, r.Y)
}

// Legend tells what the lattice is drawn in, and the image if that lies over it.
func (v warped) Legend(_ *Canvas, s *Scene, _ int) []plot.Span {
	t := s.Theme
	if v.points {
		glyph, _ := Signs(s.Glyphs)
		return []plot.Span{{Text: glyph, Style: t.Image}, {Text: " " + s.ImageName, Style: t.Dim}, {Text: "  ─ lattice", Style: t.Dim}}
	}
	if !t.Coloured {
		return []plot.Span{{Text: "lattice of z", Style: t.Dim}}
	}
	return []plot.Span{{Text: "squeezed", Style: t.Squeeze}, {Text: " · ", Style: t.Dim}, {Text: "expanded", Style: t.Expand}}
}
