package tui

import (
	"bijou/tui/plot"
	"bijou/tui/view"
)

// drawLattice draws the lattice behind layer k, coloured by how the flow changes
// volume up to layer to, or quietly as the ground of points.
func (s *sidePlot) drawLattice(a *plotsView, r plot.Rect, l *view.Lattice, k, to int) {
	if l == nil {
		return
	}
	k, to = min(k, len(l.At)-1), min(to, len(l.At)-1)
	s.lines.Glyphs = a.Glyphs
	s.lines.Classes = s.lines.Classes[:0]
	for _, style := range a.Theme.Stretch {
		if a.look == bothLook {
			style = a.Theme.Faint
		}
		s.lines.Classes = append(s.lines.Classes, plot.Class{Style: style})
	}
	s.lines.Reset(r.W, r.H, s.shown)
	at, ladj := l.At[k], l.Ladj[to]
	for i := range at.X {
		if i%view.LatticeNodes > 0 {
			s.lines.Path(view.StretchOf(ladj[i-1]/2+ladj[i]/2), at.X[i-1:i+1], at.Y[i-1:i+1])
		}
	}
	s.lines.Draw(&a.Grid, r.X, r.Y)
}

// latticeLegend tells what a lattice is drawn in, and the image if that lies
// over it.
func (v *plotsView) latticeLegend(image string) []plot.Span {
	t := &v.Theme
	if v.look == bothLook {
		glyph, _ := v.Signs()
		return []plot.Span{{Text: glyph, Style: t.Image}, {Text: " " + image, Style: t.Dim}, {Text: "  ─ lattice", Style: t.Dim}}
	}
	if !t.Coloured {
		return []plot.Span{{Text: "lattice of z", Style: t.Dim}}
	}
	return []plot.Span{{Text: "squeezed", Style: t.Squeeze}, {Text: " · ", Style: t.Dim}, {Text: "expanded", Style: t.Expand}}
}
