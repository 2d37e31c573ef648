package tui

import (
	"context"
	"os"
	"os/signal"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"bijou/tui/terminal"
)

// A watch ends a program in order on a signal or with its context, and at once
// on a second signal. Bubble Tea's own handler knows no SIGHUP.
type watch struct {
	signals chan os.Signal
	first   chan struct{} // closed when a signal was caught
	ended   chan struct{} // closed when the program has ended
	gone    chan struct{} // closed when caught may be read
	caught  os.Signal

	abandon func(os.Signal) // ends the process; nil where it has more to do than this program
}

const (
	// grace is how long an end in order may take before the terminal is
	// restored all the same, and how long that may take: a terminal that nobody
	// reads holds up whoever writes to it.
	grace = 2 * time.Second
	// hangup is how long a signal may take after reading from the terminal has
	// failed: when a terminal goes away both happen.
	hangup = 100 * time.Millisecond
)

func newWatch(abandon func(os.Signal)) *watch {
	return &watch{signals: make(chan os.Signal, 2), first: make(chan struct{}), ended: make(chan struct{}), gone: make(chan struct{}), abandon: abandon}
}

// watchSignals starts a watch over the signals of the process.
func watchSignals(ctx context.Context, p *tea.Program, abandon func(os.Signal)) *watch {
	w := newWatch(abandon)
	signal.Notify(w.signals, endSignals...)
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
		return
	case <-w.signals:
	case <-time.After(grace):
	}
	go p.Kill() // it writes, so it may not return
	select {
	case <-w.ended:
	case <-time.After(grace):
		if w.abandon != nil {
			w.abandon(w.caught)
		}
	}
}

// leaving returns what ends this process when its terminal does not take what is
// written any more: it keeps the session and puts the keyboard into the mode in
// which it is now.
func leaving(keep func()) (abandon func(os.Signal), closeFile func()) {
	keyboard, err := os.Open(terminal.KeyboardFile)
	if err != nil {
		return func(s os.Signal) { within(keepTime, keep); os.Exit(ExitCode(ended(s))) }, func() {}
	}
	mode, err := term.GetState(keyboard.Fd())
	return func(s os.Signal) {
		within(keepTime, keep)
		if err == nil {
			term.Restore(keyboard.Fd(), mode) //nolint:errcheck // nobody is left to be told
		}
		os.Exit(ExitCode(ended(s)))
	}, func() { keyboard.Close() }
}

// ended says which signal ended the explorer.
func ended(s os.Signal) error {
	if s == os.Interrupt {
		return ErrInterrupted
	}
	return &SignalError{s}
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
