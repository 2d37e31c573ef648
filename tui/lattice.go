package tui

import (
	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/plot"
)

// A lattice is a square grid of the base carried forward, with the log|det| of
// the way at every node. It never changes.
type lattice struct {
	version version
	at      []points    // K+1: behind layer k, line after line
	ladj    [][]float64 // K+1: Σ log|det| since the base
}

const (
	latticeLines = 11 // each way
	latticeNodes = 61 // on a line
)

// makeLattice carries a lattice that covers the base samples z.
func makeLattice(s *model.Snapshot, z *ad.Mat) *lattice {
	l := &lattice{version: versionOf(s)}
	path := s.Stack.Evaluator(s.Base, s.Theta).Forward(latticeOver(latticeRange(s, z.Col(0)), latticeRange(s, z.Col(1))))
	sum := make([]float64, path.At[0].Rows)
	for k, at := range path.At {
		if k > 0 {
			for i, v := range path.Ladj[k-1].Data {
				sum[i] += v
			}
		}
		l.at = append(l.at, points{at.Col(0), at.Col(1)})
		l.ladj = append(l.ladj, append([]float64(nil), sum...))
	}
	return l
}

// latticeRange is the part of a column of the base that the lattice covers: of
// a normal one, all but 1 %.
func latticeRange(s *model.Snapshot, z []float64) plot.Range {
	if s.Base.Name() == "normal" {
		return plot.Range{Lo: -2.5, Hi: 2.5}
	}
	const inside = 0.99
	return plot.FitRange(z, inside)
}

// latticeOver returns the nodes of the lines up, then of those across.
func latticeOver(x, y plot.Range) *ad.Mat {
	m := ad.New(2*latticeLines*latticeNodes, 2)
	for line := range 2 * latticeLines {
		for node := range latticeNodes {
			across := float64(line%latticeLines) / (latticeLines - 1)
			along := float64(node) / (latticeNodes - 1)
			if line >= latticeLines {
				across, along = along, across
			}
			i := line*latticeNodes + node
			m.Set(i, 0, x.Lo+across*x.Size())
			m.Set(i, 1, y.Lo+along*y.Size())
		}
	}
	return m
}

// drawLattice draws the lattice behind layer k, coloured by how the flow changes
// volume up to layer to, or quietly as the ground of points.
func (s *sidePlot) drawLattice(a *App, r plot.Rect, l *lattice, k, to int) {
	if l == nil {
		return
	}
	k, to = min(k, len(l.at)-1), min(to, len(l.at)-1)
	s.lines.Glyphs = a.glyphs
	s.lines.Classes = s.lines.Classes[:0]
	for _, style := range a.theme.Stretch {
		if a.plots.look == bothLook {
			style = a.theme.Faint
		}
		s.lines.Classes = append(s.lines.Classes, plot.Class{Style: style})
	}
	s.lines.Reset(r.W, r.H, s.shown)
	at, ladj := l.at[k], l.ladj[to]
	for i := range at.x {
		if i%latticeNodes > 0 {
			s.lines.Path(stretchOf(ladj[i-1]/2+ladj[i]/2), at.x[i-1:i+1], at.y[i-1:i+1])
		}
	}
	s.lines.Draw(&a.grid, r.X, r.Y)
}

// stretchOf is the class of a log|det| in nats: squeezed, a little, neither, a
// little expanded, expanded.
func stretchOf(ladj float64) int {
	const little, much = 0.5, 1.5
	switch {
	case ladj <= -much:
		return 0
	case ladj < -little:
		return 1
	case ladj >= much:
		return 4
	case ladj > little:
		return 3
	}
	return 2 // NaN too: Path leaves that out
}

// latticeLegend tells what a lattice is drawn in, and the image if that lies
// over it.
func (a *App) latticeLegend(image string) []plot.Span {
	t := &a.theme
	if a.plots.look == bothLook {
		glyph, _ := a.signs()
		return []plot.Span{{Text: glyph, Style: t.Image}, {Text: " " + image, Style: t.Dim}, {Text: "  ─ lattice", Style: t.Dim}}
	}
	if !t.Coloured {
		return []plot.Span{{Text: "lattice of z", Style: t.Dim}}
	}
	return []plot.Span{{Text: "squeezed", Style: t.Squeeze}, {Text: " · ", Style: t.Dim}, {Text: "expanded", Style: t.Expand}}
}
