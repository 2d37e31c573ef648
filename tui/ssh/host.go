package ssh

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"

	"bijou/flows"
	"bijou/presets/reading"
)

// Why a session ended.
var (
	errGone    = errors.New("the window was closed")
	errHung    = errors.New("the window took nothing any more")
	errIdle    = errors.New("no key was pressed for too long")
	errLongest = errors.New("the time of a session is over")
	errLeft    = errors.New("its person left")
)

// The codes with which a session exits, beside those of [tui.ExitCode].
const (
	exitOK      = 0
	exitFailure = 1
)

// host runs the session that was asked for, and returns its exit code and, for
// the log, why it ended.
func (g *guest) host(stopping context.Context, conn *gossh.ServerConn, a asked, requests <-chan *gossh.Request) (code int, why error) {
	ctx, end := context.WithCancelCause(stopping)
	defer end(nil)
	out := &screen{Writer: g.channel, errors: g.channel.Stderr(), patience: g.patience.write, giveUp: func() { end(errHung); g.hangUp() }, pty: a.pty, wrote: g.wrote}
	sizes := make(chan tea.WindowSizeMsg, 1)
	go func() {
		watchSize(requests, a.size, sizes)
		end(errGone)
	}()
	if isAdmin(conn) {
		return g.administer(a.command, out)
	}
	if a.command == "help" {
		out.say(g.menu.help())
		return exitOK, errors.New("help was read")
	}
	if why := g.misses(&a); why != "" {
		out.complain("bijou: " + why + "\n")
		return exitFailure, errors.New(why)
	}
	return g.run(ctx, end, out, caller{user: conn.User(), command: a.command, env: a.env, size: a.size, sizes: sizes, keys: g.channel})
}

// misses says why there can be no session now or for this client.
func (g *guest) misses(a *asked) string {
	switch term := a.lookup("TERM"); {
	case !a.pty:
		return "the explorer needs a terminal: ssh -t; ssh HOST help says more"
	case term == "" || term == "dumb":
		return "the explorer needs to know a terminal that moves its cursor, and TERM is not set or dumb"
	}
	return g.place()
}

// complaint says what is wrong with a run, and where if that is known.
func complaint(err error) string {
	text := "bijou: " + err.Error() + "\n"
	if p, ok := errors.AsType[*flows.ParseError](err); ok {
		text += fmt.Sprintf("  %s\n  %*s\n", reading.Clean(p.Text), p.Column, "^")
	}
	return text
}

// A screen is what a client shows. It gives up on one that takes nothing.
type screen struct {
	io.Writer
	errors   io.Writer // standard error of the client
	patience time.Duration
	giveUp   func()
	pty      bool
	wrote    func(bytes int) // is told of what was written; nil for nobody
}

// Write waits for the client, but not for long: the explorer stands still
// meanwhile. It does what the driver of a terminal does on a machine of its own,
// and Bubble Tea relies on: a line feed goes back to the first column.
func (s *screen) Write(p []byte) (int, error) {
	defer time.AfterFunc(s.patience, s.giveUp).Stop()
	if !s.pty {
		return s.Writer.Write(p)
	}
	n, err := s.Writer.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	if s.wrote != nil {
		s.wrote(n)
	}
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// complain says why there is no session: on standard error, if that is not the same
// terminal.
func (s *screen) complain(text string) {
	on := *s
	if !s.pty {
		on.Writer = s.errors
	}
	on.say(text)
}

// say writes lines beside the explorer.
func (s *screen) say(text string) {
	io.WriteString(s, text) //nolint:errcheck // who does not read misses it
}
