package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"charm.land/fang/v2"

	"bijou/flows"
	"bijou/flows/ad/kernel"
	"bijou/model"
	"bijou/model/code"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/tui"
	"bijou/tui/plain"
)

// The exit codes, beside 128 + the number of a signal.
const (
	exitFailure  = 1
	exitUsage    = 2
	exitBadFile  = 3
	exitDiverged = 4
	exitUnsaved  = 5
)

// badKernel says what is wrong with BIJOU_KERNEL, if anything is.
func badKernel() error {
	if err := kernel.Environment(); err != nil {
		return usage(err)
	}
	return nil
}

// A codeError is an error with the exit code that it ends the program with.
type codeError struct {
	code int
	error
}

func (e *codeError) Unwrap() error { return e.error }

// usage marks an error of what the person typed, or of the file that it named.
func usage(err error) error {
	_, file := errors.AsType[*reading.BadFileError](err)
	_, data := errors.AsType[*model.DataError](err)
	_, packed := errors.AsType[*code.Error](err)
	if file || data || packed {
		return &codeError{exitBadFile, err}
	}
	return &codeError{exitUsage, err}
}

// ran marks an error of what the program did; nil stays nil.
func ran(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*codeError)):
		return err
	case errors.As(err, new(*plain.FoldsError)), errors.As(err, new(*plain.SweepError)):
		return usage(err)
	case errors.As(err, new(*presets.SaveError)):
		return &codeError{exitUnsaved, err}
	case errors.As(err, new(*reading.BadFileError)):
		return &codeError{exitBadFile, err}
	case errors.As(err, new(*model.LevelError)):
		return &codeError{exitUsage, err}
	case errors.Is(err, plain.ErrDiverged):
		return &codeError{exitDiverged, err}
	}
	if _, ok := errors.AsType[stopped](err); ok {
		return err
	}
	return &codeError{exitFailure, err}
}

// explored marks the end of the explorer; nil stays nil.
func explored(err error) error {
	if err == nil {
		return nil
	}
	return &codeError{tui.ExitCode(err), err}
}

// exitCode turns what a command returned into the code of the process. What no
// command marked comes from the reading of the command line itself.
func exitCode(err error) int {
	if err == nil {
		return 0
	}
	if s, ok := errors.AsType[stopped](err); ok {
		return 128 + int(s.signal)
	}
	if c, ok := errors.AsType[*codeError](err); ok {
		return c.code
	}
	return exitUsage
}

// stopped says that a signal ended the program.
type stopped struct{ signal syscall.Signal }

func (s stopped) Error() string { return "stopped by " + s.signal.String() }

// withSignals returns a context that ends, with the signal as its cause, when
// the process is asked to. A second signal ends the process at once.
func withSignals(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		s, ok := <-c
		signal.Stop(c)
		if number, is := s.(syscall.Signal); ok && is {
			cancel(stopped{number})
		}
	}()
	return ctx, func() { signal.Stop(c); close(c) }
}

// tell writes an error as one sentence, with a caret under the place in a text
// that it is about.
func tell(w io.Writer, _ fang.Styles, err error) {
	if code := exitCode(err); code > 128 {
		return // a signal needs no words
	}
	fmt.Fprintf(w, "bijou: %s\n", err)
	if p, ok := errors.AsType[*flows.ParseError](err); ok {
		fmt.Fprintf(w, "  %s\n  %*s\n", reading.Clean(p.Text), p.Column, "^")
	}
}
