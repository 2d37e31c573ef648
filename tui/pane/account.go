package pane

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

// Ledger is the account of the NLL as the flow pane shows it.
type Ledger struct {
	Version view.Version
	rows    int // that were accounted for
	Account model.Ledger
	Full    float64           // log|det| of the longest bar
	trail   map[int][]float64 // of each layer by its id: log|det| in the accounts before
}

// trailLen is how many accounts a sparkline remembers.
const trailLen = 120

// Take makes l the account shown. The scale of the bars moves in steps, and
// down only when they have become short. The sparklines go on with it if it
// follows what they have.
func (v *Ledger) Take(msg LedgerMsg, follows bool) {
	again := msg.Version == v.Version
	v.Version, v.rows, v.Account = msg.Version, msg.rows, msg.Ledger
	longest := 0.0
	for _, l := range msg.Ledger.Layers {
		if m := math.Abs(l.Mean); m > longest && !math.IsInf(m, 0) {
			longest = m
		}
	}
	if longest > v.Full || longest < v.Full/3 {
		v.Full = plot.NiceCeil(longest)
	}
	if again || !follows {
		return
	}
	if v.trail == nil {
		v.trail = map[int][]float64{}
	}
	for _, l := range msg.Ledger.Layers {
		trail := append(v.trail[l.ID], l.Mean)
		v.trail[l.ID] = trail[max(len(trail)-trailLen, 0):]
	}
}

func (v *Ledger) Forget() { v.trail = nil }

// shown is the account as the pane shows it: no number of the whole flow before there is one.
func (v *Ledger) shown() model.Ledger {
	if v.rows > 0 {
		return v.Account
	}
	nan := math.NaN()
	return model.Ledger{BaseTerm: nan, Sum: nan, Units: nan, NLL: nan, Residual: nan, RoundTrip: nan}
}

// Stats returns the account of a layer; NaN where there is none yet.
func (v *Ledger) Stats(id int) model.LayerStats {
	for _, l := range v.Account.Layers {
		if l.ID == id {
			return l
		}
	}
	nan := math.NaN()
	return model.LayerStats{ID: id, Mean: nan, SD: nan, Min: nan, Max: nan, RoundTrip: nan, Tails: nan}
}

// adds tells whether the terms add up to the NLL that was found independently:
// to a part in 10⁹, or in 10⁴ where a layer is solved to a tolerance.
func (v *Ledger) adds() bool {
	share := 1e-9
	if v.solved() {
		share = 1e-4
	}
	return v.Account.Residual <= share*max(1, math.Abs(v.Account.NLL))
}

// solved tells whether a layer is the solution of a differential equation.
func (v *Ledger) solved() bool {
	return slices.ContainsFunc(v.Account.Layers, func(l model.LayerStats) bool { return l.Evaluations > 0 })
}

// tails is the largest share of entries outside of any layer's splines.
func (v *Ledger) tails() float64 {
	most := math.NaN()
	for _, l := range v.Account.Layers {
		if !(l.Tails <= most) && !math.IsNaN(l.Tails) {
			most = l.Tails
		}
	}
	return most
}

// LedgerRows stands for the points by which the fit judges itself: the ledger accounts
// for those, so that both give the same NLL. While the flow trains there may be fewer.
const LedgerRows = 2048

// newFlow returns the flow pane on a State.
func newFlow(s *screen.State) Flow {
	return Flow{State: s, Worth: newWorth(), Ledgers: job.Worker{Share: 0.012, Least: time.Second / 3, Most: 2 * time.Second, Sizes: []int{LedgerRows / 2, LedgerRows}}}
}

// Start starts the jobs of the numbers beside the layers.
func (f *Flow) Start(resting bool) tea.Cmd {
	return tea.Batch(f.startLedger(resting), f.startWorth(resting))
}

// startLedger makes the account of the NLL if it is not that of the snapshot
// shown.
func (f *Flow) startLedger(resting bool) tea.Cmd {
	s, n := f.Snap, f.Ledgers.Size(resting)
	if n == LedgerRows {
		n = s.Data.Judged()
	}
	done := f.Ledger.Version == view.VersionOf(s) && f.Ledger.rows >= n
	if done || !f.Ledgers.Free(f.Clock.Now(), resting) {
		return nil
	}
	f.Ledgers.Begin()
	return f.Picture(func() tea.Msg {
		start := time.Now()
		l := s.LedgerOf(s.Data.ValBatch().Rows(0, min(n, s.Data.Val.Rows)))
		return LedgerMsg{view.VersionOf(s), n, l, time.Since(start)}
	})
}
