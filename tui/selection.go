package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/form"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// firstSight selects the last layer and shows the whole flow in its first
// columns.
func (a *App) firstSight() {
	a.Selected = screen.SelectionAt(len(a.Snap.Stack.Layers), a.Snap.Stack)
	a.Behind = screen.DataRow
	a.plots.axes = firstAxes(a.Snap.Stack.Dim)
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
	if _, ok := screen.RowOf(a.flow.wanted, s.Stack); ok && a.flow.wanted > 0 {
		a.Selected, a.flow.wanted = a.flow.wanted, 0
	}
	if a.flow.flowRows() == nil || wasBase != (a.Selected == screen.BaseRow) {
		a.flow.fields = false
	}
	a.probe.at = screen.Moved(a.probe.at, before, s)
	if before.Stack.Dim != s.Stack.Dim {
		a.plots.axes = firstAxes(s.Stack.Dim)
		a.probe.dropProbe()
	}
}

// selectWhenSeen selects a layer as soon as a snapshot has it.
func (a *App) selectWhenSeen(p screen.Selection) {
	a.flow.wanted = p
	if _, ok := screen.RowOf(p, a.Snap.Stack); ok {
		a.Selected, a.flow.wanted = p, 0
	}
}

// selectBy moves the selection and shows the batch behind the selected layer.
func (f *flowView) selectBy(by int) tea.Cmd {
	if f.Snap == nil {
		return nil
	}
	row, _ := screen.RowOf(f.Selected, f.Snap.Stack)
	return f.selectRow(row + by)
}

func (f *flowView) selectRow(row int) tea.Cmd {
	f.Selected = screen.SelectionAt(plot.Clamp(row, 0, len(f.Snap.Stack.Layers)+1), f.Snap.Stack)
	f.Behind, f.Moment, f.Playing = f.Selected, 0, false
	f.form = form.Form{}
	return nil
}
