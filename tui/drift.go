package tui

import (
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A drift is what the plots show of a flow on the way through its continuous
// layers: the same points as between layers, at moments that were solved for. It
// never changes.
type drift struct {
	version version
	size    int      // how many points of each side were asked for
	cloud   *cloud   // of the flow with those layers in pieces
	lattice *lattice // nil unless it was looked at
	stops   []int    // the place in these of the batch behind layer k
}

const (
	moments = 16 // of a layer that drifts
	trails  = 90 // samples whose way is drawn
	// driftLeast is how many points there are where only trails are looked at: as
	// many as tell the middle of the base, from which they have their hues.
	driftLeast = 250
)

// makeDrift carries base samples z forward and data x back from moment to
// moment.
func makeDrift(s *model.Snapshot, z, x *ad.Mat, axes [2]int, withLattice bool) *drift {
	slow := *s
	d := &drift{version: versionOf(s)}
	slow.Stack, d.stops = s.Stack.InPieces(moments)
	n := cloudSize(s.Stack.Dim, len(slow.Stack.Layers))
	d.cloud = makeCloud(&slow, firstRows(z, n), firstRows(x, n), axes)
	if withLattice {
		d.lattice = makeLattice(&slow, z)
	}
	return d
}

// since returns the place where the drift began that leads to the batch behind
// layer k, or goes on from there.
func (d *drift) since(k int) int {
	for k > 0 && d.stops[k]-d.stops[k-1] > 1 {
		k--
	}
	return d.stops[k]
}

// drifts tells whether samples drift somewhere in the flow, in two columns at
// least.
func drifts(s *model.Snapshot) bool {
	return s.Stack.Dim > 1 && slices.ContainsFunc(s.Stack.Layers, flows.Layer.Drifts)
}
