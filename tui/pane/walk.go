package pane

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/view"
)

// NoWalk says why nothing is shown that is written number by number.
func (v *Plots) NoWalk() string {
	if v.Snap == nil {
		return v.NoSnapshot()
	}
	if rows, _ := view.Walkable(v.shownMade()); rows == 0 {
		return "a walk is through what a coder writes; none is shown"
	}
	return ""
}

// WalkWaits says that there will be something to walk through.
func (v *Plots) WalkWaits() string {
	if v.Snap != nil && view.WillWalk(v.Current()) && v.shownMade() == nil {
		return "what was held back is being compressed; then . writes it number by number"
	}
	return ""
}

// WalkOn goes on by so many numbers, or back; before the first the whole is shown again.
func (v *Plots) WalkOn(by int) tea.Cmd {
	_, numbers := view.Walkable(v.shownMade())
	w := &v.walk
	v.Dirty = true
	if !w.On {
		w.On, w.Step = by > 0, 0
	}
	if w.Step += by; w.Step < 0 {
		w.On = false
	}
	if w.Step = min(max(w.Step, 0), numbers); !w.On {
		return v.Say("all rows again; . writes one number by number")
	}
	return v.Say(fmt.Sprintf("%d of %d numbers are written; . the next, , the one before, ; another row", w.Step, numbers))
}

// WalkNext goes to the next row.
func (v *Plots) WalkNext() tea.Cmd {
	rows, _ := view.Walkable(v.shownMade())
	v.walk = view.Walk{On: true, Row: (v.walk.Row + 1) % rows}
	v.Dirty = true
	return v.Say(fmt.Sprintf("row %d of those held back; . writes it number by number", v.walk.Row+1))
}
