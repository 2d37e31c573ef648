package screen

import (
	"context"
	"fmt"
	"runtime/debug"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
)

// A Driver is what the screen asks of a trainer.
type Driver interface {
	Snapshots() <-chan *model.Snapshot
	Do(ctx context.Context, f func(*model.Fit) error) error
	Play(ctx context.Context) error
	Pause(ctx context.Context) error
	Advance(ctx context.Context, n int) error
	Pace(ctx context.Context, perSecond float64) error
}

// An Order is something for the trainer to do.
type Order struct {
	Run func(ctx context.Context, d Driver) error
	Say string // once it is done; may be empty

	// layer, if set, is where the order leaves the id of a layer to select.
	Layer *int

	// past, if set, is where the order leaves a step to show.
	Past **model.Snapshot
	Best bool // that step did best on validation

	// Report, if set, is where the order leaves a step in stages to show.
	Report **model.StepReport
}

// Edit is an order that changes the fit.
func Edit(say string, f func(*model.Fit) error) Order {
	return Order{Say: say, Run: func(ctx context.Context, d Driver) error { return d.Do(ctx, f) }}
}

// Send hands an order to the trainer. Commands of Bubble Tea run side by side,
// so orders wait for each other here: what was pressed first happens first.
func (s *State) Send(o Order) tea.Cmd {
	s.Orders = append(s.Orders, o)
	if len(s.Orders) > 1 {
		return nil
	}
	return s.CarryOut(o)
}

func (s *State) CarryOut(o Order) tea.Cmd {
	s.Seen = false
	ctx, d := s.Ctx, s.Driver
	return Guard(func() tea.Msg {
		err := o.Run(ctx, d)
		done := DoneMsg{Said: o.Say, Err: err}
		if o.Layer != nil && err == nil {
			done.Selection = Selection(*o.Layer)
		}
		if o.Past != nil && err == nil {
			done.Past, done.Best = *o.Past, o.Best
		}
		if o.Report != nil && err == nil {
			done.Report = *o.Report
		}
		return done
	})
}

// A PanicError is a panic in one of our goroutines.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("the program made a mistake: %v", e.Value) }

// Guard makes a command whose panic ends the program in order: Bubble Tea
// would print it before the terminal is restored.
func Guard(f func() tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		defer func() {
			if r := recover(); r != nil {
				msg = CrashMsg{&PanicError{r, debug.Stack()}}
			}
		}()
		return f()
	}
}

// Picture is Guard of what makes a picture of the run shown, once it is the turn of one.
func (s *State) Picture(f func() tea.Msg) tea.Cmd {
	seat := s.Snap.Stack.Share.Gate
	return Guard(func() tea.Msg {
		seat.Begin(flows.ForPicture)
		defer seat.End(flows.ForPicture)
		return f()
	})
}

// A DoneMsg says that the trainer carried out an order, or why it did not.
type DoneMsg struct {
	Said      string            // for the person, may be empty
	Selection Selection         // a layer to select, if it is one
	Past      *model.Snapshot   // a step to show, if it is one
	Best      bool              // which did best on validation
	Report    *model.StepReport // a step in stages, if it is one
	Err       error
}

// A CrashMsg says that a command or the trainer panicked.
type CrashMsg struct{ Err error }
