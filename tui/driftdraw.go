package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/view"
)

// exposeDrift makes the moments while they are played, or the few trails that
// are looked at.
func (v *plotsView) exposeDrift(s *model.Snapshot, resting bool) tea.Cmd {
	p := &v.pictures
	needs, axes := v.current().Needs(), v.axes
	played := (v.Playing || v.Moment > 0) && !needs.Heat
	if !view.Drifts(s) || !played && !needs.Trails {
		return nil
	}
	n := p.drifts.Sizes[0]
	if played {
		n = p.drifts.Size(resting)
	}
	d, lattice := p.drift, needs.Lattice
	done := d != nil && d.Version == view.VersionOf(s) && d.Cloud.Axes == axes && d.Size >= n && (d.Lattice != nil || !lattice)
	if done || !p.drifts.Free(v.Clock.Now(), resting) {
		return nil
	}
	z, x := p.base, p.data
	return start(&p.drifts, func() func() {
		d := view.MakeDrift(s, view.FirstRows(z, n), view.FirstRows(x, n), axes, lattice)
		d.Size = n
		return func() {
			if d.Version.SameFlow(view.VersionOf(v.Snap)) {
				v.pictures.drift = d
			}
		}
	})
}

// drift returns the moments of the flow that is shown as it is looked at, nil
// as long as there are none.
func (v *plotsView) drift() *view.Drift {
	d, needs := v.pictures.drift, v.current().Needs()
	switch {
	case d == nil || !d.Version.SameFlow(view.VersionOf(v.Snap)) || d.Cloud.Axes != v.axes:
		return nil
	case !view.Drifts(v.Snap) || needs.Heat || needs.Lattice && d.Lattice == nil:
		return nil
	}
	return d
}

// moment is how far into the next layer the batch is that is shown: 0 at its
// base side.
func (v *plotsView) moment() int {
	if l := v.Next(); l == nil || !l.Drifts() || v.drift() == nil {
		return 0
	}
	return v.Moment
}

// shown returns the points of which the data side shows a batch, and the place of
// that.
func (v *plotsView) shown() (c *view.Cloud, at int) {
	if m := v.moment(); m > 0 {
		d := v.drift()
		return d.Cloud, d.Stops[v.Depth()] + m
	}
	c = v.pictures.cloud
	return c, min(v.Depth(), len(c.Model)-1)
}

// shownLattice is the same of the lattice.
func (v *plotsView) shownLattice() (l *view.Lattice, at int) {
	if m := v.moment(); m > 0 {
		d := v.drift()
		return d.Lattice, d.Stops[v.Depth()] + m
	}
	return v.pictures.lattice, v.Depth()
}

// fieldTime is the time of the field at the moment shown; it runs back in a
// layer that is flipped.
func (v *plotsView) fieldTime() float64 {
	t := float64(v.moment()) / view.Moments
	if l := v.Next(); l != nil && l.Flip {
		return 1 - t
	}
	return t
}

// trail returns the batches from where a drift began to the one that is shown,
// nil where none is looked at.
func (v *plotsView) trail() []view.Points {
	d := v.drift()
	if d == nil || !v.current().Needs().Trails {
		return nil
	}
	from, to := d.Since(v.Depth()), d.Stops[v.Depth()]+v.moment()
	if from == to {
		return nil
	}
	return d.Cloud.Model[from : to+1]
}
