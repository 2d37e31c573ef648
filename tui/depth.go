package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/tui/plot"
	"bijou/tui/screen"
)

// deepen moves the depth of the plots alone.
func (v *plotsView) deepen(by int) tea.Cmd {
	if v.moment() > 0 && by < 0 { // back to where the layer begins
		by++
	}
	v.Playing = false
	v.moveDepth(by)
	return nil
}

func (v *plotsView) moveDepth(by int) {
	k := len(v.Snap.Stack.Layers)
	d := plot.Clamp(v.Depth()+by, 0, k)
	v.Moment = 0
	if v.Behind = screen.SelectionAt(d, v.Snap.Stack); d == k {
		v.Behind = screen.DataRow
	}
}

func (v *plotsView) atBase() string {
	switch {
	case v.Snap == nil:
		return v.NoSnapshot()
	case v.Depth() == 0 && v.moment() == 0:
		return "this is the base already"
	}
	return ""
}

func (v *plotsView) atData() string {
	switch {
	case v.Snap == nil:
		return v.NoSnapshot()
	case v.Depth() == len(v.Snap.Stack.Layers):
		return "this is the whole flow already"
	}
	return ""
}
