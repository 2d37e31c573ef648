package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// A playMsg shows the next layer of the path that is played. Its number is that
// of the playing; one that was stopped is ignored.
type playMsg int

// The path is played in beats that leave time to look, and as a whole in no
// more than a few breaths.
const (
	beat     = 700 * time.Millisecond
	longPlay = 10 * time.Second
)

// togglePlay shows the batch behind one layer after the other, from the base to
// the data, or stops that.
func (a *App) togglePlay() tea.Cmd {
	if a.plots.playing {
		a.plots.playing = false
		return a.say("stopped; ] goes on by hand")
	}
	if a.atData() != "" { // from the start
		a.moveDepth(-a.depth())
	}
	a.plots.playing = true
	a.plots.plays++
	return a.nextBeat()
}

func (a *App) nextBeat() tea.Cmd {
	between := min(beat, longPlay/time.Duration(max(len(a.snap.Stack.Layers), 1)))
	return a.clock.After(between, playMsg(a.plots.plays))
}

// play goes on by a layer.
func (a *App) play(number int) tea.Cmd {
	if !a.plots.playing || number != a.plots.plays {
		return nil
	}
	a.moveDepth(1)
	a.dirty = true
	if a.atData() != "" {
		a.plots.playing = false
		return a.expose()
	}
	return tea.Batch(a.expose(), a.nextBeat())
}

func (a *App) hasNoPath() string {
	switch {
	case a.snap == nil:
		return a.noSnapshot()
	case len(a.snap.Stack.Layers) == 0:
		return "there is no layer; a adds one"
	}
	return ""
}
