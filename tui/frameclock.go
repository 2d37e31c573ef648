package tui

import (
	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// A frameClock says how the screen learns that the fit moved. There is one chain of
// commands, and it is always at one of these two.
type frameClock int

const (
	sleeping frameClock = iota // a command waits on the trainer's channel; nothing else happens
	ticking                    // the next frame comes by the clock
)

// sleep waits for the fit to move, however long that takes.
func (a *App) sleep() tea.Cmd {
	a.frames = sleeping
	return a.Clock.Next(a.Driver.Snapshots())
}

// tick asks for a frame. The chain gets a new number, so that an older one, if
// there were any, would end.
func (a *App) tick() tea.Cmd {
	a.frames = ticking
	a.chain++
	return a.Clock.After(a.interval(), frameMsg(a.chain))
}

// wake shows the snapshot that ended a sleep and starts the frames.
func (a *App) wake(s *model.Snapshot) tea.Cmd {
	tick := a.tick()
	return tea.Batch(a.show(s), tick)
}

// nextFrame shows what is new and goes on; when nothing is, it finishes the
// pictures of the last snapshot and sleeps.
func (a *App) nextFrame(chain int) tea.Cmd {
	if chain != a.chain || a.frames != ticking {
		return nil
	}
	a.Loss.Frame()
	select {
	case s := <-a.Driver.Snapshots():
		tick := a.tick()
		return tea.Batch(a.show(s), tick)
	default:
	}
	sleep := a.sleep()
	a.finish()
	return tea.Batch(a.expose(), sleep)
}

// look shows the newest snapshot at once, if there is one.
func (a *App) look() tea.Cmd {
	select {
	case s := <-a.Driver.Snapshots():
		return a.show(s)
	default:
		return nil
	}
}

// finish brings up to date what is redrawn at its leisure while frames follow
// each other.
func (a *App) finish() {
	if a.Loss.Behind {
		a.Loss.Stale, a.Dirty = true, true
	}
}

// show makes s what is on the screen, unless something newer is: who waits for a
// snapshot and who looks for one may both take one, and be heard in any order.
func (a *App) show(s *model.Snapshot) tea.Cmd {
	if a.Snap != nil && s.Number < a.Now().Number {
		return nil
	}
	if a.Live != nil && view.VersionOf(s).SameFlow(view.VersionOf(a.Live)) {
		return a.showBehind(s)
	}
	before := a.Snap
	a.Live = nil
	a.Snap, a.Seen, a.Dirty = s, true, true
	a.Loss.Behind = true
	if s.State != model.Training { // no frames may follow
		a.Loss.Stale = true
	}
	a.Data.Sources.Follow(s.Data, s.Limits.Points)
	var cmds []tea.Cmd
	switch {
	case before == nil:
		a.firstSight()
	case before.Run != s.Run:
		a.Flow.Ledger.Forget()
		a.Loss.Reset()
	}
	a.follow(before)
	cmds = append(cmds, a.Plots.Compare.FollowPin())
	cmds = append(cmds, a.sayReason(before))
	return tea.Batch(append(cmds, a.expose(), a.release())...)
}

// sayReason tells why the run ended, or what happened to it, since before.
func (a *App) sayReason(before *model.Snapshot) tea.Cmd {
	s := a.Now()
	if before == nil || s.Reason == "" || s.Reason == before.Reason {
		return nil
	}
	return a.Post(screen.Toast{Text: s.State.String() + ": " + s.Reason, Bad: s.State != model.Finished})
}
