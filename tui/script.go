package tui

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// A Script drives the explorer without a terminal: the real program is given keys and time,
// and its commands run to their end at once, so that the same script shows the same screens
// on any machine, however fast.
type Script struct {
	app    *App
	driver *stepper
	clock  *scriptClock
	quit   bool

	blinks int // messages for each look at the screen; 0 is 1
	blind  int
	watch  func(at time.Duration) // is called after every message; nil for nobody
}

// ScriptOptions say what a script drives.
type ScriptOptions struct {
	Fit    *model.Fit
	Name   string // of the recipe; may be empty
	Theme  string
	Glyphs string
	Width  int
	Height int
	Rate   float64 // steps in a second of the script while the flow trains; 0 for one that can be watched
}

// scriptRate is how many steps pass in a second of a script unless somebody says.
const scriptRate = 500

// NewScript opens the explorer on a fit, which belongs to the script from here on.
func NewScript(ctx context.Context, o ScriptOptions) *Script {
	d := newStepper(o.Fit)
	if o.Rate > 0 {
		d.rate = o.Rate
	}
	if o.Theme == "" {
		o.Theme = "dark"
	}
	s := &Script{driver: d, clock: &scriptClock{}}
	s.app = newApp(ctx, d, Options{Name: o.Name, Theme: o.Theme, Glyphs: o.Glyphs, Environ: []string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8"}, Paused: true})
	s.app.Clock, s.app.steady = s.clock, true
	s.run(s.app.Init())
	s.send(tea.WindowSizeMsg{Width: o.Width, Height: o.Height})
	s.settle()
	return s
}

// Grid is the screen as it is.
func (s *Script) Grid() *plot.Grid {
	s.app.View()
	return &s.app.Grid
}

// Close ends the run.
func (s *Script) Close() { s.driver.fit.Close() }

// send gives a message to the explorer and carries out what follows from it.
func (s *Script) send(msg tea.Msg) {
	_, cmd := s.app.Update(msg)
	if s.blind++; s.blind >= s.blinks {
		s.app.View()
		s.blind = 0
	}
	s.run(cmd)
	if s.watch != nil {
		s.watch(s.clock.now)
	}
}

func (s *Script) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
	case tea.QuitMsg:
		s.quit = true
	default:
		if ours(msg) {
			s.send(msg)
		}
	}
}

// ours tells our messages from Bubble Tea's own, which ask the terminal.
func ours(msg tea.Msg) bool {
	return strings.HasPrefix(reflect.TypeOf(msg).PkgPath(), "bijou/")
}

// settle lets time pass until nothing moves, or until what moves does so by itself.
func (s *Script) settle() {
	const patience = 200 // frames
	for range patience {
		s.deliver()
		if s.app.frames.state == sleeping || s.quit {
			return
		}
		s.pass(scriptFrame)
		if s.driver.playing {
			return
		}
	}
}

// deliver shows the snapshot that waits, if the screen sleeps.
func (s *Script) deliver() {
	if s.app.frames.state != sleeping {
		return
	}
	select {
	case snap := <-s.driver.snapshots:
		s.send(screen.SnapshotMsg{Snap: snap})
	default:
	}
}

// scriptFrame is how often the flow is looked at while it trains.
const scriptFrame = time.Second / 15

// pass lets time pass. While the flow trains, steps are made by the clock of the script.
func (s *Script) pass(d time.Duration) {
	for end := s.clock.now + d; !s.quit; {
		next := s.clock.next()
		if s.driver.playing {
			next = min(next, s.clock.trained+scriptFrame)
		} else {
			s.clock.trained = s.clock.now
		}
		if next > end {
			s.clock.now = end
			return
		}
		s.clock.now = next
		if s.driver.playing && next >= s.clock.trained+scriptFrame {
			s.clock.trained = next
			s.train()
		}
		if msg, ok := s.clock.due(); ok {
			s.send(msg)
		}
		s.deliver()
	}
}

// train makes the steps of one frame.
func (s *Script) train() {
	rate := s.driver.rate
	if p := s.driver.pace; p > 0 {
		rate = min(rate, p)
	}
	s.clock.owed += rate * scriptFrame.Seconds()
	n := int(s.clock.owed)
	s.clock.owed -= float64(n)
	s.driver.train(n)
	if ended, _ := s.driver.fit.Ended(); ended != model.Paused {
		s.driver.playing = false
		s.driver.publish()
	}
}

// A scriptClock is a clock that a script turns.
type scriptClock struct {
	now, trained time.Duration
	owed         float64 // parts of a step
	timers       []scriptTimer
	count        int
}

// A scriptTimer is a message that comes at its time.
type scriptTimer struct {
	at     time.Duration
	number int
	msg    tea.Msg
}

// Now is a time of day, so long after some midnight.
func (c *scriptClock) Now() time.Time { return time.Unix(0, 0).UTC().Add(c.now) }

// After notes a message for later.
func (c *scriptClock) After(d time.Duration, msg tea.Msg) tea.Cmd {
	c.count++
	t := scriptTimer{c.now + d, c.count, msg}
	at, _ := slices.BinarySearchFunc(c.timers, t, func(a, b scriptTimer) int {
		if a.at != b.at {
			return int(a.at - b.at)
		}
		return a.number - b.number
	})
	c.timers = slices.Insert(c.timers, at, t)
	return nil
}

// Next waits for nothing: a script delivers snapshots itself.
func (c *scriptClock) Next(<-chan *model.Snapshot) tea.Cmd { return nil }

// next is when the next message comes.
func (c *scriptClock) next() time.Duration {
	if len(c.timers) == 0 {
		return 1 << 62
	}
	return max(c.timers[0].at, c.now)
}

// due takes a message whose time has come.
func (c *scriptClock) due() (tea.Msg, bool) {
	if len(c.timers) == 0 || c.timers[0].at > c.now {
		return nil, false
	}
	msg := c.timers[0].msg
	c.timers = c.timers[1:]
	return msg, true
}

// Watch calls a function after everything that happens, with the time of the script.
func (s *Script) Watch(f func(at time.Duration)) { s.watch = f }

// Now is the time of the script.
func (s *Script) Now() time.Duration { return s.clock.now }
