package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/job"
	"bijou/tui/popup"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// pictures are the things computed from a snapshot in commands, and what they
// are computed from. The last picture stays until the next is there.
type pictures struct {
	cloud   *view.Cloud // nil before the first
	base    *ad.Mat
	data    *ad.Mat
	of      *model.Data // what data was taken from
	from    view.Drawn  // what base was drawn from
	clouds  job.Worker
	ledgers job.Worker

	line     *view.Line // of a flow of one column
	lines    job.Worker
	lattice  *view.Lattice // while it is looked at
	lattices job.Worker
	heats    job.Worker
	drift    *view.Drift // while it is played, or its trails are looked at
	drifts   job.Worker
	weights  weights
	weighs   job.Worker
	distance *view.Distance // of the flow shown, while another is pinned
	pins     job.Worker
}

func newPictures() pictures {
	return pictures{
		clouds:   job.Worker{Share: 0.04, Most: 600 * time.Millisecond, Sizes: []int{view.CloudPoints / 2, view.CloudPoints * 7 / 10, view.CloudPoints}},
		ledgers:  job.Worker{Share: 0.012, Least: time.Second / 3, Most: 2 * time.Second, Sizes: []int{ledgerRows / 2, ledgerRows}},
		lines:    job.Worker{Share: 0.05, Most: time.Second, Sizes: []int{2000, 6000, view.LineData}},
		lattices: job.Worker{Share: 0.03, Most: 600 * time.Millisecond, Sizes: []int{1}},
		heats:    job.Worker{Share: 0.04, Most: 600 * time.Millisecond, Sizes: []int{500, 1000, 2000, 4000, view.HeatNumbers}},
		drifts:   job.Worker{Share: 0.05, Most: 2 * time.Second, Sizes: []int{view.DriftLeast, view.CloudPoints / 4, view.CloudPoints / 2, view.CloudPoints}},
		pins:     newPins(),
		weighs:   job.Worker{Share: 0.02, Least: time.Second, Most: 5 * time.Second, Sizes: []int{1}},
	}
}

// expose starts the jobs whose pictures are not those of the snapshot shown.
func (a *App) expose() tea.Cmd {
	if a.Snap == nil {
		return nil
	}
	a.pictures.sample(a.Snap)
	resting := a.Snap.State != model.Training
	a.updateViewports()
	return tea.Batch(a.exposeCloud(resting), a.exposeLedger(resting), a.exposeLooks(a.Snap, resting), a.diagnosis.Expose())
}

func (a *App) exposeCloud(resting bool) tea.Cmd {
	p := &a.pictures
	s, axes, n := a.Snap, a.plots.axes, p.clouds.Size(resting)
	done := p.cloud != nil && p.cloud.Version == view.VersionOf(s) && p.cloud.Axes == axes && p.cloud.Size >= n
	if done || !p.clouds.Free(a.Clock.Now(), resting) {
		return nil
	}
	p.clouds.Begin()
	z, x := p.base, p.data
	return screen.Guard(func() tea.Msg {
		start := time.Now()
		c := view.MakeCloud(s, view.FirstRows(z, n), view.FirstRows(x, n), axes)
		c.Size = n
		return cloudMsg{c, time.Since(start)}
	})
}

func (a *App) exposeLedger(resting bool) tea.Cmd {
	p := &a.pictures
	s, n := a.Snap, p.ledgers.Size(resting)
	done := a.ledger.version == view.VersionOf(s) && a.ledger.rows >= n
	if done || !p.ledgers.Free(a.Clock.Now(), resting) {
		return nil
	}
	p.ledgers.Begin()
	return screen.Guard(func() tea.Msg {
		start := time.Now()
		l := s.Ledger(view.FirstRows(s.Data.Test, n))
		return ledgerMsg{view.VersionOf(s), n, l, time.Since(start)}
	})
}

// develop takes a finished picture. One of another flow than the one shown is
// dropped and made again.
func (a *App) develop(msg tea.Msg) tea.Cmd {
	p := &a.pictures
	switch msg := msg.(type) {
	case cloudMsg:
		p.clouds.Ended(a.Clock.Now(), msg.took)
		if c := msg.cloud; c.Version.SameFlow(view.VersionOf(a.Snap)) && c.Axes == a.plots.axes {
			p.cloud, a.Dirty = c, true
		} else {
			p.clouds.Hurry()
		}
	case ledgerMsg:
		p.ledgers.Ended(a.Clock.Now(), msg.took)
		if msg.version.SameFlow(view.VersionOf(a.Snap)) {
			a.ledger.take(msg, a.Live == nil)
			a.Dirty = true
		} else {
			p.ledgers.Hurry()
		}
	case popup.ThumbnailMsg:
		a.Dirty = true
		a.thumbnails.Take(msg.Thumbnail)
		return a.exposeThumbnails()
	}
	return a.expose()
}

// ledgerRows is how many test points the ledger accounts for: those by which
// the fit judges itself, so that both give the same NLL. While the flow trains
// there may be fewer.
const ledgerRows = 2048

// sample takes the points to show when the data or the seed are others than
// before.
func (p *pictures) sample(s *model.Snapshot) {
	n := view.CloudSize(s.Stack.Dim, len(s.Stack.Layers))
	if p.of != s.Data || p.data.Rows > n {
		p.of, p.data = s.Data, view.DataSample(s.Data, n)
	}
	if from := view.DrawnFrom(s); p.base == nil || p.from != from || p.base.Cols != s.Stack.Dim || p.base.Rows > n {
		p.base, p.from = view.BaseSample(s, n), from
	}
}
