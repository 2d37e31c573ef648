package tui

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/view"
)

// cycleView shows the next view of those that the run has.
func (v *plotsView) cycleView() tea.Cmd {
	v.chosen = view.Following(cmp.Or(v.chosen, v.current()), v.Snap)
	if k := v.Depth(); v.chosen.Needs().Trails && v.moment() == 0 && (k == 0 || !v.Snap.Stack.Layers[k-1].Drifts()) {
		return v.Say("plots: trails, behind a layer in which samples drift; [ and ] go there")
	}
	return v.Say("plots: " + v.chosen.About())
}

// hasOneView says why there is no other view, in the words of those that the run
// lacks.
func (v *plotsView) hasOneView() string {
	if v.Snap == nil {
		return v.NoSnapshot()
	}
	if len(view.Of(v.Snap)) > 1 {
		return ""
	}
	var reasons []string
	for _, other := range view.Views() {
		if why := other.Can(v.Snap); why != "" && (len(reasons) == 0 || reasons[len(reasons)-1] != why) {
			reasons = append(reasons, why)
		}
	}
	return strings.Join(reasons, "; ")
}
