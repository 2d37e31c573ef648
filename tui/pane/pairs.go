package pane

import (
	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/view"
)

// startPairs compares all columns while somebody looks at them.
func (p *Pictures) startPairs(s *model.Snapshot, resting bool) tea.Cmd {
	if !p.PairsShown || p.Pairs != nil && p.Pairs.Version == view.VersionOf(s) || !p.pairs.Free(p.Clock.Now(), resting) {
		return nil
	}
	n := min(p.Base.Rows, p.Data.X.Rows, view.PairsPoints)
	z, x := view.FirstRows(p.Base, n), p.Data.Rows(0, n)
	return start(p.State, &p.pairs, func() func() {
		m := view.MakePairs(s, z, x)
		return func() {
			if m.Version.SameFlow(view.VersionOf(p.Snap)) {
				p.Pairs = m
			}
		}
	})
}

// NoPairs says why the columns cannot be compared.
func (v *Plots) NoPairs() string {
	switch {
	case v.Snap == nil:
		return v.NoSnapshot()
	case v.Snap.Objective.Acts:
		return "a policy has no columns of data to be compared with"
	}
	return ""
}

// ShowColumns puts two columns on the axes.
func (v *Plots) ShowColumns(across, up int) tea.Cmd {
	v.Axes = [2]int{across, up}
	return v.Say(v.Snap.Data.Columns[across] + " across, " + v.Snap.Data.Columns[up] + " up")
}
