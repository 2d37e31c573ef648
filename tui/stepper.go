package tui

import (
	"context"
	"fmt"

	"bijou/model"
)

// A stepper drives a fit without a goroutine: what is asked is done before the
// answer comes back, and steps are made when a script says so.
type stepper struct {
	fit       *model.Fit
	snapshots chan *model.Snapshot
	playing   bool
	pace      float64
	rate      float64 // that snapshots tell while it plays
	most      int     // steps of an advance; 0 for all
	number    int     // of the last snapshot
}

func newStepper(f *model.Fit) *stepper {
	f.Remember(pastNumbers)
	d := &stepper{fit: f, snapshots: make(chan *model.Snapshot, 1), rate: scriptRate}
	d.publish()
	return d
}

func (d *stepper) publish() {
	snap := d.fit.Snapshot()
	d.number++
	snap.Number = d.number
	if d.playing && snap.State == model.Paused {
		snap.State, snap.Rate = model.Training, d.rate
	}
	select {
	case <-d.snapshots:
	default:
	}
	d.snapshots <- snap
}

// train makes n steps if the trainer is playing.
func (d *stepper) train(n int) {
	for range n {
		if d.playing {
			d.fit.Step()
		}
	}
	d.publish()
}

func (d *stepper) Snapshots() <-chan *model.Snapshot { return d.snapshots }

func (d *stepper) Do(_ context.Context, f func(*model.Fit) error) error {
	defer d.publish()
	return f(d.fit)
}

func (d *stepper) Play(ctx context.Context) error {
	if state, reason := d.fit.Ended(); state != model.Paused {
		return fmt.Errorf("%s: %s", state, reason)
	}
	d.playing = true
	return d.Do(ctx, func(*model.Fit) error { return nil })
}

func (d *stepper) Pause(ctx context.Context) error {
	d.playing = false
	return d.Do(ctx, func(*model.Fit) error { return nil })
}

func (d *stepper) Advance(ctx context.Context, n int) error {
	d.playing = false
	return d.Do(ctx, func(f *model.Fit) error {
		if d.most > 0 {
			n = min(n, d.most)
		}
		for range n {
			f.Step()
		}
		return nil
	})
}

func (d *stepper) Pace(ctx context.Context, perSecond float64) error {
	d.pace = perSecond
	return d.Do(ctx, func(*model.Fit) error { return nil })
}
