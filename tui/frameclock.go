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

// frames is the chain of commands by which the screen follows the fit.
type frames struct {
	*App
	state frameClock
	chain int // of the frames that run
}

// sleep waits for the fit to move, however long that takes.
func (f *frames) sleep() tea.Cmd {
	f.state = sleeping
	return f.Clock.Next(f.Driver.Snapshots())
}

// tick asks for a frame. The chain gets a new number, so that an older one, if
// there were any, would end.
func (f *frames) tick() tea.Cmd {
	f.state = ticking
	f.chain++
	return f.Clock.After(f.interval(), frameMsg(f.chain))
}

// wake shows the snapshot that ended a sleep and starts the frames.
func (f *frames) wake(s *model.Snapshot) tea.Cmd {
	tick := f.tick()
	return tea.Batch(f.show(s), tick)
}

// nextFrame shows what is new and goes on; when nothing is, it finishes the
// pictures of the last snapshot and sleeps.
func (f *frames) nextFrame(chain int) tea.Cmd {
	if chain != f.chain || f.state != ticking {
		return nil
	}
	f.Loss.Frame()
	select {
	case s := <-f.Driver.Snapshots():
		tick := f.tick()
		return tea.Batch(f.show(s), tick)
	default:
	}
	sleep := f.sleep()
	f.finish()
	return tea.Batch(f.expose(), sleep)
}

// look shows the newest snapshot at once, if there is one.
func (f *frames) look() tea.Cmd {
	select {
	case s := <-f.Driver.Snapshots():
		return f.show(s)
	default:
		return nil
	}
}

// finish brings up to date what is redrawn at its leisure while frames follow
// each other.
func (f *frames) finish() {
	if f.Loss.Behind {
		f.Loss.Stale, f.Dirty = true, true
	}
}

// show makes s what is on the screen, unless something newer is: who waits for a
// snapshot and who looks for one may both take one, and be heard in any order.
func (f *frames) show(s *model.Snapshot) tea.Cmd {
	if f.Snap != nil && s.Number < f.Now().Number {
		return nil
	}
	if f.Live != nil && view.VersionOf(s).SameFlow(view.VersionOf(f.Live)) {
		return f.past.showBehind(s)
	}
	before := f.Snap
	f.Live = nil
	f.Snap, f.Seen, f.Dirty = s, true, true
	f.Loss.Behind = true
	if s.State != model.Training { // no frames may follow
		f.Loss.Stale = true
	}
	f.Data.Sources.Follow(s.Data, s.Limits.Points)
	var cmds []tea.Cmd
	switch {
	case before == nil:
		f.firstSight()
	case before.Run != s.Run:
		f.Flow.Ledger.Forget()
		f.Loss.Reset()
	}
	f.follow(before)
	cmds = append(cmds, f.Plots.Compare.FollowPin())
	cmds = append(cmds, f.sayReason(before))
	return tea.Batch(append(cmds, f.expose(), f.keyboard.release())...)
}

// sayReason tells why the run ended, or what happened to it, since before.
func (f *frames) sayReason(before *model.Snapshot) tea.Cmd {
	s := f.Now()
	if before == nil || s.Reason == "" || s.Reason == before.Reason {
		return nil
	}
	return f.Post(screen.Toast{Text: s.State.String() + ": " + s.Reason, Bad: s.State != model.Finished})
}
