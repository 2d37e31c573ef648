package tui

import (
	"bijou/model"
	"bijou/tui/pane"
	"bijou/tui/screen"
)

// firstSight selects the last layer and shows the whole flow in its first
// columns.
func (a *App) firstSight() {
	a.Selected = screen.SelectionAt(len(a.Snap.Stack.Layers), a.Snap.Stack)
	a.Behind = screen.DataRow
	a.Plots.Axes = pane.FirstAxes(a.Snap.Stack.Dim)
}

// follow keeps selection, depth and columns on what they were on when the stack
// or the data changed.
func (a *App) follow(before *model.Snapshot) {
	s := a.Snap
	if before == nil || before.Run == s.Run && before.Edit == s.Edit {
		return
	}
	wasBase := a.Selected == screen.BaseRow
	a.Selected = screen.Moved(a.Selected, before, s)
	a.Behind, a.Moment = screen.Moved(a.Behind, before, s), 0
	if _, ok := screen.RowOf(a.Flow.Wanted, s.Stack); ok && a.Flow.Wanted > 0 {
		a.Selected, a.Flow.Wanted = a.Flow.Wanted, 0
	}
	if a.Flow.FlowRows() == nil || wasBase != (a.Selected == screen.BaseRow) {
		a.Flow.Fields = false
	}
	a.Probe.At = screen.Moved(a.Probe.At, before, s)
	if before.Stack.Dim != s.Stack.Dim {
		a.Plots.Axes = pane.FirstAxes(s.Stack.Dim)
		a.Probe.DropProbe()
	}
}

// selectWhenSeen selects a layer as soon as a snapshot has it.
func (a *App) selectWhenSeen(p screen.Selection) {
	a.Flow.Wanted = p
	if _, ok := screen.RowOf(p, a.Snap.Stack); ok {
		a.Selected, a.Flow.Wanted = p, 0
	}
}
