package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
)

// A clock tells the time and makes the commands that wait.
type Clock interface {
	Now() time.Time
	// After sends msg once d has passed.
	After(d time.Duration, msg tea.Msg) tea.Cmd
	// Next sends the next snapshot of the channel.
	Next(snapshots <-chan *model.Snapshot) tea.Cmd
}

// realClock waits in real time and gives up when the program ends, as a command
// cannot be cancelled.
type realClock struct{ ctx context.Context }

func (realClock) Now() time.Time { return time.Now() }

func (c realClock) After(d time.Duration, msg tea.Msg) tea.Cmd {
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

func (c realClock) Next(snapshots <-chan *model.Snapshot) tea.Cmd {
	return func() tea.Msg {
		select {
		case s := <-snapshots:
			return snapshotMsg{s}
		case <-c.ctx.Done():
			return nil
		}
	}
}

// A snapshotMsg ends a sleep: the fit moved.
type snapshotMsg struct{ snap *model.Snapshot }
