package plain

import (
	"context"
	"fmt"
	"io"
	"math"

	"gonum.org/v1/gonum/stat"

	"bijou/model"
	"bijou/model/diagnose"
	"bijou/presets"
)

// A folded is what Folds has to say of one run, and of all.
type folded struct {
	Event    string       `json:"event"`
	Folds    int          `json:"folds"`
	TestNLL  model.Number `json:"test_nll_raw"`    // mean over all rows, each by the run that did not see it
	TestSE   model.Number `json:"test_nll_se"`     // of the mean, from fold to fold
	EachNLL  []float64    `json:"test_nll_by_run"` // of every run
	BestStep []int        `json:"best_step_by_run"`
	Seed     uint64       `json:"seed"`
	Faults   []string     `json:"checks_by_run,omitempty"` // what the checks of every run find
	Spec     string       `json:"spec"`
	weights  []float64    // of the rows of every run
}

// A FoldsError says in one sentence why data cannot be cut into so many folds.
type FoldsError struct{ msg string }

// Error returns the sentence.
func (e *FoldsError) Error() string { return e.msg }

// FoldsOptions say what Folds tells and where.
type FoldsOptions struct {
	Out      io.Writer
	Progress io.Writer // gets the progress bar; nil for none
	JSON     bool
	Judge    bool // by all checks of eval too
}

// Folds trains as many runs of a config, each of which holds another part of the
// points back, and tells the mean NLL of what was held back with its standard error. Points that belong together stay
// together.
// Data that cannot be cut are a *FoldsError.
func Folds(ctx context.Context, cfg model.Config, folds int, o FoldsOptions) error {
	src := cfg.Source
	if src.Points == nil || src.Levels > 0 {
		return &FoldsError{fmt.Sprintf("%s has no rows to cut into folds; leave --folds out", src.Spec)}
	}
	if src.Parts != nil && src.Groups == nil {
		return &FoldsError{fmt.Sprintf("--folds cuts rows by chance or by groups, and %s says otherwise how to split them; leave one out", src.Spec)}
	}
	if folds < 2 || folds > 20 || folds*2 > src.Points.Rows {
		return &FoldsError{fmt.Sprintf("--folds is a number from 2 to 20 and at most half of the rows, not %d", folds)}
	}
	src.Truth, src.Family = nil, nil // the rows themselves judge
	f := folded{Event: "folds", Folds: folds, Seed: cfg.Seed, Spec: presets.FormatRecipe(cfg)}
	for fold := range folds {
		run := cfg
		run.Source = src
		if run.Source.Parts = inFold(src, fold, folds); run.Source.Parts == nil {
			return &FoldsError{fmt.Sprintf("%s has too few groups for %d folds; give fewer", src.Spec, folds)}
		}
		fit, err := model.NewFit(run)
		if err != nil {
			return err
		}
		if err := Train(ctx, fit, run, TrainOptions{Out: io.Discard, Progress: o.Progress, Label: fmt.Sprintf("fold %d/%d  ", fold+1, folds)}); err != nil {
			return err
		}
		r := fit.Done()
		if o.Judge {
			d := diagnose.Of(fit.BestSnapshot())
			f.Faults = append(f.Faults, d.Summary())
		}
		fit.Close()
		f.weights = append(f.weights, heldWeight(run.Source))
		f.EachNLL, f.BestStep = append(f.EachNLL, float64(r.TestNLLRaw)), append(f.BestStep, r.BestStep)
	}
	f.summarise()
	if o.JSON {
		return writeJSON(o.Out, f)
	}
	for i, v := range f.EachNLL {
		fmt.Fprintf(o.Out, "fold %-2d  test NLL %.4f nats, best step %d", i+1, v, f.BestStep[i])
		if o.Judge {
			fmt.Fprintf(o.Out, "; %s", f.Faults[i])
		}
		fmt.Fprintln(o.Out)
	}
	_, err := fmt.Fprintf(o.Out, "mean     test NLL %.4f ± %.4f nats, in the data's own units, over %d folds\n", float64(f.TestNLL), float64(f.TestSE), folds)
	return err
}

// inFold are the parts of one of the folds, nil where there are too few groups.
func inFold(src model.Source, fold, folds int) []model.Part {
	if src.Groups == nil {
		return model.InFold(src.Points, fold, folds)
	}
	parts, _ := model.GroupsInFold(src.Groups, fold, folds)
	return parts
}

// heldWeight is how much the rows held back weigh beside all, 1 in the mean over the folds
// where all rows count the same.
func heldWeight(src model.Source) (sum float64) {
	for _, i := range src.Rows(model.Hold) {
		if src.Weights == nil {
			return 1
		}
		sum += src.Weights[i]
	}
	return sum
}

// summarise sets mean and standard error.
func (f *folded) summarise() {
	n, sum, square := float64(len(f.EachNLL)), stat.Mean(f.EachNLL, f.weights), 0.0
	for _, v := range f.EachNLL {
		square += (v - sum) * (v - sum) / (n - 1)
	}
	f.TestNLL, f.TestSE = model.Number(sum), model.Number(math.Sqrt(square/n))
}
