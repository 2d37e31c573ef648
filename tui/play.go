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
func (v *plotsView) togglePlay() tea.Cmd {
	if v.Playing {
		v.Playing = false
		return v.Say("stopped; ] goes on by hand")
	}
	if v.atData() != "" { // from the start
		v.moveDepth(-v.Depth())
	}
	v.Playing = true
	v.plays++
	return v.nextBeat()
}

func (v *plotsView) nextBeat() tea.Cmd {
	each := longPlay / time.Duration(max(len(v.Snap.Stack.Layers), 1))
	between := min(beat, each)
	if v.moment() > 0 {
		between = min(drifting, each) / view.Moments
	}
	return v.Clock.After(between, playMsg(v.plays))
}

// play goes on by a beat.
func (v *plotsView) play(number int) tea.Cmd {
	if !v.Playing || number != v.plays {
		return nil
	}
	v.goOn()
	v.Dirty = true
	if v.atData() != "" {
		v.Playing = false
		return nil
	}
	return v.nextBeat()
}

// goOn moves the batch that is shown by a moment of a layer that drifts, as soon
// as the moments are there, or by a layer.
func (v *plotsView) goOn() {
	l := v.Next()
	switch moving := l != nil && l.Drifts() && view.Drifts(v.Snap) && !v.current().Needs().Heat; {
	case moving && v.drift() == nil:
	case moving && v.Moment+1 < view.Moments:
		v.Moment++
	default:
		v.moveDepth(1)
	}
}

func (v *plotsView) hasNoPath() string {
	switch {
	case v.Snap == nil:
		return v.NoSnapshot()
	case len(v.Snap.Stack.Layers) == 0:
		return "there is no layer; a adds one"
	}
	return ""
}
