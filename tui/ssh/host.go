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
	"bijou/model"
	"bijou/presets"
	"bijou/tui"
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
	o, err := g.options(conn.User(), &a)
	if err != nil {
		out.complain(complaint(err))
		return exitFailure, errors.New("the run was refused")
	}
	keys := listen(g.channel, func() { g.seat.Ask(); g.watch.key() }, func() { end(errGone) })
	defer keys.Close() //nolint:errcheck // it never fails
	notices := make(chan string, 1)
	go g.watchClock(ctx, keys, notices, end)
	visitor := &visitor{name: g.name, since: time.Now(), notices: notices, end: end}
	g.roster.add(visitor)
	defer g.roster.remove(visitor)
	last, err := g.play(ctx, o, tui.Window{
		Input: keys, Output: out, Size: a.size, Sizes: calm(ctx, sizes, g.patience.resize), Notices: notices, Pace: g.pace, Shown: visitor.run.Store,
	})
	return g.farewell(ctx, out, last, err)
}

// misses says why there can be no session now or for this client.
func (g *guest) misses(a *asked) string {
	switch term := a.lookup("TERM"); {
	case !a.pty:
		return "the explorer needs a terminal: ssh -t; ssh HOST help says more"
	case term == "" || term == "dumb":
		return "the explorer needs to know a terminal that moves its cursor, and TERM is not set or dumb"
	}
	if g.hasSession = g.admission.beginSession(); !g.hasSession {
		g.metrics.refused.WithLabelValues(placesTaken).Inc()
		return fmt.Sprintf("all %d places are taken; try again in a while", g.rules.Load().Sessions)
	}
	return ""
}

// options put the run together that a user name or a command asks for.
func (g *guest) options(user string, a *asked) (tui.Options, error) {
	order, err := g.menu.order(user, a.command)
	if err != nil {
		return tui.Options{}, err
	}
	cfg, err := order.parts.CatalogueConfig(g.menu.limits)
	if err != nil {
		return tui.Options{}, err
	}
	// No helper spins for anybody.
	cfg.Share = flows.Share{Workers: 1, Gate: g.gate.Seat(), Study: g.study.Seat(), Steps: &g.metrics.steps}
	g.seat = cfg.Share.Gate
	fit, err := model.NewFit(cfg)
	// What is at the other end of SSH_CONNECTION has slower frames.
	environ := append(a.env, "SSH_CONNECTION="+g.tcp.RemoteAddr().String())
	notes := append(order.notes, cfg.Source.Notes...)
	if m := g.rules.Load().Message; m != "" {
		notes = append([]string{m}, notes...)
	}
	return tui.Options{Fit: fit, Name: order.name, Notes: notes, Environ: environ, Lesson: order.lesson}, err
}

// play is a visit of which a panic ends this session only.
func (g *guest) play(ctx context.Context, o tui.Options, w tui.Window) (last *model.Snapshot, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the program made a mistake: %v", r)
		}
	}()
	g.log.Info("session", "size", fmt.Sprintf("%dx%d", w.Size.Width, w.Size.Height))
	return g.visit(ctx, o, w)
}

// farewell says why the session ended, unless its person did it, and how to go on
// with the run elsewhere.
func (g *guest) farewell(ctx context.Context, out *screen, last *model.Snapshot, err error) (code int, why error) {
	why, code = context.Cause(ctx), exitFailure
	switch {
	case why != nil:
		out.say("bijou: " + why.Error() + "\n")
	case err == nil || errors.Is(err, tui.ErrInterrupted):
		code, why = tui.ExitCode(err), errLeft
	default:
		out.say("bijou: " + presets.Clean(err.Error()) + "\n")
		why = err
	}
	if last != nil {
		out.say("go on with this run:\n  " + presets.CommandLine(last.Config()) + "\n")
	}
	return code, why
}

// complaint says what is wrong with a run, and where if that is known.
func complaint(err error) string {
	text := "bijou: " + err.Error() + "\n"
	if p, ok := errors.AsType[*flows.ParseError](err); ok {
		text += fmt.Sprintf("  %s\n  %*s\n", presets.Clean(p.Text), p.Column, "^")
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
