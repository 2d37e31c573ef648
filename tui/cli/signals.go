package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// errAsked ends a server in order.
var errAsked = errors.New("a signal asked for it")

// servingSignals are those that a server heeds.
func servingSignals() (<-chan os.Signal, func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	return c, func() { signal.Stop(c) }
}

// heed returns a context that ends with errAsked when a signal asks the server to end;
// one more ends the process at once. On SIGHUP, which supervisors send for it, it calls
// reread. The function ends the heeding.
func heed(ctx context.Context, signals <-chan os.Signal, reread func()) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case is := <-signals:
				if is == syscall.SIGHUP {
					reread()
					continue
				}
				signal.Reset(os.Interrupt, syscall.SIGTERM)
				cancel(errAsked)
				return
			}
		}
	}()
	return ctx, func() { cancel(nil) }
}
