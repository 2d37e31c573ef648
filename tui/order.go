package tui

import (
	"context"
	"fmt"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
)

// A driver is what the screen asks of a trainer.
type Driver interface {
	Snapshots() <-chan *model.Snapshot
	Do(ctx context.Context, f func(*model.Fit) error) error
	Play(ctx context.Context) error
	Pause(ctx context.Context) error
	Advance(ctx context.Context, n int) error
	Pace(ctx context.Context, perSecond float64) error
}

// An order is something for the trainer to do.
type order struct {
	run func(ctx context.Context, d Driver) error
	say string // once it is done; may be empty

	// layer, if set, is where the order leaves the id of a layer to select.
	layer *int

	// past, if set, is where the order leaves a step to show.
	past **model.Snapshot
}

// edit is an order that changes the fit.
func edit(say string, f func(*model.Fit) error) order {
	return order{say: say, run: func(ctx context.Context, d Driver) error { return d.Do(ctx, f) }}
}

// send hands an order to the trainer. Commands of Bubble Tea run side by side,
// so orders wait for each other here: what was pressed first happens first.
func (s *State) send(o order) tea.Cmd {
	s.orders = append(s.orders, o)
	if len(s.orders) > 1 {
		return nil
	}
	return s.carryOut(o)
}

func (s *State) carryOut(o order) tea.Cmd {
	s.seen = false
	ctx, d := s.Ctx, s.Driver
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

// A doneMsg says that the trainer carried out an order, or why it did not.
type doneMsg struct {
	said      string          // for the person, may be empty
	selection selection       // a layer to select, if it is one
	past      *model.Snapshot // a step to show, if it is one
	err       error
}

// A crashMsg says that a command or the trainer panicked.
type crashMsg struct{ err error }
