package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/pane"
	"bijou/tui/popup"
	"bijou/tui/view"
)

// expose starts the jobs whose pictures are not those of the snapshot shown.
func (a *App) expose() tea.Cmd {
	if a.Snap == nil {
		return nil
	}
	a.Plots.Pictures.Sample(a.Snap)
	resting := a.Snap.State != model.Training
	a.Plots.UpdateViewports()
	return tea.Batch(a.Plots.Pictures.ExposeCloud(resting), a.Flow.ExposeLedger(resting), a.exposeLooks(a.Snap, resting), a.diagnosis.Expose())
}

// develop takes a finished picture. One of another flow than the one shown is
// dropped and made again.
func (a *App) develop(msg tea.Msg) tea.Cmd {
	p := &a.Plots.Pictures
	switch msg := msg.(type) {
	case pane.CloudMsg:
		p.Clouds.Ended(a.Clock.Now(), msg.Took)
		if c := msg.Cloud; c.Version.SameFlow(view.VersionOf(a.Snap)) && c.Axes == a.Plots.Axes {
			p.Cloud, a.Dirty = c, true
		} else {
			p.Clouds.Hurry()
		}
	case pane.LedgerMsg:
		a.Flow.Ledgers.Ended(a.Clock.Now(), msg.Took)
		if msg.Version.SameFlow(view.VersionOf(a.Snap)) {
			a.Flow.Ledger.Take(msg, a.Live == nil)
			a.Dirty = true
		} else {
			a.Flow.Ledgers.Hurry()
		}
	case popup.ThumbnailMsg:
		a.Dirty = true
		a.thumbnails.Take(msg.Thumbnail)
		return a.exposeThumbnails()
	}
	return a.expose()
}

// hang takes a finished picture and starts what is to be made next.
func (a *App) hang(msg pane.PictureMsg) tea.Cmd {
	msg.Worker.Ended(a.Clock.Now(), msg.Took)
	msg.Take()
	a.Dirty = true
	return a.expose()
}

// exposeLooks starts the jobs of what the plots show beside points.
func (a *App) exposeLooks(s *model.Snapshot, resting bool) tea.Cmd {
	return tea.Batch(
		a.Plots.Pictures.ExposeLine(s, resting), a.Plots.Pictures.ExposeLattice(s, resting), a.Plots.Pictures.ExposeHeat(resting), a.Plots.Pictures.ExposeDrift(s, resting),
		a.Plots.Pictures.ExposeWeights(s, resting), a.Plots.Compare.ExposePin(resting), a.Probe.ExposeProbe(s, resting), a.Probe.ExposeRanks(s, resting),
	)
}
