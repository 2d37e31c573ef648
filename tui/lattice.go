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
