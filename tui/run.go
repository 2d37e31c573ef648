package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"syscall"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/presets"
)

// Options say what the explorer shows and where. Only Fit is needed.
type Options struct {
	Fit     *model.Fit
	Name    string        // of the recipe; may be empty
	Notes   []string      // sentences to say at the start, one after the other
	Paused  bool          // do not train at once
	Environ []string      // the environment; nil is that of the process
	Glyphs  string        // braille, blocks or ascii; empty chooses by the locale
	Theme   string        // dark or light; empty asks the terminal
	NoMouse bool          // leave the mouse to the terminal
	Shelf   presets.Shelf // where w and the end keep the run; the zero Shelf keeps nothing
	After   io.Writer     // gets a line after the end if the run was kept; nil for none
	Input   io.Reader
	Output  io.Writer
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
	var abandon func(os.Signal)
	if o.Output == nil { // the terminal of this process
		var done func()
		abandon, done = leaving()
		defer done()
	}
	_, err := perform(ctx, o, nil, func(p *tea.Program) *watch { return heed(ctx, p, abandon) })
	return err
}

// perform runs the program of the explorer, in the window if there is one, and
// its trainer beside it. begin starts the watch that ends them.
func perform(ctx context.Context, o Options, w *Window, begin func(*tea.Program) *watch) (*App, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	o.Fit.Remember()
	trainer := model.NewTrainer(o.Fit)
	app := newApp(ctx, trainer, o)
	options := app.options(o)
	if app.remote = w != nil; app.remote {
		options = append(options, w.options(ctx, app.env)...)
	}
	program := tea.NewProgram(app, options...)

	trained := make(chan error, 1)
	go func() { trained <- train(ctx, trainer, program) }()
	if !o.Paused {
		go trainer.Play(ctx) // it waits for the trainer to run
	}
	watch := begin(program)
	_, err := program.Run()
	caught := watch.stop(err)
	cancel()
	crash := <-trained
	return app, outcome(app, err, crash, caught)
}

// options are those of the program on this terminal.
func (a *App) options(o Options) []tea.ProgramOption {
	options := []tea.ProgramOption{
		tea.WithEnvironment(o.Environ),
		tea.WithoutSignalHandler(), // a watch does more
		tea.WithFPS(30),            // its ticker is all that runs while the flow rests: at 60 it takes 1 % of a core
	}
	if profile, fixed := a.env.profile(); fixed {
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

// train runs the trainer. It recovers its own panics; one that it could not is
// the end of the program, in order.
func train(ctx context.Context, t *model.Trainer, p *tea.Program) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &panicError{r, debug.Stack()}
			p.Send(crashMsg{err})
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
	case a.snap != nil && a.snap.State == model.Failed:
		return fmt.Errorf("training failed: %s", a.snap.Reason)
	}
	return nil
}

// interrupt ends the program as an interrupt signal would.
func (a *App) interrupt() tea.Cmd { return a.quit(ErrInterrupted) }
