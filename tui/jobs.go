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
func start(w *job.Worker, make func() func(*App)) tea.Cmd {
	w.Begin()
	return screen.Guard(func() tea.Msg {
		start := time.Now()
		take := make()
		return pictureMsg{w, time.Since(start), take}
	})
}

// hang takes a finished picture and starts what is to be made next.
func (a *App) hang(msg pictureMsg) tea.Cmd {
	msg.worker.Ended(a.Clock.Now(), msg.took)
	msg.take(a)
	a.Dirty = true
	return a.expose()
}

// exposeLooks starts the jobs of what the plots show beside points.
func (a *App) exposeLooks(s *model.Snapshot, resting bool) tea.Cmd {
	return tea.Batch(
		a.exposeLine(s, resting), a.exposeLattice(s, resting), a.exposeHeat(resting), a.exposeDrift(s, resting),
		a.exposeWeights(s, resting), a.exposePin(resting), a.exposeProbe(s, resting), a.exposeRanks(s, resting),
	)
}

// exposeLine makes the densities of a flow of one column.
func (a *App) exposeLine(s *model.Snapshot, resting bool) tea.Cmd {
	p := &a.pictures
	n := p.lines.Size(resting)
	done := p.line != nil && p.line.Version == view.VersionOf(s) && p.line.Asked >= n
	if s.Stack.Dim != 1 || done || !p.lines.Free(a.Clock.Now(), resting) {
		return nil
	}
	z := p.base.Data
	return start(&p.lines, func() func(*App) {
		l := view.MakeLine(s, z, view.LineSample(s.Data, n))
		l.Asked = n
		return func(a *App) {
			if l.Version.SameFlow(view.VersionOf(a.Snap)) {
				a.pictures.line = l
			}
		}
	})
}

// exposeLattice makes the warped lattice while it is looked at.
func (a *App) exposeLattice(s *model.Snapshot, resting bool) tea.Cmd {
	p := &a.pictures
	if !a.plots.look.hasLattice(s) || p.lattice != nil && p.lattice.Version == view.VersionOf(s) || !p.lattices.Free(a.Clock.Now(), resting) {
		return nil
	}
	z := p.base
	return start(&p.lattices, func() func(*App) {
		l := view.MakeLattice(s, z)
		return func(a *App) {
			if l.Version.SameFlow(view.VersionOf(a.Snap)) {
				a.pictures.lattice = l
			}
		}
	})
}
