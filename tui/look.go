package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
)

// A look is what the two plots show of the flow. One column is always drawn as
// densities, to which every look but the first adds samples.
type look int

const (
	pointsLook  look = iota // samples
	latticeLook             // a lattice of the base, warped
	densityLook             // a map of log p
	bothLook                // samples over the lattice
	lookCount
)

// words are for the message when a look is chosen.
func (l look) words(dim int) string {
	switch {
	case dim == 1 && l == pointsLook:
		return "plots: densities"
	case dim == 1:
		return "plots: densities, and samples of the model"
	}
	return [...]string{
		"plots: points", "plots: a lattice of the base, as the flow warps it", "plots: log p in nats, exactly", "plots: points over the warped lattice",
	}[l]
}

// hasLattice tells whether the look shows the lattice of a flow.
func (l look) hasLattice(s *model.Snapshot) bool {
	return s.Stack.Dim == 2 && (l == latticeLook || l == bothLook)
}

// hasHeat tells whether the look shows the density of a flow as a map.
func (l look) hasHeat(s *model.Snapshot) bool { return s.Stack.Dim == 2 && l == densityLook }

// hasPoints tells whether the look shows samples of a flow.
func (l look) hasPoints(s *model.Snapshot) bool {
	return l == pointsLook || l == bothLook || s.Stack.Dim > 2
}

func (a *App) cycleLook() tea.Cmd {
	dim := a.snap.Stack.Dim
	a.plots.look = (a.plots.look + 1) % lookCount
	if dim == 1 && a.plots.look != pointsLook {
		a.plots.look = bothLook
	}
	return a.say(a.plots.look.words(dim))
}

func (a *App) hasOneLook() string {
	switch {
	case a.snap == nil:
		return a.noSnapshot()
	case a.snap.Stack.Dim > 2:
		return fmt.Sprintf("two of %d columns have no lattice and no density of their own", a.snap.Stack.Dim)
	}
	return ""
}
