package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/pane"
	"bijou/tui/screen"
)

// focus gives a pane the keys. What was being edited stays as it was.
func (a *App) focus(p layout.Pane) tea.Cmd {
	a.keyboard.dropDraft()
	a.Focus(p)
	return nil
}

// cycleFocus goes through the panes in the order of their numbers.
func (a *App) cycleFocus(by int) tea.Cmd {
	n := int(layout.PaneCount) - 1
	if !a.Want.Probe {
		n-- // the last is there only for that
	}
	return a.focus(layout.Pane((int(a.Want.Focus)-1+by+n)%n + 1))
}

// stepOut undoes the innermost of what esc undoes.
func (a *App) stepOut() tea.Cmd {
	switch {
	case a.Want.Zoom:
		a.Want.Zoom = false
		a.Arrange()
	case a.Loss.Cursor != 0:
		a.Loss.Cursor, a.Loss.Stale = 0, true
	case a.Plots.Zoom != 0:
		a.Plots.Zoom = 0
	case a.Want.Probe:
		return a.Probe.EndProbe()
	}
	return nil
}

func (a *App) isOutside() string {
	if a.Want.Zoom || a.Loss.Cursor != 0 || a.Plots.Zoom != 0 || a.Want.Probe {
		return ""
	}
	return "nothing is open; q quits"
}

// selectInitially selects the last layer and shows the whole flow in its first
// columns.
func (a *App) selectInitially() {
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
