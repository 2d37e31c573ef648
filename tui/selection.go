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
	a.Behind, a.plots.moment = screen.Moved(a.Behind, before, s), 0
	if _, ok := screen.RowOf(a.flow.wanted, s.Stack); ok && a.flow.wanted > 0 {
		a.Selected, a.flow.wanted = a.flow.wanted, 0
	}
	if a.flowRows() == nil || wasBase != (a.Selected == screen.BaseRow) {
		a.flow.fields = false
	}
	a.probe.at = screen.Moved(a.probe.at, before, s)
	if before.Stack.Dim != s.Stack.Dim {
		a.plots.axes = firstAxes(s.Stack.Dim)
		a.dropProbe()
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
func (a *App) selectBy(by int) tea.Cmd {
	if a.Snap == nil {
		return nil
	}
	row, _ := screen.RowOf(a.Selected, a.Snap.Stack)
	return a.selectRow(row + by)
}

func (a *App) selectRow(row int) tea.Cmd {
	a.Selected = screen.SelectionAt(plot.Clamp(row, 0, len(a.Snap.Stack.Layers)+1), a.Snap.Stack)
	a.Behind, a.plots.moment, a.plots.playing = a.Selected, 0, false
	a.flow.form = form.Form{}
	return nil
}

// deepen moves the depth of the plots alone.
func (a *App) deepen(by int) tea.Cmd {
	if a.moment() > 0 && by < 0 { // back to where the layer begins
		by++
	}
	a.plots.playing = false
	a.moveDepth(by)
	return nil
}

func (a *App) moveDepth(by int) {
	k := len(a.Snap.Stack.Layers)
	d := plot.Clamp(a.Depth()+by, 0, k)
	a.plots.moment = 0
	if a.Behind = screen.SelectionAt(d, a.Snap.Stack); d == k {
		a.Behind = screen.DataRow
	}
}

func (a *App) atBase() string {
	switch {
	case a.Snap == nil:
		return a.NoSnapshot()
	case a.Depth() == 0 && a.moment() == 0:
		return "this is the base already"
	}
	return ""
}

func (a *App) atData() string {
	switch {
	case a.Snap == nil:
		return a.NoSnapshot()
	case a.Depth() == len(a.Snap.Stack.Layers):
		return "this is the whole flow already"
	}
	return ""
}
