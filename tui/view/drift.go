package view

import (
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A Drift is what the plots show of a flow on the way through its continuous
// layers: the same points as between layers, at moments that were solved for. It
// never changes.
type Drift struct {
	Version Version
	Size    int      // how many points of each side were asked for
	Cloud   *Cloud   // of the flow with those layers in pieces
	Lattice *Lattice // nil unless it was looked at
	Stops   []int    // the place in these of the batch behind layer k
}

const (
	Moments = 16 // of a layer that drifts
	Trails  = 90 // samples whose way is drawn
	// driftLeast is how many points there are where only trails are looked at: as
	// many as tell the middle of the base, from which they have their hues.
	DriftLeast = 250
)

// MakeDrift carries base samples z forward and data x back from moment to
// MakeDrift.
func MakeDrift(s *model.Snapshot, z *ad.Mat, x model.Batch, axes [2]int, withLattice bool) *Drift {
	slow := *s
	d := &Drift{Version: VersionOf(s)}
	slow.Stack, d.Stops = s.Stack.InPieces(Moments)
	n := CloudSize(s.Stack.Dim, len(slow.Stack.Layers))
	d.Cloud = MakeCloud(&slow, FirstRows(z, n), x.Rows(0, min(n, x.X.Rows)), axes)
	if withLattice {
		d.Lattice = MakeLattice(&slow, z)
	}
	return d
}

// Since returns the place where the drift began that leads to the batch behind
// layer k, or goes on from there.
func (d *Drift) Since(k int) int {
	for k > 0 && d.Stops[k]-d.Stops[k-1] > 1 {
		k--
	}
	return d.Stops[k]
}

// Drifts tells whether samples drift somewhere in the flow, in two columns at
// Drifts.
func Drifts(s *model.Snapshot) bool {
	return s.Stack.Dim > 1 && slices.ContainsFunc(s.Stack.Layers, flows.Layer.Drifts)
}
