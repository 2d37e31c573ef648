package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/view"
)

// A look is what the two plots show of the flow. One column is always drawn as
// densities, to which every look but the first adds samples.
type look int

const (
	pointsLook  look = iota // samples
	latticeLook             // a lattice of the base, warped
	densityLook             // a map of log p
	bothLook                // samples over the lattice
	trailsLook              // how some samples came to where they are, through layers that drift
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
		"plots: trails of samples, as they drift through a continuous layer",
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
	return l == pointsLook || l == bothLook || l == trailsLook || s.Stack.Dim > 2
}

// hasTrails tells whether the look shows how samples drift through a flow.
func (l look) hasTrails(s *model.Snapshot) bool { return l == trailsLook && view.Drifts(s) }

// next returns the look behind l of those that a flow has.
func (l look) next(s *model.Snapshot) look {
	looks := []look{pointsLook, latticeLook, densityLook, bothLook}
	switch {
	case s.Stack.Dim == 1:
		looks = []look{pointsLook, bothLook}
	case s.Stack.Dim > 2:
		looks = []look{pointsLook}
	}
	if view.Drifts(s) {
		looks = append(looks, trailsLook)
	}
	return looks[(slices.Index(looks, l)+1)%len(looks)]
}

func (v *plotsView) cycleLook() tea.Cmd {
	v.look = v.look.next(v.Snap)
	if k := v.Depth(); v.look == trailsLook && v.moment() == 0 && (k == 0 || !v.Snap.Stack.Layers[k-1].Drifts()) {
		return v.Say("plots: trails, behind a layer in which samples drift; [ and ] go there")
	}
	return v.Say(v.look.words(v.Snap.Stack.Dim))
}

func (v *plotsView) hasOneLook() string {
	switch {
	case v.Snap == nil:
		return v.NoSnapshot()
	case v.Snap.Stack.Dim > 2 && !view.Drifts(v.Snap):
		return fmt.Sprintf("two of %d columns have no lattice and no density of their own, and no layer drifts", v.Snap.Stack.Dim)
	}
	return ""
}
