package pane

import (
	"math"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/job"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// probed is what a flow makes of the point. It never changes.
type probed struct {
	Version view.Version
	moves   int
	model.Probe

	Way   [][]float64 // through the moments of layers that drift; nil unless they are shown
	Stops []int       // the place in it of the point behind layer k
}

// rank is log p of test points, rising. It never changes.
type rank struct {
	version view.Version
	asked   int
	logp    []float64
}

func newProbe(s *screen.State, p *Plots) Probe {
	return Probe{
		State: s, plots: p,
		probes:  job.Worker{Share: 0.01, Most: 200 * time.Millisecond, Sizes: []int{1}},
		ranking: job.Worker{Share: 0.01, Least: time.Second / 2, Most: 3 * time.Second, Sizes: []int{LedgerRows / 8, LedgerRows}},
	}
}

// Start starts the jobs of the probed point.
func (o *Probe) Start(s *model.Snapshot, resting bool) tea.Cmd {
	return tea.Batch(o.startProbe(s, resting), o.startRanks(s, resting))
}

// startProbe follows the point through the flow that is shown: at once when it
// was moved.
func (o *Probe) startProbe(s *model.Snapshot, resting bool) tea.Cmd {
	v := o
	if !o.Want.Probe {
		return nil
	}
	moved := v.result == nil || v.result.moves != v.moves
	slowly := view.Drifts(s) && (o.Playing || o.Moment > 0)
	done := !moved && v.result.Version == view.VersionOf(s) && (v.result.Way != nil || !slowly)
	if done || !v.probes.Free(o.Clock.Now(), resting || moved) {
		return nil
	}
	point, k, moves := v.Point, o.HeldAt(), v.moves
	return start(o.State, &v.probes, func() func() {
		r := &probed{Version: view.VersionOf(s), moves: moves, Probe: s.Probe(point, k)}
		if slowly {
			slow := *s
			slow.Stack, r.Stops = s.Stack.InPieces(view.Moments)
			r.Way = slow.Probe(point, r.Stops[k]).At
		}
		return func() {
			if o.Want.Probe && r.Version.SameFlow(view.VersionOf(o.Snap)) {
				o.result = r
			}
		}
	})
}

// startRanks measures log p of test points, to which that of the point is
// compared.
func (o *Probe) startRanks(s *model.Snapshot, resting bool) tea.Cmd {
	v := o
	n := v.ranking.Size(resting)
	done := v.rank != nil && v.rank.version == view.VersionOf(s) && v.rank.asked >= n
	if !o.Want.Probe || done || !v.ranking.Free(o.Clock.Now(), resting) {
		return nil
	}
	return start(o.State, &v.ranking, func() func() {
		test := view.FirstRows(s.Data.Val, n)
		r := &rank{view.VersionOf(s), n, make([]float64, test.Rows)}
		s.Under(s.Data.ValGiven).LogProb(r.logp, test)
		slices.Sort(r.logp)
		return func() {
			if r.version.SameFlow(view.VersionOf(o.Snap)) {
				o.rank = r
			}
		}
	})
}

// less is the share of the test points that are less likely than log p, NaN
// where that is not known.
func (r *rank) less(logp float64) float64 {
	if r == nil || math.IsNaN(logp) {
		return math.NaN()
	}
	below, _ := slices.BinarySearch(r.logp, logp)
	return float64(below) / float64(len(r.logp))
}
