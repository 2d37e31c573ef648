package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/view"
)

// A playMsg shows the next layer of the path that is played, or the next moment
// of a layer that drifts. Its number is that of the playing; one that was stopped
// is ignored.
type playMsg int

// The path is played in beats that leave time to look, and as a whole in no
// more than a few breaths. A drift is as long as it takes to follow a sample.
const (
	beat     = 700 * time.Millisecond
	drifting = 2400 * time.Millisecond
	longPlay = 10 * time.Second
)

// togglePlay shows the batch behind one layer after the other, from the base to
// the data, or stops that.
func (a *App) togglePlay() tea.Cmd {
	if a.plots.playing {
		a.plots.playing = false
		return a.Say("stopped; ] goes on by hand")
	}
	if a.atData() != "" { // from the start
		a.moveDepth(-a.Depth())
	}
	a.plots.playing = true
	a.plots.plays++
	return a.nextBeat()
}

func (a *App) nextBeat() tea.Cmd {
	each := longPlay / time.Duration(max(len(a.Snap.Stack.Layers), 1))
	between := min(beat, each)
	if a.moment() > 0 {
		between = min(drifting, each) / view.Moments
	}
	return a.Clock.After(between, playMsg(a.plots.plays))
}

// play goes on by a beat.
func (a *App) play(number int) tea.Cmd {
	if !a.plots.playing || number != a.plots.plays {
		return nil
	}
	a.goOn()
	a.Dirty = true
	if a.atData() != "" {
		a.plots.playing = false
		return a.expose()
	}
	return tea.Batch(a.expose(), a.nextBeat())
}

// goOn moves the batch that is shown by a moment of a layer that drifts, as soon
// as the moments are there, or by a layer.
func (a *App) goOn() {
	l := a.Next()
	switch moving := l != nil && l.Drifts() && view.Drifts(a.Snap) && !a.plots.look.hasHeat(a.Snap); {
	case moving && a.drift() == nil:
	case moving && a.plots.moment+1 < view.Moments:
		a.plots.moment++
	default:
		a.moveDepth(1)
	}
}

func (a *App) hasNoPath() string {
	switch {
	case a.Snap == nil:
		return a.NoSnapshot()
	case len(a.Snap.Stack.Layers) == 0:
		return "there is no layer; a adds one"
	}
	return ""
}
