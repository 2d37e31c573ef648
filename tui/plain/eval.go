package plain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"bijou/model"
	"bijou/model/diagnose"
	"bijou/presets"
)

// EvalOptions say how Eval tells of a fit.
type EvalOptions struct {
	Out      io.Writer // gets the diagnosis
	Progress io.Writer // gets the progress bar of the training; nil for none
	JSON     bool      // one object in place of the tables
}

// Eval trains a fit, which was made from cfg, as Train does, and then says how
// good the parameters are that did best on the test part. What Train returns of
// a run that diverged or was stopped, Eval returns after its diagnosis.
func Eval(ctx context.Context, f *model.Fit, cfg model.Config, o EvalOptions) error {
	err := Train(ctx, f, cfg, TrainOptions{Out: io.Discard, Progress: o.Progress})
	if err != nil && ctx.Err() == nil && !errors.Is(err, ErrDiverged) {
		return err
	}
	e := newEvaluation(f.BestSnapshot(), presets.FormatRecipe(cfg))
	if o.JSON {
		return errors.Join(e.json(o.Out), err)
	}
	return errors.Join(e.tables(o.Out), err)
}

// evaluation is what Eval has to say; the run first, as in a report of Train.
type evaluation struct {
	Event    string `json:"event"`
	Step     int    `json:"step"`
	State    string `json:"state"`
	Reason   string `json:"reason,omitempty"`
	BestStep int    `json:"best_step"`
	Params   int    `json:"params"`
	Seed     uint64 `json:"seed"`
	Spec     string `json:"spec"`
	*diagnose.Diagnosis
}

func newEvaluation(s *model.Snapshot, spec string) evaluation {
	e := evaluation{"eval", s.Step, s.State.String(), s.Reason, s.BestStep, s.Free(), s.Seed, spec, diagnose.Of(s)}
	if s.State == model.Paused {
		e.State = model.Training.String() // a run that was stopped; here nobody pauses it
	}
	return e
}

// json writes the evaluation as one object on one line.
func (e evaluation) json(out io.Writer) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, string(line))
	return err
}

// tables writes the evaluation for people: the run, the numbers, the layers,
// and the alarms last.
func (e evaluation) tables(out io.Writer) error {
	var b strings.Builder
	row := func(name, format string, values ...any) {
		fmt.Fprintf(&b, "%-12s%s\n", name, fmt.Sprintf(format, values...))
	}
	row("recipe", "%s", e.Spec)
	row("steps", "%d, best on the test part at %d", e.Step, e.BestStep)
	row("parameters", "%d", e.Params)
	if e.Reason != "" {
		row("ended", "%s: %s", e.State, e.Reason)
	}
	writeSections(&b, e.Sections())
	writeLayers(&b, e.Layers)
	for _, a := range e.Alarms {
		fmt.Fprintf(&b, "\n! %s\n", a)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// writeSections writes all sections with the same columns.
func writeSections(b *strings.Builder, sections []diagnose.Section) {
	name, value := 0, 0
	for _, s := range sections {
		for _, l := range s.Lines {
			name, value = max(name, utf8.RuneCountInString(l.Name)), max(value, utf8.RuneCountInString(l.Value))
		}
	}
	for _, s := range sections {
		fmt.Fprintf(b, "\n%s\n", s.Title)
		for _, l := range s.Lines {
			line := fmt.Sprintf("%s %-*s  %-*s  %s", l.Mark, name, l.Name, value, l.Value, l.Note)
			fmt.Fprintln(b, strings.TrimRight(line, " "))
		}
	}
}

// writeLayers writes a line for every layer, from base to data.
func writeLayers(b *strings.Builder, layers []diagnose.Layer) {
	if len(layers) == 0 {
		return
	}
	b.WriteString("\nthe layers, from base to data, over the points\n")
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "  \tlayer\tlog|det|\tSD\tgradient\tround trip\toutside splines\tat bound")
	for i, l := range layers {
		name := l.Name
		if l.Off {
			name += " (off)"
		}
		fmt.Fprintf(w, "  %d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", i+1, name, cell("%+.4f", l.LogDet), cell("%.4f", l.LogDetSD),
			cell("%.2e", l.GradNorm), cell("%.1e", l.RoundTrip), cell("%.3g %%", 100*l.Tails), cell("%.3g %%", 100*l.Saturation))
	}
	w.Flush() // into memory: it cannot fail
}

func cell(format string, v model.Number) string {
	if math.IsNaN(float64(v)) {
		return "—"
	}
	return fmt.Sprintf(format, float64(v))
}
