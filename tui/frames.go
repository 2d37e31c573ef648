package tui

import (
	"context"
	"errors"
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/pane"
	"bijou/tui/plot"
	"bijou/tui/popup"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// A frameClock is the state of the frame loop, of which there is one: it waits for a
// snapshot, or for the next tick.
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

// turn changes the state.
func (f *frames) turn(to frameClock) {
	f.pace.move(int64(to) - int64(f.state))
	f.state = to
}

// sleep waits for the next snapshot on the trainer's channel, without a time limit.
func (f *frames) sleep() tea.Cmd {
	f.turn(sleeping)
	return f.Clock.Next(f.Driver.Snapshots())
}

// tick asks for a frame. The chain gets a new number, so that an older one, if
// there were any, would end.
func (f *frames) tick() tea.Cmd {
	f.turn(ticking)
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
	return tea.Batch(f.startJobs(), sleep)
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

// finish redraws what is drawn only every few frames while the fit trains.
func (f *frames) finish() {
	if f.Loss.Behind {
		f.Loss.Stale, f.Dirty = true, true
	}
}

// show puts a snapshot on the screen. Stale snapshots are dropped: two commands may
// each take one from the channel, and their messages arrive in any order.
func (f *frames) show(s *model.Snapshot) tea.Cmd {
	s = f.Dials.Under(s)
	if f.Snap != nil && s.Number < f.Now().Number {
		return nil
	}
	if f.Live != nil && view.VersionOf(s).SameFlow(view.VersionOf(f.Live)) {
		return f.past.showBehind(s)
	}
	before := f.Snap
	if f.shown != nil {
		f.shown(s)
	}
	f.Live, f.Best = nil, false
	f.Snap, f.Seen, f.Dirty = s, true, true
	f.Loss.Behind = true
	if s.State != model.Training { // no frames may follow
		f.Loss.Stale = true
	}
	f.Data.Sources.Follow(s.Data, s.Limits.Points)
	var cmds []tea.Cmd
	switch {
	case before == nil:
		f.selectInitially()
	case before.Run != s.Run:
		f.Flow.Ledger.Forget()
		f.Loss.Reset()
	}
	f.follow(before)
	f.slow.follow()
	cmds = append(cmds, f.Plots.Compare.FollowPin())
	cmds = append(cmds, f.sayReason(before), f.past.endsAt(before))
	return tea.Batch(append(cmds, f.startJobs(), f.keyboard.release())...)
}

// sayReason tells why the run ended, or what happened to it, since before.
func (f *frames) sayReason(before *model.Snapshot) tea.Cmd {
	s := f.Now()
	if before == nil || s.Reason == "" || s.Reason == before.Reason {
		return nil
	}
	toast := screen.Toast{Text: s.State.String() + ": " + s.Reason, Bad: s.State != model.Finished}
	if f.past.endsBehind(before) {
		toast.Notes = []string{fmt.Sprintf("shown: step %s, best on validation; b shows the last weights", plot.Grouped(s.BestStep, f.Glyphs))}
	}
	return f.Post(toast)
}

// startJobs starts the jobs whose pictures are not those of the snapshot shown.
func (a *App) startJobs() tea.Cmd {
	if a.Snap == nil {
		return nil
	}
	a.Plots.Pictures.Sample(a.Snap)
	resting := a.steady || a.Snap.State != model.Training
	a.Stage.Follow()
	a.Plots.UpdateViewports()
	return tea.Batch(a.Plots.Pictures.Start(a.Snap, resting), a.Flow.Start(resting), a.Plots.Compare.Start(resting), a.Probe.Start(a.Snap, resting), a.Stage.Start(a.Snap, resting), a.diagnosis.Start(), a.teacher.look())
}

// takePicture takes a finished picture. One of another flow than the one shown is
// dropped and made again.
func (a *App) takePicture(msg tea.Msg) tea.Cmd {
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
		return a.startThumbnails()
	}
	return a.startJobs()
}

// storePicture stores a finished picture and starts the next job.
func (a *App) storePicture(msg pane.PictureMsg) tea.Cmd {
	msg.Worker.Ended(a.Clock.Now(), msg.Took)
	msg.Take()
	a.Dirty = true
	return a.startJobs()
}

// done reports an order and sends the next.
func (a *App) done(msg screen.DoneMsg) tea.Cmd {
	a.Orders = a.Orders[1:]
	var cmds []tea.Cmd
	switch {
	case errors.Is(msg.Err, context.Canceled), errors.Is(msg.Err, model.ErrEnded):
		a.Seen = true // nothing will come any more
	case msg.Err != nil:
		cmds = append(cmds, a.Warn(msg.Err.Error()))
	case msg.Said != "":
		cmds = append(cmds, a.Say(msg.Said))
	}
	if msg.Selection > 0 {
		a.Flow.SelectWhenSeen(msg.Selection)
	}
	if msg.Past != nil {
		cmds = append(cmds, a.past.showPast(msg.Past, msg.Best))
	}
	if msg.Report != nil {
		cmds = append(cmds, a.slow.show(msg.Report))
	}
	more := len(a.Orders) > 0 // before look, which may release a key that gives one
	cmds = append(cmds, a.frames.look())
	if more {
		cmds = append(cmds, a.CarryOut(a.Orders[0]))
	}
	return tea.Batch(append(cmds, a.keyboard.release())...)
}

// A frameMsg asks for the next frame. Its number is that of its frame loop; a message
// of a loop that was replaced is ignored.
type frameMsg int

// A savedMsg says where the run was saved, or why it was not.
type savedMsg struct {
	path string
	err  error
}

// A scrollMsg carries out the wheel's turns since the last one.
type scrollMsg struct{}

// A noticeMsg is a sentence for the person; training rests with it.
type noticeMsg string

// A restMsg says that the window has been in the background for long. Its number
// counts how often it went there.
type restMsg int

// A signalMsg says that the system asks the program to end.
type signalMsg struct{ signal os.Signal }
