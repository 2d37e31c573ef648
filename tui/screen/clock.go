package screen

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
)

// A Clock tells the time and makes the commands that wait.
type Clock interface {
	Now() time.Time
	// After sends msg once d has passed.
	After(d time.Duration, msg tea.Msg) tea.Cmd
	// Next sends the next snapshot of the channel.
	Next(snapshots <-chan *model.Snapshot) tea.Cmd
}

// RealClock waits in real time and gives up when the program ends, as a command
// cannot be cancelled.
type RealClock struct{ ctx context.Context }

func (RealClock) Now() time.Time { return time.Now() }

func (c RealClock) After(d time.Duration, msg tea.Msg) tea.Cmd {
	return func() tea.Msg {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return msg
		case <-c.ctx.Done():
			return nil
		}
	}
}

func (c RealClock) Next(snapshots <-chan *model.Snapshot) tea.Cmd {
	return func() tea.Msg {
		select {
		case s := <-snapshots:
			return SnapshotMsg{s}
		case <-c.ctx.Done():
			return nil
		}
	}
}

// A SnapshotMsg ends a sleep: the fit moved.
type SnapshotMsg struct{ Snap *model.Snapshot }
