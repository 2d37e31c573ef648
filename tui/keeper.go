package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"bijou/model"
	"bijou/presets"
)

// A keeper keeps the run as the last session: when the explorer ends, and before that
// every so often, for an end that nobody can catch.
type keeper struct {
	shelf presets.Shelf
	fit   *model.Fit
	after io.Writer // gets a line on it; nil for none
}

// keepTime is how long keeping the last session may take: a folder at the other
// end of a network, or a terminal that takes no line, must not hold up the end.
const keepTime = time.Second

// unhurried is that time where a person pressed a key and no signal presses.
const unhurried = 10 * time.Second

var errTooSlow = errors.New("writing it took too long")

// keep writes the session and says so, unless there is nothing to lose. The fit
// must have no other owner any more.
func (k *keeper) keep() {
	s := k.fit.Snapshot()
	fresh := s.Step == 0 && s.Edit == 0
	if k.shelf == (presets.Shelf{}) || fresh || s.State == model.Failed {
		return
	}
	kept := k.fit.Keep()
	k.tell(kept.Step, k.shelf.SaveLast(kept))
}

// How often the session is looked at, and after how long it is kept if steps were made;
// what a person changed is kept at once. What is lost then are steps, which come again
// with the same bits.
var lookEvery, keepEvery = time.Second, 10 * time.Second

// restShare is how many times as long as keeping took it rests: to a slow disk, or a
// large replay, little time goes.
const restShare = 20

// keepOn keeps the session of a trainer until the context ends.
func (k *keeper) keepOn(ctx context.Context, t *model.Trainer) {
	if k.shelf == (presets.Shelf{}) {
		return
	}
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	last, next := keptAt{}, time.Now().Add(keepEvery)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		now, kept, err := k.copy(ctx, t, last, time.Now().After(next))
		if err != nil {
			return
		}
		if kept == nil {
			continue
		}
		start := time.Now()
		if k.shelf.SaveLast(kept) == nil { // the end tells what goes wrong
			last = now
		}
		next = time.Now().Add(max(keepEvery, restShare*time.Since(start)))
	}
}

// keptAt is where a run was when it was kept.
type keptAt struct{ run, step, edit int }

// copy copies the run between two steps if it has been changed, or has come further and
// is due; nil if not.
func (k *keeper) copy(ctx context.Context, t *model.Trainer, last keptAt, due bool) (now keptAt, kept *model.Kept, err error) {
	err = t.Do(ctx, func(f *model.Fit) error {
		s := f.Snapshot()
		now = keptAt{s.Run, s.Step, s.Edit}
		changed := now.edit != last.edit || now.run != last.run
		if s.State != model.Failed && !f.Config().Source.Live && (changed || due && now != last) && (s.Step > 0 || s.Edit > 0) {
			kept = f.Keep()
		}
		return nil
	})
	return now, kept, err
}

// within waits for f, but not longer than some time, and tells whether f is done.
func within(most time.Duration, f func()) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
		return true
	case <-time.After(most):
		return false
	}
}

func (k *keeper) tell(step int, err error) {
	switch {
	case k.after == nil:
	case err != nil:
		fmt.Fprintf(k.after, "bijou: the session was not kept: %s\n", err)
	default:
		fmt.Fprintf(k.after, "bijou --resume goes on from step %d\n", step)
	}
}
