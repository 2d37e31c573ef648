package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/job"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// start runs a job in a command. make is called there, and what it returns in
// the goroutine of the program when it is done.
func start(w *job.Worker, make func() func()) tea.Cmd {
	w.Begin()
	return screen.Guard(func() tea.Msg {
		start := time.Now()
		take := make()
		return pictureMsg{w, time.Since(start), take}
	})
}

// exposeLine makes the densities of a flow of one column.
func (v *plotsView) exposeLine(s *model.Snapshot, resting bool) tea.Cmd {
	p := &v.pictures
	n := p.lines.Size(resting)
	done := p.line != nil && p.line.Version == view.VersionOf(s) && p.line.Asked >= n
	if !view.OneColumn(s) || done || !p.lines.Free(v.Clock.Now(), resting) {
		return nil
	}
	z := p.base.Data
	return start(&p.lines, func() func() {
		l := view.MakeLine(s, z, view.LineSample(s.Data, n))
		l.Asked = n
		return func() {
			if l.Version.SameFlow(view.VersionOf(v.Snap)) {
				v.pictures.line = l
			}
		}
	})
}

// exposeLattice makes the warped lattice while it is looked at.
func (v *plotsView) exposeLattice(s *model.Snapshot, resting bool) tea.Cmd {
	p := &v.pictures
	if !v.current().Needs().Lattice || p.lattice != nil && p.lattice.Version == view.VersionOf(s) || !p.lattices.Free(v.Clock.Now(), resting) {
		return nil
	}
	z := p.base
	return start(&p.lattices, func() func() {
		l := view.MakeLattice(s, z)
		return func() {
			if l.Version.SameFlow(view.VersionOf(v.Snap)) {
				v.pictures.lattice = l
			}
		}
	})
}
