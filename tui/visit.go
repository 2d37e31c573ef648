package tui

import (
	"context"
	"io"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/terminal"
)

// A Window is a terminal at the other end of a network. Whoever is there may send
// anything at all, as keys and as sizes.
type Window struct {
	Input   io.ReadCloser // what is typed; Visit closes it
	Output  io.Writer
	Size    tea.WindowSizeMsg        // at the start
	Sizes   <-chan tea.WindowSizeMsg // those that follow
	Notices <-chan string            // sentences for the person; training rests with each
	Shown   func(*model.Snapshot)    // is told of every snapshot that is shown; nil for nobody
	Pace    *Pace                    // of all windows that share the processors; nil for none
}

// awayRest is how long a window may be in the background before its flow stops
// training: others may want the processor.
const awayRest = 2 * time.Minute

// Visit is [Run] in a window: it leaves the signals of the process and its
// terminal alone. It ends with the context too, and returns the run as it was
// last seen, nil if it never was.
func Visit(ctx context.Context, o Options, w Window) (last *model.Snapshot, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := newShow(ctx, cancel, o, &w)
	watch := newWatch(nil)
	go watch.run(ctx, s.program)
	go w.relay(ctx, s.program)
	streamed := make(chan struct{})
	go func() {
		defer close(streamed)
		w.stream(ctx, s.program, terminal.Environment(o.Environ).Get("TERM"))
	}()
	_, err = s.play(watch)
	s.app.frames.turn(sleeping)
	w.Input.Close() //nolint:errcheck // nobody reads it any more
	cancel()
	<-streamed
	return s.app.Now(), err
}

// options are those of the program in the window. Its keys come by stream: what
// Bubble Tea reads itself it would go on sending to a program that has ended.
func (w *Window) options(ctx context.Context, env terminal.Environment) []tea.ProgramOption {
	return []tea.ProgramOption{
		tea.WithInput(silence{ctx}),
		tea.WithOutput(w.Output),
		tea.WithWindowSize(bounded(w.Size.Width, maxW), bounded(w.Size.Height, maxH)),
		tea.WithColorProfile(env.RemoteProfile()),
		tea.WithFPS(20), // a key is answered within 50 ms
		tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
			if s, ok := msg.(tea.WindowSizeMsg); ok { // keys may spell one, too
				return tea.WindowSizeMsg{Width: bounded(s.Width, maxW), Height: bounded(s.Height, maxH)}
			}
			return msg
		}),
	}
}

// bounded is a length of a screen: of one that is larger nobody could pay for
// the cells.
func bounded(n, most int) int { return plot.Clamp(n, 1, most) }

// silence is an input on which nothing comes.
type silence struct{ ctx context.Context }

// Read waits for the end.
func (s silence) Read([]byte) (int, error) {
	<-s.ctx.Done()
	return 0, io.EOF
}

// relay passes on sizes and notices.
func (w *Window) relay(ctx context.Context, p *tea.Program) {
	for {
		select {
		case <-ctx.Done():
			return
		case size := <-w.Sizes:
			p.Send(size)
		case text := <-w.Notices:
			p.Send(noticeMsg(text))
		}
	}
}

// stream passes on what is typed, until that ends or the program does.
func (w *Window) stream(ctx context.Context, p *tea.Program, term string) {
	events := make(chan uv.Event)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for e := range events {
			p.Send(e)
		}
	}()
	defer func() {
		close(events)
		<-done
		if r := recover(); r != nil {
			p.Send(screen.CrashMsg{Err: &screen.PanicError{Value: r, Stack: debug.Stack()}})
		}
	}()
	uv.NewTerminalReader(w.Input, term).StreamEvents(ctx, events) //nolint:errcheck // an input that failed has ended
}

// cannotSuspend says why there is no shell to go to.
func (a *App) cannotSuspend() string {
	if a.remote {
		return "there is no shell behind this window; q leaves"
	}
	return ""
}

// rest stops training because nobody looks, and says so.
func (a *App) rest(text string) tea.Cmd {
	if a.Snap == nil || a.Now().State != model.Training {
		return a.Say(text)
	}
	return tea.Batch(a.Say(text), a.Training.Toggle())
}

// restAway rests if the window is in the background still.
func (a *App) restAway(blurs int) tea.Cmd {
	if !a.blurred || blurs != a.blurs || a.Snap == nil || a.Now().State != model.Training {
		return nil
	}
	return a.rest("training rests while the window is in the background; space goes on")
}
