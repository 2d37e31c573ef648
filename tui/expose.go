package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/popup"
	"bijou/tui/view"
)

// expose starts the jobs whose pictures are not those of the snapshot shown.
func (a *App) expose() tea.Cmd {
	if a.Snap == nil {
		return nil
	}
	a.plots.pictures.sample(a.Snap)
	resting := a.Snap.State != model.Training
	a.plots.updateViewports()
	return tea.Batch(a.plots.pictures.exposeCloud(resting), a.flow.exposeLedger(resting), a.exposeLooks(a.Snap, resting), a.diagnosis.Expose())
}

// develop takes a finished picture. One of another flow than the one shown is
// dropped and made again.
func (a *App) develop(msg tea.Msg) tea.Cmd {
	p := &a.plots.pictures
	switch msg := msg.(type) {
	case cloudMsg:
		p.clouds.Ended(a.Clock.Now(), msg.took)
		if c := msg.cloud; c.Version.SameFlow(view.VersionOf(a.Snap)) && c.Axes == a.plots.axes {
			p.cloud, a.Dirty = c, true
		} else {
			p.clouds.Hurry()
		}
	case ledgerMsg:
		a.flow.ledgers.Ended(a.Clock.Now(), msg.took)
		if msg.version.SameFlow(view.VersionOf(a.Snap)) {
			a.flow.ledger.take(msg, a.Live == nil)
			a.Dirty = true
		} else {
			a.flow.ledgers.Hurry()
		}
	case popup.ThumbnailMsg:
		a.Dirty = true
		a.thumbnails.Take(msg.Thumbnail)
		return a.exposeThumbnails()
	}
	return a.expose()
}

// hang takes a finished picture and starts what is to be made next.
func (a *App) hang(msg pictureMsg) tea.Cmd {
	msg.worker.Ended(a.Clock.Now(), msg.took)
	msg.take()
	a.Dirty = true
	return a.expose()
}

// exposeLooks starts the jobs of what the plots show beside points.
func (a *App) exposeLooks(s *model.Snapshot, resting bool) tea.Cmd {
	return tea.Batch(
		a.plots.pictures.exposeLine(s, resting), a.plots.pictures.exposeLattice(s, resting), a.plots.pictures.exposeHeat(resting), a.plots.pictures.exposeDrift(s, resting),
		a.plots.pictures.exposeWeights(s, resting), a.plots.compare.exposePin(resting), a.probe.exposeProbe(s, resting), a.probe.exposeRanks(s, resting),
	)
}
