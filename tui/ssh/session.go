package ssh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/tui"
)

// A session is what a guest is given, whatever way it came: a place, a run, its share of
// the processor.
type session struct {
	*Server
	from       netip.Prefix
	name       string // in the log
	log        *slog.Logger
	address    string // of the guest
	hangUp     func() // closes the connection; any goroutine may, and more than once
	hasSession bool
	seat       *flows.Seat // of its run at the gate
	watch      stopwatch
}

// A caller is who a session is for: what it asked for, and its window.
type caller struct {
	user, command string // name a run, see [menu.order]
	env           []string
	size          tea.WindowSizeMsg
	sizes         <-chan tea.WindowSizeMsg
	keys          io.Reader
}

// while serves the guest, who was admitted, and counts it out. closing ends everything.
func (g *session) while(closing context.Context, serve func() error) {
	defer func() { g.admission.leave(g.from, g.hasSession) }()
	defer g.hangUp()
	defer context.AfterFunc(closing, g.hangUp)()
	defer func() {
		if r := recover(); r != nil {
			g.log.Error("the program made a mistake", "what", fmt.Sprint(r), "stack", string(debug.Stack()))
		}
	}()
	began := time.Now()
	g.log.Info("connected")
	why := serve()
	if g.hasSession {
		g.metrics.ended.WithLabelValues(endOf(why)).Inc()
	}
	g.log.Info("ended", "why", why, "after", time.Since(began).Round(time.Millisecond))
}

// wrote counts what was sent.
func (g *session) wrote(bytes int) {
	g.metrics.sent.Add(float64(bytes))
	g.watch.frame(g.metrics)
}

// place takes a place, or says why there is none.
func (g *session) place() (why string) {
	if g.admission.isClosed() {
		g.metrics.refused.WithLabelValues(refusals[draining]).Inc()
		return draining
	}
	if g.hasSession = g.admission.beginSession(); !g.hasSession {
		g.metrics.refused.WithLabelValues(placesTaken).Inc()
		return fmt.Sprintf("all %d places are taken; try again in a while", g.rules.Load().Sessions)
	}
	return ""
}

// run shows the explorer until the context ends, which end does, or its person leaves, and
// returns the exit code and, for the log, why it ended.
func (g *session) run(ctx context.Context, end context.CancelCauseFunc, out *screen, c caller) (code int, why error) {
	o, err := g.options(c)
	if err != nil {
		out.complain(complaint(err))
		return exitFailure, errors.New("the run was refused")
	}
	keys := listen(c.keys, func() { g.seat.Ask(); g.watch.key() }, func() { end(errGone) })
	defer keys.Close() //nolint:errcheck // it never fails
	notices := make(chan string, 1)
	go g.watchClock(ctx, keys, notices, end)
	visitor := &visitor{name: g.name, since: time.Now(), notices: notices, end: end}
	g.roster.add(visitor)
	defer g.roster.remove(visitor)
	last, err := g.play(ctx, o, tui.Window{
		Input: keys, Output: out, Size: c.size, Sizes: calm(ctx, c.sizes, g.patience.resize), Notices: notices, Pace: g.pace, Shown: visitor.run.Store,
	})
	return g.farewell(ctx, out, last, err)
}

// options put the run together that a user name or a command asks for.
func (g *session) options(c caller) (tui.Options, error) {
	order, err := g.menu.order(c.user, c.command)
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
	g.seat.Press(1) // the guest waits for a first frame
	fit, err := model.NewFit(cfg)
	g.seat.Press(-1)
	// What is at the other end of SSH_CONNECTION has slower frames.
	environ := append(c.env, "SSH_CONNECTION="+g.address)
	notes := append(order.notes, cfg.Source.Notes...)
	if m := g.rules.Load().Message; m != "" {
		notes = append([]string{m}, notes...)
	}
	return tui.Options{Fit: fit, Name: order.name, Notes: notes, Environ: environ, Lesson: order.lesson}, err
}

// play is a visit of which a panic ends this session only.
func (g *session) play(ctx context.Context, o tui.Options, w tui.Window) (last *model.Snapshot, err error) {
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
func (g *session) farewell(ctx context.Context, out *screen, last *model.Snapshot, err error) (code int, why error) {
	why, code = context.Cause(ctx), exitFailure
	switch {
	case why != nil:
		out.say("bijou: " + why.Error() + "\n")
	case err == nil || errors.Is(err, tui.ErrInterrupted):
		code, why = tui.ExitCode(err), errLeft
	default:
		out.say("bijou: " + reading.Clean(err.Error()) + "\n")
		why = err
	}
	if last != nil {
		out.say("go on with this run:\n  " + presets.CommandLine(last.Config()) + "\n")
	}
	return code, why
}
