package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/view"
)

// exposeDrift makes the moments while they are played, or the few trails that
// are looked at.
func (v *plotsView) exposeDrift(s *model.Snapshot, resting bool) tea.Cmd {
	p := &v.pictures
	look, axes := v.look, v.axes
	played := (v.Playing || v.Moment > 0) && !look.hasHeat(s)
	if !view.Drifts(s) || !played && !look.hasTrails(s) {
		return nil
	}
	n := p.drifts.Sizes[0]
	if played {
		n = p.drifts.Size(resting)
	}
	d, lattice := p.drift, look.hasLattice(s)
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
	d, look := v.pictures.drift, v.look
	switch {
	case d == nil || !d.Version.SameFlow(view.VersionOf(v.Snap)) || d.Cloud.Axes != v.axes:
		return nil
	case !view.Drifts(v.Snap) || look.hasHeat(v.Snap) || look.hasLattice(v.Snap) && d.Lattice == nil:
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
	if d == nil || !v.look.hasTrails(v.Snap) {
		return nil
	}
	from, to := d.Since(v.Depth()), d.Stops[v.Depth()]+v.moment()
	if from == to {
		return nil
	}
	return d.Cloud.Model[from : to+1]
}

// drawTrails draws how some samples came to where they are; the last third is
// bright, so that one sees which way they went.
func (s *sidePlot) drawTrails(a *plotsView, r plot.Rect, trail []view.Points) {
	s.lines.Glyphs, s.lines.Classes = a.Glyphs, a.classes(a.angle && a.Theme.Coloured)
	for i := range s.lines.Classes {
		s.lines.Classes[i].Ground = false
	}
	s.lines.Reset(r.W, r.H, s.shown)
	n, late := len(trail), len(trail)*2/3
	x, y := make([]float64, n), make([]float64, n)
	for i := range min(view.Trails, len(trail[0].X)) {
		for k, at := range trail {
			x[k], y[k] = at.X[i], at.Y[i]
		}
		hue := 0
		if a.angle {
			hue = int(a.pictures.drift.Cloud.Hue[i])
		}
		s.lines.Path(targetClass+hue, x[:late+1], y[:late+1])
		s.lines.Path(imageClass+hue, x[late:], y[late:])
	}
	s.lines.Draw(&a.Grid, r.X, r.Y)
}
