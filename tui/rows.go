package tui

import (
	"bijou/flows"
	"bijou/model"
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
