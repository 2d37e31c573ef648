package model

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"bijou/flows"
)

// A Trainer runs a Fit in the background. One goroutine, the one in Run, owns
// the Fit; all other methods may be called from any goroutine.
//
// Snapshots leave through a channel of capacity one in which the newest
// replaces one that nobody took, so a slow reader never holds up a step and
// never sees an old state. The last snapshot before the loop goes idle is
// never lost. Commands come in through a channel that the loop drains between
// steps, so they are ordered and never race.
type Trainer struct {
	fit       *Fit
	seat      *flows.Seat // of the fit at the gate
	snapshots chan *Snapshot
	commands  chan command
	done      chan struct{}

	// The rest belongs to the goroutine in Run.
	playing   bool
	remaining int           // steps of an Advance still to make
	pace      time.Duration // least time between steps
	published time.Time
	number    int       // of the last snapshot
	stale     bool      // a step was made since
	ready     time.Time // when pace allows the next step
	meter     meter
}

type command struct {
	run   func(*Trainer) error
	reply chan error
}

// publishEvery is the least time between snapshots of a run that goes on:
// faster than any screen shows them.
const publishEvery = time.Second / 30

// unseenEvery is that time where many runs share the processors and nobody took the last
// snapshot: a copy of all parameters that nobody looks at takes them from others.
const unseenEvery = time.Second / 4

// crowded tells whether a snapshot would take the place of one that nobody took, in a run
// that is one of many.
func (t *Trainer) crowded() bool { return t.fit.config.Share.Gate != nil && len(t.snapshots) > 0 }

// ErrEnded says that the trainer's loop is over.
var ErrEnded = errors.New("the trainer has ended")

// NewTrainer returns a paused trainer. Run must be called once.
func NewTrainer(f *Fit) *Trainer {
	return &Trainer{
		fit:       f,
		seat:      f.config.Share.Gate,
		snapshots: make(chan *Snapshot, 1),
		commands:  make(chan command, 16),
		done:      make(chan struct{}),
	}
}

// Snapshots returns the channel of the newest state.
func (t *Trainer) Snapshots() <-chan *Snapshot { return t.snapshots }

// Run trains until the context ends. A panic of a layer or of a command ends
// the run that it happened in, not the loop: the state becomes Failed, and a
// rewind or an edit starts again.
func (t *Trainer) Run(ctx context.Context) {
	defer close(t.done)
	defer t.fit.Close()
	defer t.catchUp()
	t.publish(time.Now())
	for ctx.Err() == nil {
		if t.idle() {
			t.meter = meter{}
			t.catchUp()
			select {
			case <-ctx.Done():
				return
			case c := <-t.commands:
				c.reply <- t.obey(c)
			}
			continue
		}
		t.wait(ctx)
	}
}

func (t *Trainer) idle() bool {
	ended, _ := t.fit.Ended()
	return ended != Paused || !t.playing && t.remaining == 0
}

// wait obeys a command if there is one, and makes a step as soon as the pace
// allows.
func (t *Trainer) wait(ctx context.Context) {
	var timer <-chan time.Time
	if rest := time.Until(t.ready); t.pace > 0 && rest > 0 {
		timer = time.After(rest)
	} else {
		select {
		case c := <-t.commands:
			c.reply <- t.obey(c)
		default:
			t.step()
		}
		return
	}
	select {
	case <-ctx.Done():
	case c := <-t.commands:
		c.reply <- t.obey(c)
	case <-timer:
		t.step()
	}
}

func (t *Trainer) step() {
	t.seat.Begin(flows.ForTraining)
	began := time.Now()
	if err := t.guarded(func() error { t.fit.Step(); return nil }); err != nil {
		t.fit.end(Failed, err.Error())
	}
	t.seat.End(flows.ForTraining)
	t.fit.spent.on(t.fit.run, time.Since(began))
	t.remaining, t.stale = max(0, t.remaining-1), true
	if ended, _ := t.fit.Ended(); ended != Paused {
		t.playing, t.remaining = false, 0 // what revives the run waits for Play
	}
	now := time.Now()
	t.ready = now.Add(t.pace)
	t.meter.count(now)
	if since := now.Sub(t.published); since >= publishEvery && (since >= unseenEvery || !t.crowded()) {
		t.publish(now)
	}
}

