package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
)

// TrainOptions say how Train tells of its progress.
type TrainOptions struct {
	Out      io.Writer // gets the result
	Progress io.Writer // gets the progress bar; nil for none
	Label    string    // what the bar says of the run; empty for nothing
	Log      *Log      // gets the curves; nil for none
	JSON     bool      // one object a line in place of the table
	Every    int       // steps between two JSON reports
	Save     string    // the file that keeps the run, at its end and every so often before; empty for none
}

// ErrDiverged says that a run gave up; its report was written all the same.
var ErrDiverged = errors.New("the run diverged")

// Train runs a fit, which is as cfg says, to its last step and reports on the
// parameters that did best on the validation part. A context that ends stops it between
// two steps: it saves and reports what it has and returns the context's cause.
func Train(ctx context.Context, f *model.Fit, cfg model.Config, o TrainOptions) error {
	defer f.Close()
	if cfg.Settings.Int("steps") == 0 {
		return errors.New("training without a screen needs an end: give --steps")
	}
	t := &telling{TrainOptions: o, recipe: presets.FormatRecipe(cfg), from: f.Steps(), steps: cfg.Settings.Int("steps"), started: time.Now()}
	t.meter = NewMeter(o.Progress, "steps", t.from, t.steps)
	untold := t.train(ctx, f)
	unsaved := t.save(f) // before the report, which may take a while
	if untold == nil {
		untold = t.finish(f.Done())
	}
	if err := errors.Join(untold, unsaved); err != nil {
		return err
	}
	if ended, reason := f.Ended(); ended == model.Diverged {
		return fmt.Errorf("%w: %s", ErrDiverged, reason)
	} else if ended == model.Failed {
		return fmt.Errorf("the run failed: %s", reason)
	}
	return context.Cause(ctx)
}

// telling is one run's way of telling how it goes.
type telling struct {
	TrainOptions
	recipe  string
	from    int // the step at which this training began
	steps   int
	saved   bool
	started time.Time
	trained time.Duration // once the last step is made
	meter   *Meter
	next    time.Time // when the run is kept again
}

// How often a run is kept on the way, for an end that nobody can catch, and how many
// times as long as that took it rests at least.
var keepEvery = 10 * time.Second

const restShare = 20

// train makes the steps until the run or the context ends, or until nobody can be
// told of them.
func (t *telling) train(ctx context.Context, f *model.Fit) error {
	defer t.meter.Clear()
	defer func() { t.trained = time.Since(t.started) }()
	for ctx.Err() == nil {
		if ended, _ := f.Ended(); ended != model.Paused {
			return nil
		}
		f.Step()
		t.keep(f)
		if err := t.tell(f); err != nil {
			return err
		}
	}
	return nil
}

// keep keeps the run on the way where that is wanted and time; the end tells what goes
// wrong.
func (t *telling) keep(f *model.Fit) {
	now := time.Now()
	if t.Save == "" || now.Before(t.next) {
		return
	}
	if !t.next.IsZero() {
		_ = presets.SaveRun(t.Save, f.Keep())
	}
	t.next = time.Now().Add(max(keepEvery, restShare*time.Since(now)))
}

// tell reports after a step where it is time to.
func (t *telling) tell(f *model.Fit) error {
	now := time.Now()
	if t.meter.due(now) {
		t.meter.Set(f.Steps(), t.Label+lossLine(f.Progress()))
	}
	if err := t.Log.step(f, now.Sub(t.started), t.from); err != nil {
		return err
	}
	if !t.JSON || t.Every <= 0 || f.Steps()%t.Every != 0 || f.Steps() >= t.steps {
		return nil
	}
	return t.write(t.timed(f.Progress(), now.Sub(t.started)))
}

// save keeps the run where that is wanted.
func (t *telling) save(f *model.Fit) error {
	if t.Save == "" {
		return nil
	}
	err := presets.SaveRun(t.Save, f.Keep())
	t.saved = err == nil
	return err
}

// finish writes the last report.
func (t *telling) finish(r model.Report) error {
	r = t.timed(r, t.trained)
	if t.saved {
		r.Saved = reading.Clean(t.Save)
	}
	if t.JSON {
		return t.write(r)
	}
	return table(t.Out, r)
}

// timed adds what the run itself does not know: its recipe and the clock.
func (t *telling) timed(r model.Report, elapsed time.Duration) model.Report {
	r.Spec = t.recipe
	if r.State == model.Paused.String() {
		r.State = model.Training.String() // a run that goes on; here nobody pauses it
	}
	r.ElapsedS = model.Number(elapsed.Seconds())
	r.StepsPerS = model.Number(float64(r.Step-t.from) / elapsed.Seconds())
	return r
}

func (t *telling) write(r model.Report) error {
	return writeJSON(t.Out, r)
}
