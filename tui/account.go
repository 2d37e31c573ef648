package tui

import (
	"math"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/job"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// ledgerView is the account of the NLL as the flow pane shows it.
type ledgerView struct {
	version view.Version
	rows    int // that were accounted for
	account model.Ledger
	full    float64           // log|det| of the longest bar
	trail   map[int][]float64 // of each layer by its id: log|det| in the accounts before
}

// trailLen is how many accounts a sparkline remembers.
const trailLen = 120

// take makes l the account shown. The scale of the bars moves in steps, and
// down only when they have become short. The sparklines go on with it if it
// follows what they have.
func (v *ledgerView) take(msg ledgerMsg, follows bool) {
	again := msg.version == v.version
	v.version, v.rows, v.account = msg.version, msg.rows, msg.ledger
	longest := 0.0
	for _, l := range msg.ledger.Layers {
		if m := math.Abs(l.Mean); m > longest && !math.IsInf(m, 0) {
			longest = m
		}
	}
	if longest > v.full || longest < v.full/3 {
		v.full = plot.NiceCeil(longest)
	}
	if again || !follows {
		return
	}
	if v.trail == nil {
		v.trail = map[int][]float64{}
	}
	for _, l := range msg.ledger.Layers {
		trail := append(v.trail[l.ID], l.Mean)
		v.trail[l.ID] = trail[max(len(trail)-trailLen, 0):]
	}
}

func (v *ledgerView) forget() { v.trail = nil }

// stats returns the account of a layer; NaN where there is none yet.
func (v *ledgerView) stats(id int) model.LayerStats {
	for _, l := range v.account.Layers {
		if l.ID == id {
			return l
		}
	}
	nan := math.NaN()
	return model.LayerStats{ID: id, Mean: nan, SD: nan, Min: nan, Max: nan, RoundTrip: nan, Tails: nan}
}

// adds tells whether the terms add up to the NLL that was found independently:
// to a part in 10⁹, or in 10⁴ where a layer is solved to a tolerance.
func (v *ledgerView) adds() bool {
	share := 1e-9
	if v.solved() {
		share = 1e-4
	}
	return v.account.Residual <= share*max(1, math.Abs(v.account.NLL))
}

// solved tells whether a layer is the solution of a differential equation.
func (v *ledgerView) solved() bool {
	return slices.ContainsFunc(v.account.Layers, func(l model.LayerStats) bool { return l.Evaluations > 0 })
}

// tails is the largest share of entries outside of any layer's splines.
func (v *ledgerView) tails() float64 {
	most := math.NaN()
	for _, l := range v.account.Layers {
		if !(l.Tails <= most) && !math.IsNaN(l.Tails) {
			most = l.Tails
		}
	}
	return most
}

// ledgerRows is how many test points the ledger accounts for: those by which
// the fit judges itself, so that both give the same NLL. While the flow trains
// there may be fewer.
const ledgerRows = 2048

// newFlowView returns the flow pane on a State.
func newFlowView(s *screen.State) flowView {
	return flowView{State: s, ledgers: job.Worker{Share: 0.012, Least: time.Second / 3, Most: 2 * time.Second, Sizes: []int{ledgerRows / 2, ledgerRows}}}
}

// exposeLedger makes the account of the NLL if it is not that of the snapshot
// shown.
func (f *flowView) exposeLedger(resting bool) tea.Cmd {
	s, n := f.Snap, f.ledgers.Size(resting)
	done := f.ledger.version == view.VersionOf(s) && f.ledger.rows >= n
	if done || !f.ledgers.Free(f.Clock.Now(), resting) {
		return nil
	}
	f.ledgers.Begin()
	return screen.Guard(func() tea.Msg {
		start := time.Now()
		l := s.Ledger(view.FirstRows(s.Data.Test, n))
		return ledgerMsg{view.VersionOf(s), n, l, time.Since(start)}
	})
}
