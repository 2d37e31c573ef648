package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/tui/plot"
)

// A selection is a row of the flow pane: the base, a layer by its id, or the data.
// Ids outlive edits, so that what is selected stays selected when others move.
type selection int

const (
	baseRow selection = 0
	dataRow selection = -1
)

// rowOf returns the row of a place in a stack of K layers: 0 for the base, the
// number of a layer, K+1 for the data. ok is false for a layer that is gone.
func rowOf(p selection, s *flows.Stack) (row int, ok bool) {
	switch p {
	case baseRow:
		return 0, true
	case dataRow:
		return len(s.Layers) + 1, true
	}
	for i, l := range s.Layers {
		if l.ID == int(p) {
			return i + 1, true
		}
	}
	return 0, false
}

// selectionAt is the inverse of rowOf.
func selectionAt(row int, s *flows.Stack) selection {
	switch k := len(s.Layers); {
	case row <= 0:
		return baseRow
	case row <= k:
		return selection(s.Layers[row-1].ID)
	}
	return dataRow
}

// firstSight selects the last layer and shows the whole flow in its first
// columns.
func (a *App) firstSight() {
	a.flow.at = selectionAt(len(a.snap.Stack.Layers), a.snap.Stack)
	a.plots.at = dataRow
	a.plots.axes = firstAxes(a.snap.Stack.Dim)
}

// follow keeps selection, depth and columns on what they were on when the stack
// or the data changed.
func (a *App) follow(before *model.Snapshot) {
	s := a.snap
	if before == nil || before.Run == s.Run && before.Edit == s.Edit {
		return
	}
	wasBase := a.flow.at == baseRow
	a.flow.at = moved(a.flow.at, before, s)
	a.plots.at, a.plots.moment = moved(a.plots.at, before, s), 0
	if _, ok := rowOf(a.flow.wanted, s.Stack); ok && a.flow.wanted > 0 {
		a.flow.at, a.flow.wanted = a.flow.wanted, 0
	}
	if a.flowRows() == nil || wasBase != (a.flow.at == baseRow) {
		a.flow.fields = false
	}
	a.probe.at = moved(a.probe.at, before, s)
	if before.Stack.Dim != s.Stack.Dim {
		a.plots.axes = firstAxes(s.Stack.Dim)
		a.dropProbe()
	}
}

// moved returns where a place is after a change. A layer that is gone hands
// over to the one that took its row; after a restart layers have new ids and
// rows decide.
func moved(p selection, before, after *model.Snapshot) selection {
	if p <= 0 {
		return p
	}
	if _, ok := rowOf(p, after.Stack); ok && before.Run == after.Run {
		return p
	}
	row, _ := rowOf(p, before.Stack)
	return selectionAt(min(row, len(after.Stack.Layers)), after.Stack)
}

// selectWhenSeen selects a layer as soon as a snapshot has it.
func (a *App) selectWhenSeen(p selection) {
	a.flow.wanted = p
	if _, ok := rowOf(p, a.snap.Stack); ok {
		a.flow.at, a.flow.wanted = p, 0
	}
}

// layer returns the selected layer, nil if the base or the data is selected.
func (a *App) layer() *flows.Layer {
	if a.snap == nil || a.flow.at <= 0 {
		return nil
	}
	if row, ok := rowOf(a.flow.at, a.snap.Stack); ok {
		return &a.snap.Stack.Layers[row-1]
	}
	return nil
}

// depth is the number of layers between the base and the batch that is shown.
func (a *App) depth() int {
	row, _ := rowOf(a.plots.at, a.snap.Stack)
	return min(row, len(a.snap.Stack.Layers))
}

// selectBy moves the selection and shows the batch behind the selected layer.
func (a *App) selectBy(by int) tea.Cmd {
	if a.snap == nil {
		return nil
	}
	row, _ := rowOf(a.flow.at, a.snap.Stack)
	return a.selectRow(row + by)
}

func (a *App) selectRow(row int) tea.Cmd {
	a.flow.at = selectionAt(plot.Clamp(row, 0, len(a.snap.Stack.Layers)+1), a.snap.Stack)
	a.plots.at, a.plots.moment, a.plots.playing = a.flow.at, 0, false
	a.flow.form = form{}
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
	k := len(a.snap.Stack.Layers)
	d := plot.Clamp(a.depth()+by, 0, k)
	a.plots.moment = 0
	if a.plots.at = selectionAt(d, a.snap.Stack); d == k {
		a.plots.at = dataRow
	}
}

func (a *App) atBase() string {
	switch {
	case a.snap == nil:
		return a.noSnapshot()
	case a.depth() == 0 && a.moment() == 0:
		return "this is the base already"
	}
	return ""
}

func (a *App) atData() string {
	switch {
	case a.snap == nil:
		return a.noSnapshot()
	case a.depth() == len(a.snap.Stack.Layers):
		return "this is the whole flow already"
	}
	return ""
}
