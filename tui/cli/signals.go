package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"bijou/tui/ssh"
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
// one more ends the process at once. SIGHUP, which terminals and supervisors send, reads
// files anew. The function ends the heeding.
func (f *serveFlags) heed(ctx context.Context, signals <-chan os.Signal, s *ssh.Server) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case is := <-signals:
				if is == syscall.SIGHUP {
					f.reread(s)
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

// reread reads the authorized keys anew. Keys that cannot be read change nothing.
func (f *serveFlags) reread(s *ssh.Server) {
	if f.keys == "" {
		s.Log.Info("nothing to read anew: there is no file of authorized keys")
		return
	}
	keys, err := ssh.AuthorizedKeys(f.keys)
	if err != nil {
		s.Log.Error("the authorized keys stay as they were", "why", err)
		return
	}
	s.Admit(keys)
	s.Log.Info("authorized keys were read anew", "keys", len(keys))
}
