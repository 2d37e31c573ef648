package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"sync"
	"time"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/presets/sweep"
)

// SweepOptions say what Sweep trains and where it tells.
type SweepOptions struct {
	Out      io.Writer
	Notes    io.Writer // gets a line a run; nil for none
	Progress io.Writer // gets the progress bar; nil for none
	JSON     bool      // one object a run as it ends, and one at the end
	Results  string    // file that keeps what is done; empty for none
	Workers  int       // runs at a time, each on one core
	Only     int       // the number of the one run that is trained, from 1; 0 for all
}

// A swept is one run of a sweep.
type swept struct {
	Event   string            `json:"event"`
	Number  int               `json:"number"` // from 1
	Axes    map[string]string `json:"axes"`
	Spec    string            `json:"spec"`
	Data    string            `json:"data,omitempty"` // a sum of the rows of a table
	State   string            `json:"state"`
	Reason  string            `json:"reason,omitempty"`
	ValNLL  model.Number      `json:"val_nll_raw"` // which says which is best
	NLL     model.Number      `json:"test_nll_raw"`
	SE      model.Number      `json:"test_nll_se"`
	Step    int               `json:"step"`
	Best    int               `json:"best_step"`
	Params  int               `json:"params"`
	Seconds model.Number      `json:"elapsed_s"`
	point   sweep.Point
	config  model.Config
	done    bool
}

// Sweep trains a run for every combination that a sweep asks for, some at a time, and tells
// how good they are. What its file of results holds already it does not train again. A context
// that ends stops it; what was done is kept.
func Sweep(ctx context.Context, base model.Config, s sweep.Sweep, o SweepOptions) error {
	runs, err := planned(base, s)
	if err != nil {
		return err
	}
	results, err := openResults(o.Results, runs)
	if err != nil {
		return err
	}
	defer results.close()
	t := &sweeping{SweepOptions: o, results: results, runs: runs}
	if err := t.before(); err != nil {
		return err
	}
	t.measure()
	t.train(ctx)
	t.meter.Clear()
	if t.failed != nil {
		return t.failed
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return t.report(s)
}

// A SweepError says what of a sweep cannot be a run.
type SweepError struct{ err error }

// Error says it.
func (e *SweepError) Error() string { return e.err.Error() }

// Unwrap returns the error of the run.
func (e *SweepError) Unwrap() error { return e.err }

// CheckSweep says what of a sweep cannot be a run.
func CheckSweep(base model.Config, s sweep.Sweep) error {
	_, err := planned(base, s)
	return err
}

// planned are all runs, each of which is a config that can be trained.
func planned(base model.Config, s sweep.Sweep) ([]*swept, error) {
	var runs []*swept
	for i, p := range s.Points() {
		c, err := s.Apply(base, p)
		if err == nil && c.Settings.Int("steps") == 0 {
			err = errors.New("a sweep needs an end of its runs: give --steps")
		}
		if err != nil {
			return nil, &SweepError{err}
		}
		r := &swept{Event: "run", Number: i + 1, Axes: map[string]string{}, Spec: presets.FormatRecipe(c), Data: sumOf(c.Source), point: p, config: c}
		for j, a := range s {
			r.Axes[a.Name] = p[j]
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// sweeping is a sweep on its way.
type sweeping struct {
	SweepOptions
	results *results
	mu      sync.Mutex // of what follows, and of what is written
	runs    []*swept
	failed  error // to write
	meter   *Meter
	made    int // steps of all runs since the sweep began
}

// before tells of what was done already.
func (t *sweeping) before() error {
	if t.Only > len(t.runs) {
		return &SweepError{fmt.Errorf("--only is a number from 1 to %d, not %d", len(t.runs), t.Only)}
	}
	for _, r := range t.runs {
		if r.done && t.JSON {
			if err := writeJSON(t.Out, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// train trains what is not done, some runs at a time.
func (t *sweeping) train(ctx context.Context) {
	next := make(chan *swept)
	var workers sync.WaitGroup
	for range max(1, t.Workers) {
		workers.Go(func() {
			for r := range next {
				t.finish(r, r.train(ctx, t.step))
			}
		})
	}
	for _, r := range t.runs {
		if t.wants(r) && ctx.Err() == nil && !t.hasFailed() {
			next <- r
		}
	}
	close(next)
	workers.Wait()
}

// wants tells whether a run is still to be trained.
func (t *sweeping) wants(r *swept) bool {
	return !r.done && (t.Only == 0 || t.Only == r.Number)
}

// train makes all steps of a run on one core, tells of each, and notes how good it became.
func (r *swept) train(ctx context.Context, step func()) error {
	began := time.Now()
	r.config.Share = flows.Share{Workers: 1}
	fit, err := model.NewFit(r.config)
	if err != nil {
		r.State, r.Reason = model.Failed.String(), err.Error()
		none := model.Number(math.NaN())
		r.ValNLL, r.NLL, r.SE = none, none, none
		return nil
	}
	defer fit.Close()
	for ended := model.Paused; ended == model.Paused; ended, _ = fit.Ended() {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		fit.Step()
		step()
	}
	trained := time.Since(began)
	d := fit.Done()
	r.State, r.Reason, r.ValNLL, r.NLL, r.SE = d.State, d.Reason, d.ValNLLRaw, d.TestNLLRaw, d.TestSE
	r.Step, r.Best, r.Params, r.Seconds = d.Step, d.BestStep, d.Params, model.Number(math.Round(1000*trained.Seconds())/1000)
	return nil
}

// finish keeps a run that has ended, and tells of it.
func (t *sweeping) finish(r *swept, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil || t.failed != nil {
		return
	}
	r.done = true
	t.meter.Less(r.config.Settings.Int("steps") - r.Step)
	if t.failed = t.results.keep(r); t.failed != nil {
		return
	}
	if t.JSON {
		t.failed = writeJSON(t.Out, r)
	}
	if t.Notes != nil {
		fmt.Fprintf(t.Notes, "%d of %d runs: %s\n", t.done(), len(t.runs), r.text())
	}
}

// measure gives the sweep a bar over the steps of all runs that are to be trained, and
// keeps it out of the way of what is told.
func (t *sweeping) measure() {
	steps := 0
	for _, r := range t.runs {
		if t.wants(r) {
			steps += r.config.Settings.Int("steps")
		}
	}
	t.meter = NewMeter(t.Progress, "steps", 0, steps)
	t.Out = t.meter.Over(t.Out)
	if t.Notes != nil {
		t.Notes = t.meter.Over(t.Notes)
	}
}

// step counts a step of some run, and moves the bar where it is time to.
func (t *sweeping) step() {
	if t.meter == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.made++
	if t.meter.due(time.Now()) {
		t.meter.Set(t.made, fmt.Sprintf("%d of %d runs", t.done(), len(t.runs)))
	}
}

func (t *sweeping) hasFailed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed != nil
}

func (t *sweeping) done() (n int) {
	for _, r := range t.runs {
		if r.done {
			n++
		}
	}
	return n
}

// text is a run in a line.
func (r *swept) text() string {
	if math.IsNaN(float64(r.NLL)) {
		return fmt.Sprintf("%d %s: %s", r.Number, r.State, reading.Clean(r.Reason))
	}
	return fmt.Sprintf("%d NLL %.4f ± %.4f nats in %.1f s", r.Number, float64(r.NLL), float64(r.SE), float64(r.Seconds))
}
