package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"syscall"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/lessons"
	"bijou/tui/screen"
)

// Options say what the explorer shows and where. Only Fit is needed.
type Options struct {
	Fit      *model.Fit
	Name     string          // of the recipe; may be empty
	Notes    []string        // sentences to say at the start, one after the other
	Paused   bool            // do not train at once
	Lesson   *lessons.Lesson // to begin with; nil for none
	Environ  []string        // the environment; nil is that of the process
	Glyphs   string          // braille, blocks or ascii; empty chooses by the locale
	Theme    string          // one of theme.Names; empty asks the terminal
	NoMouse  bool            // leave the mouse to the terminal
	Shelf    presets.Shelf   // where w and the end keep the run; the zero Shelf keeps nothing
	Settings Keeper          // keeps what is changed of the looks; the zero Keeper keeps nothing
	After    io.Writer       // gets a line after the end if the run was kept; nil for none
	Input    io.Reader
	Output   io.Writer
}

// ErrInterrupted says that a person ended the explorer by ctrl+c, or that an
// interrupt signal did.
var ErrInterrupted = errors.New("interrupted")

// A SignalError says that a signal ended the explorer, which left the terminal
// in order.
type SignalError struct{ Signal os.Signal }

// Error names the signal.
func (e *SignalError) Error() string { return "ended by " + e.Signal.String() }

// ExitCode is the code with which a program ends after Run: 0 after q, 130 after
// ctrl+c, 128 and the number of the signal after a signal, else 1.
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	if errors.Is(err, ErrInterrupted) {
		return 128 + int(syscall.SIGINT)
	}
	if e, ok := errors.AsType[*SignalError](err); ok {
		if s, ok := e.Signal.(syscall.Signal); ok {
			return 128 + int(s)
		}
	}
	return 1
}

// Run shows the explorer until it is left, and trains the fit meanwhile, which
// belongs to Run from here on. The terminal is as it was when Run returns,
// whatever happened. The error is nil after q; see [ExitCode] for the others.
func Run(ctx context.Context, o Options) error {
	if o.Environ == nil {
		o.Environ = os.Environ()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := newShow(ctx, cancel, o, nil)
	last, kept := &keeper{o.Shelf, o.Fit, o.After}, make(chan struct{})
	go func() {
		defer close(kept)
		last.keepOn(ctx, s.learning.trainer)
	}()
	keep := sync.OnceFunc(func() {
		crash := s.learning.stop()
		<-kept
		if crash == nil {
			last.keep()
		}
	})
	var abandon func(os.Signal)
	if o.Output == nil { // the terminal of this process
		var done func()
		abandon, done = leaving(keep)
		defer done()
	}
	caught, err := s.play(watchSignals(ctx, s.program, abandon))
	patience := keepTime
	if caught == nil {
		patience = unhurried
	}
	if !within(patience, keep) {
		last.tell(0, errTooSlow)
	}
	return err
}

// A show is the program of the explorer and its trainer beside it.
type show struct {
	app      *App
	program  *tea.Program
	learning *learning
}

// What is kept of a run's past is bounded by its numbers: 12 MiB of them, and 2 MiB
// for each of many windows.
const (
	pastNumbers    = 3 << 19
	farPastNumbers = 1 << 18
)

// newShow starts the trainer. The program is to be shown in the window if there
// is one, else on the terminal. cancel ends ctx.
func newShow(ctx context.Context, cancel func(), o Options, w *Window) *show {
	past := pastNumbers
	if w != nil {
		past = farPastNumbers
	}
	o.Fit.Remember(past)
	trainer := model.NewTrainer(o.Fit)
	app := newApp(ctx, trainer, o)
	options := app.options(o)
	if app.remote = w != nil; app.remote {
		app.pace, app.shown = w.Pace, w.Shown
		options = append(options, w.options(ctx, app.env)...)
	}
	program := tea.NewProgram(app, options...)
	s := &show{app, program, begin(ctx, cancel, trainer, program)}
	if !o.Paused {
		go trainer.Play(ctx) // it waits for the trainer to run
	}
	return s
}

// play runs the program to its end, which the watch may bring, and ends the
// trainer. It returns the signal that was caught, nil if there was none.
func (s *show) play(w *watch) (caught os.Signal, err error) {
	_, err = s.program.Run()
	caught = w.stop(err)
	return caught, outcome(s.app, err, s.learning.stop(), caught)
}

// options are those of the program on this terminal.
func (a *App) options(o Options) []tea.ProgramOption {
	options := []tea.ProgramOption{
		tea.WithEnvironment(o.Environ),
		tea.WithoutSignalHandler(), // a watch does more
		tea.WithFPS(30),            // its ticker is all that runs while the flow rests: at 60 it takes 1 % of a core
		tea.WithFilter(a.sized),
	}
	if profile, fixed := a.env.Profile(); fixed {
		options = append(options, tea.WithColorProfile(profile))
	}
	if o.Input != nil {
		options = append(options, tea.WithInput(o.Input))
	}
	if o.Output != nil {
		options = append(options, tea.WithOutput(o.Output))
	}
	return options
}

// sized gives a size to a terminal that tells none. It comes before the program,
// whose renderer would draw nothing.
func (a *App) sized(_ tea.Model, msg tea.Msg) tea.Msg {
	if s, ok := msg.(tea.WindowSizeMsg); ok {
		s.Width, s.Height = a.env.Size(s.Width, s.Height)
		return s
	}
	return msg
}

// learning is a trainer on a goroutine of its own.
type learning struct {
	trainer *model.Trainer
	cancel  func()
	done    chan struct{}
	crash   error // once it is done
}

func begin(ctx context.Context, cancel func(), t *model.Trainer, p *tea.Program) *learning {
	l := &learning{trainer: t, cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(l.done)
		l.crash = train(ctx, t, p)
	}()
	return l
}

// stop ends the trainer, which has let go of the fit then, and returns its crash.
func (l *learning) stop() error {
	l.cancel()
	<-l.done
	return l.crash
}

// train runs the trainer. It recovers its own panics; one that it could not is
// the end of the program, in order.
func train(ctx context.Context, t *model.Trainer, p *tea.Program) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &screen.PanicError{Value: r, Stack: debug.Stack()}
			p.Send(screen.CrashMsg{Err: err})
		}
	}()
	t.Run(ctx)
	return nil
}

// outcome is what Run returns, given how the program ended, whether the trainer
// crashed, and the signal that was caught.
func outcome(a *App, err, crash error, caught os.Signal) error {
	switch {
	case crash != nil:
		return crash
	case a.err != nil && !errors.As(a.err, new(*SignalError)):
		return a.err
	case caught != nil:
		return ended(caught)
	case err != nil:
		return fmt.Errorf("the explorer ended: %w", err)
	case a.Snap != nil && a.Now().State == model.Failed:
		return fmt.Errorf("training failed: %s", a.Now().Reason)
	}
	return nil
}
