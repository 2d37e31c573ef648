package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/model"
)

// pictures are the things computed from a snapshot in commands, and what they
// are computed from. The last picture stays until the next is there.
type pictures struct {
	cloud   *cloud // nil before the first
	base    *ad.Mat
	data    *ad.Mat
	of      *model.Data // what data was taken from
	seed    uint64      // what base was drawn from
	judged  *ad.Mat     // rows of the test part for the ledger
	clouds  worker
	ledgers worker
	budget  time.Duration // between two frames

	thumbs   map[string]*thumb // of the data sets by their names
	thumbing bool              // one is being made
}

// A worker keeps one job of a kind in flight.
type worker struct {
	busy bool
	rest int // frames to let pass before the next job
}

// Shares of a core that the pictures may take while the flow trains; they are
// drawn less often when the flow is slow.
const (
	cloudShare  = 0.09
	ledgerShare = 0.03
	ledgerEvery = time.Second / 3 // numbers that change faster cannot be read
	pictureRest = time.Second     // but no picture is older than this and the time it takes
)

// ended notes a job that took a while, and how long to rest from it.
func (w *worker) ended(took time.Duration, share float64, least, frame time.Duration) {
	interval := min(max(time.Duration(float64(took)/share), least), pictureRest)
	w.busy, w.rest = false, max(int(interval/frame)-1, 0)
}

// frame lets one frame pass.
func (p *pictures) frame() {
	p.clouds.rest = max(p.clouds.rest-1, 0)
	p.ledgers.rest = max(p.ledgers.rest-1, 0)
}

// expose starts the jobs whose pictures are not those of the snapshot shown.
// They rest between jobs only while frames follow each other: the last state is
// always finished.
func (a *App) expose() tea.Cmd {
	if a.snap == nil {
		return nil
	}
	a.pictures.sample(a.snap)
	return tea.Batch(a.exposeCloud(), a.exposeLedger())
}

func (w *worker) free(p pulse) bool { return !w.busy && (w.rest == 0 || p == sleeping) }

func (a *App) exposeCloud() tea.Cmd {
	p := &a.pictures
	now, axes := versionOf(a.snap), a.plots.axes
	if !p.clouds.free(a.pulse) || p.cloud != nil && p.cloud.version == now && p.cloud.axes == axes {
		return nil
	}
	p.clouds.busy = true
	s, z, x := a.snap, p.base, p.data
	return guard(func() tea.Msg {
		start := time.Now()
		c := makeCloud(s, z, x, axes)
		return cloudMsg{c, time.Since(start)}
	})
}

func (a *App) exposeLedger() tea.Cmd {
	p := &a.pictures
	if !p.ledgers.free(a.pulse) || a.ledger.version == versionOf(a.snap) {
		return nil
	}
	p.ledgers.busy = true
	s, x := a.snap, p.judged
	return guard(func() tea.Msg {
		start := time.Now()
		l := s.Ledger(x)
		return ledgerMsg{versionOf(s), l, time.Since(start)}
	})
}

// develop takes a finished picture. One of another flow than the one shown is
// dropped and made again.
func (a *App) develop(msg tea.Msg) tea.Cmd {
	p := &a.pictures
	switch msg := msg.(type) {
	case cloudMsg:
		p.clouds.ended(msg.took, cloudShare, 0, p.budget)
		if c := msg.cloud; c.version.sameFlow(versionOf(a.snap)) && c.axes == a.plots.axes {
			p.cloud, a.dirty = c, true
		} else {
			p.clouds.rest = 0
		}
	case ledgerMsg:
		p.ledgers.ended(msg.took, ledgerShare, ledgerEvery, p.budget)
		if msg.version.sameFlow(versionOf(a.snap)) {
			a.ledger.take(msg)
			a.dirty = true
		} else {
			p.ledgers.rest = 0
		}
	case thumbMsg:
		a.dirty = true
		return a.takeThumb(msg.thumb)
	}
	return a.expose()
}

// judgedRows is how many test points the ledger accounts for: those by which
// the fit judges itself, so that both give the same NLL.
const judgedRows = 2048

// sample takes the points to show when the data or the seed are others than
// before.
func (p *pictures) sample(s *model.Snapshot) {
	n := cloudSize(s.Stack.Dim, len(s.Stack.Layers))
	if p.of != s.Data || p.data.Rows > n {
		p.of, p.data = s.Data, dataSample(s.Data, n)
		p.judged = firstRows(s.Data.Test, judgedRows)
	}
	if p.base == nil || p.seed != s.Seed || p.base.Cols != s.Stack.Dim || p.base.Rows > n {
		p.base, p.seed = baseSample(s, n), s.Seed
	}
}

func firstRows(m *ad.Mat, n int) *ad.Mat {
	if m.Rows <= n {
		return m
	}
	part := ad.New(n, m.Cols)
	part.CopyRows(m, 0, n)
	return part
}
