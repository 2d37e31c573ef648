package screen

import (
	"bijou/flows"
	"bijou/model"
)

// A Selection is a row of the flow pane: the base, a layer by its id, or the data.
// Ids outlive edits, so that what is selected stays selected when others move.
type Selection int

const (
	BaseRow Selection = 0
	DataRow Selection = -1
)

// RowOf returns the row of a place in a stack of K layers: 0 for the base, the
// number of a layer, K+1 for the data. ok is false for a layer that is gone.
func RowOf(p Selection, s *flows.Stack) (row int, ok bool) {
	switch p {
	case BaseRow:
		return 0, true
	case DataRow:
		return len(s.Layers) + 1, true
	}
	for i, l := range s.Layers {
		if l.ID == int(p) {
			return i + 1, true
		}
	}
	return 0, false
}

// SelectionAt is the inverse of rowOf.
func SelectionAt(row int, s *flows.Stack) Selection {
	switch k := len(s.Layers); {
	case row <= 0:
		return BaseRow
	case row <= k:
		return Selection(s.Layers[row-1].ID)
	}
	return DataRow
}

// Moved returns where a place is after a change. A layer that is gone hands
// over to the one that took its row; after a restart layers have new ids and
// rows decide.
func Moved(p Selection, before, after *model.Snapshot) Selection {
	if p <= 0 {
		return p
	}
	if _, ok := RowOf(p, after.Stack); ok && before.Run == after.Run {
		return p
	}
	row, _ := RowOf(p, before.Stack)
	return SelectionAt(min(row, len(after.Stack.Layers)), after.Stack)
}
