package tui

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A watch ends a program in order on a signal or with its context, and at once
// on a second signal. Bubble Tea's own handler knows no SIGHUP.
type watch struct {
	signals chan os.Signal
	first   chan struct{} // closed when a signal was caught
	ended   chan struct{} // closed when the program has ended
	gone    chan struct{} // closed when caught may be read
	caught  os.Signal
}

const (
	// grace is how long an end in order may take before the terminal is
	// restored all the same.
	grace = 2 * time.Second
	// hangup is how long a signal may take after reading from the terminal has
	// failed: when a terminal goes away both happen.
	hangup = 100 * time.Millisecond
)

func heed(ctx context.Context, p *tea.Program) *watch {
	w := &watch{signals: make(chan os.Signal, 2), first: make(chan struct{}), ended: make(chan struct{}), gone: make(chan struct{})}
	signal.Notify(w.signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go w.run(ctx, p)
	return w
}

func (w *watch) run(ctx context.Context, p *tea.Program) {
	defer close(w.gone)
	select {
	case <-w.ended:
		return
	case <-ctx.Done():
		w.caught = os.Interrupt
	case w.caught = <-w.signals:
	}
	close(w.first)
	go p.Send(signalMsg{w.caught}) // it returns at the latest when the program has ended
	select {
	case <-w.ended:
	case <-w.signals:
		p.Kill()
	case <-time.After(grace):
		p.Kill()
	}
}

// stop ends the watch of a program that has ended with err, and returns the
// signal that was caught, nil if there was none.
func (w *watch) stop(err error) os.Signal {
	if err != nil {
		select {
		case <-w.first:
		case <-time.After(hangup):
		}
	}
	signal.Stop(w.signals)
	close(w.ended)
	<-w.gone
	return w.caught
}