func (t *Trainer) obey(c command) error {
	err := t.guarded(func() error { return c.run(t) })
	if mistake := (*PanicError)(nil); errors.As(err, &mistake) {
		t.fit.end(Failed, err.Error())
	}
	t.publish(time.Now())
	return err
}

// guarded turns a panic into an error that names it.
func (t *Trainer) guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &PanicError{Value: r, Stack: debug.Stack()}
		}
	}()
	return f()
}

// A PanicError is a panic of a layer or of a command, caught by the trainer.
type PanicError struct {
	Value any
	Stack []byte
}

// Error names the panic without its stack.
func (e *PanicError) Error() string { return fmt.Sprintf("the program made a mistake: %v", e.Value) }

// catchUp publishes the steps that were made since the last snapshot.
func (t *Trainer) catchUp() {
	if t.stale {
		t.publish(time.Now())
	}
}

func (t *Trainer) publish(now time.Time) {
	s := t.fit.Snapshot()
	t.number++
	s.Number = t.number
	if !t.idle() {
		s.State, s.Rate = Training, t.meter.rate()
	}
	select {
	case <-t.snapshots: // nobody took it: the new one replaces it
	default:
	}
	t.snapshots <- s
	t.published, t.stale = now, false
}

// Do runs f between two steps and returns what it returns. It waits for that,
// so a screen calls it in a command, never in its update.
func (t *Trainer) Do(ctx context.Context, f func(*Fit) error) error {
	return t.send(ctx, func(t *Trainer) error { return f(t.fit) })
}

// Play trains until Pause, the last step, or trouble. It refuses when the run
// has ended, and says why.
func (t *Trainer) Play(ctx context.Context) error {
	return t.send(ctx, func(t *Trainer) error {
		if ended, reason := t.fit.Ended(); ended != Paused {
			return fmt.Errorf("%s: %s", ended, reason)
		}
		t.playing = true
		return nil
	})
}

// Pause stops after the present step.
func (t *Trainer) Pause(ctx context.Context) error {
	return t.send(ctx, func(t *Trainer) error {
		t.playing, t.remaining = false, 0
		return nil
	})
}

// Advance pauses and makes n steps.
func (t *Trainer) Advance(ctx context.Context, n int) error {
	return t.send(ctx, func(t *Trainer) error {
		if ended, reason := t.fit.Ended(); ended != Paused {
			return fmt.Errorf("%s: %s", ended, reason)
		}
		t.playing, t.remaining = false, max(0, n)
		return nil
	})
}

// Pace bounds the speed of training; 0 steps per second is no bound.
func (t *Trainer) Pace(ctx context.Context, perSecond float64) error {
	return t.send(ctx, func(t *Trainer) error {
		t.pace, t.ready, t.meter = 0, time.Time{}, meter{}
		if perSecond > 0 {
			t.pace = time.Duration(float64(time.Second) / perSecond)
		}
		return nil
	})
}

func (t *Trainer) send(ctx context.Context, run func(*Trainer) error) error {
	c := command{run: run, reply: make(chan error, 1)}
	t.seat.Press(1)
	defer t.seat.Press(-1)
	select {
	case t.commands <- c:
	case <-t.done:
		return ErrEnded
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-c.reply:
		return err
	case <-t.done:
		return ErrEnded
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A meter measures steps per second over the last second or so.
type meter struct {
	since time.Time
	steps int
	last  float64
}

const meterWindow = time.Second / 2

func (m *meter) count(now time.Time) {
	if m.since.IsZero() {
		m.since = now
		return
	}
	m.steps++
	if passed := now.Sub(m.since); passed >= meterWindow {
		m.last = float64(m.steps) / passed.Seconds()
		m.since, m.steps = now, 0
	}
}

// rate is 0 until the first window is full.
func (m *meter) rate() float64 { return m.last }
