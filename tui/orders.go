package tui

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
)

// A driver is what the screen asks of a trainer.
type driver interface {
	Snapshots() <-chan *model.Snapshot
	Do(ctx context.Context, f func(*model.Fit) error) error
	Play(ctx context.Context) error
	Pause(ctx context.Context) error
	Advance(ctx context.Context, n int) error
	Pace(ctx context.Context, perSecond float64) error
}

// An order is something for the trainer to do.
type order struct {
	run func(ctx context.Context, d driver) error
	say string // once it is done; may be empty

	// layer, if set, is where the order leaves the id of a layer to select.
	layer *int

	// past, if set, is where the order leaves a step to show.
	past **model.Snapshot
}

// edit is an order that changes the fit.
func edit(say string, f func(*model.Fit) error) order {
	return order{say: say, run: func(ctx context.Context, d driver) error { return d.Do(ctx, f) }}
}

// send hands an order to the trainer. Commands of Bubble Tea run side by side,
// so orders wait for each other here: what was pressed first happens first.
func (a *App) send(o order) tea.Cmd {
	a.orders = append(a.orders, o)
	if len(a.orders) > 1 {
		return nil
	}
	return a.carryOut(o)
}

func (a *App) carryOut(o order) tea.Cmd {
	a.seen = false
	ctx, d := a.ctx, a.driver
	return guard(func() tea.Msg {
		err := o.run(ctx, d)
		done := doneMsg{said: o.say, err: err}
		if o.layer != nil && err == nil {
			done.selection = selection(*o.layer)
		}
		if o.past != nil && err == nil {
			done.past = *o.past
		}
		return done
	})
}

// done reports an order and sends the next.
func (a *App) done(msg doneMsg) tea.Cmd {
	a.orders = a.orders[1:]
	var cmds []tea.Cmd
	switch {
	case errors.Is(msg.err, context.Canceled), errors.Is(msg.err, model.ErrEnded):
		a.seen = true // nothing will come any more
	case msg.err != nil:
		cmds = append(cmds, a.warn(msg.err.Error()))
	case msg.said != "":
		cmds = append(cmds, a.say(msg.said))
	}
	if msg.selection > 0 {
		a.selectWhenSeen(msg.selection)
	}
	if msg.past != nil {
		a.showPast(msg.past)
	}
	more := len(a.orders) > 0 // before look, which may release a key that gives one
	cmds = append(cmds, a.look())
	if more {
		cmds = append(cmds, a.carryOut(a.orders[0]))
	}
	return tea.Batch(append(cmds, a.release())...)
}

// settled tells whether the screen shows what all orders came to. Keys wait for
// that, as what they mean depends on it: the second of two quick d deletes the
// layer that is selected after the first.
func (a *App) settled() bool { return len(a.orders) == 0 && a.seen }

// hold keeps a key for later if it has to wait. What leaves the program does
// not.
func (a *App) hold(msg tea.KeyPressMsg) bool {
	if a.settled() && len(a.held) == 0 {
		return false
	}
	switch name := msg.String(); {
	case name == "ctrl+c", name == "ctrl+z", name == "q" && a.popup.kind == noPopup:
		return false
	}
	const most = 256 // a key that is held down while a step takes long
	if len(a.held) < most {
		a.held = append(a.held, msg)
	}
	return true
}

// release handles the keys that waited, up to one that gives an order again.
func (a *App) release() tea.Cmd {
	var cmds []tea.Cmd
	for a.settled() && len(a.held) > 0 {
		msg := a.held[0]
		a.held = a.held[1:]
		cmds = append(cmds, a.handle(msg))
	}
	return tea.Batch(cmds...)
}

// A panicError is a panic in one of our goroutines.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("the program made a mistake: %v", e.value) }

// guard makes a command whose panic ends the program in order: Bubble Tea
// would print it before the terminal is restored.
func guard(f func() tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				msg = crashMsg{&panicError{r, debug.Stack()}}
			}
		}()
		return f()
	}
}
