package view

import (
	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/plot"
)

// A Lattice is a square grid of the base carried forward, with the log|det| of
// the way at every node. It never changes.
type Lattice struct {
	Version Version
	At      []Points    // K+1: behind layer k, line after line
	Ladj    [][]float64 // K+1: Σ log|det| since the base
}

const (
	LatticeLines = 11 // each way
	LatticeNodes = 61 // on a line
)

// MakeLattice carries a lattice that covers the base samples z.
func MakeLattice(s *model.Snapshot, z *ad.Mat) *Lattice {
	l := &Lattice{Version: VersionOf(s)}
	path := s.Stack.Evaluator(s.Base, s.Theta).Under(s.Given).Forward(latticeOver(LatticeRange(s, z.Col(0)), LatticeRange(s, z.Col(1))))
	sum := make([]float64, path.At[0].Rows)
	for k, at := range path.At {
		if k > 0 {
			for i, v := range path.Ladj[k-1].Data {
				sum[i] += v
			}
		}
		l.At = append(l.At, Points{at.Col(0), at.Col(1)})
		l.Ladj = append(l.Ladj, append([]float64(nil), sum...))
	}
	return l
}

// LatticeRange is the part of a column of the base that the lattice covers: of
// a normal one, all but 1 %.
func LatticeRange(s *model.Snapshot, z []float64) plot.Range {
	if s.Base.Name() == "normal" {
		return plot.Range{Lo: -2.5, Hi: 2.5}
	}
	const inside = 0.99
	return plot.FitRange(z, inside)
}

// latticeOver returns the nodes of the lines up, then of those across.
func latticeOver(x, y plot.Range) *ad.Mat {
	m := ad.New(2*LatticeLines*LatticeNodes, 2)
	for line := range 2 * LatticeLines {
		for node := range LatticeNodes {
			across := float64(line%LatticeLines) / (LatticeLines - 1)
			along := float64(node) / (LatticeNodes - 1)
			if line >= LatticeLines {
				across, along = along, across
			}
			i := line*LatticeNodes + node
			m.Set(i, 0, x.Lo+across*x.Size())
			m.Set(i, 1, y.Lo+along*y.Size())
		}
	}
	return m
}

// StretchOf is the class of a log|det| in nats: squeezed, a little, neither, a
// little expanded, expanded.
func StretchOf(ladj float64) int {
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
