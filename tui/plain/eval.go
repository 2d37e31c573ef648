package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"bijou/model"
	"bijou/model/diagnose"
	"bijou/model/latent"
	"bijou/presets"
	"bijou/presets/systems"
)

// EvalOptions say how Eval tells of a fit.
type EvalOptions struct {
	Out      io.Writer // gets the diagnosis
	Progress io.Writer // gets the progress bars; nil for none
	Log      *Log      // gets the curves of the training; nil for none
	JSON     bool      // one object in place of the tables
	SBC      bool      // with simulation-based calibration
}

// Eval trains a fit, which was made from cfg, as Train does, and then says how
// good the parameters are that did best on the validation part. What Train returns of
// a run that diverged or was stopped, Eval returns after its diagnosis.
func Eval(ctx context.Context, f *model.Fit, cfg model.Config, o EvalOptions) error {
	err := Train(ctx, f, cfg, TrainOptions{Out: io.Discard, Progress: o.Progress, Log: o.Log})
	if err != nil && ctx.Err() == nil && !errors.Is(err, ErrDiverged) {
		return err
	}
	best := f.BestSnapshot()
	e := newEvaluation(best, presets.FormatRecipe(cfg), o.Progress)
	if o.SBC {
		if why := e.Rank(best); why != nil {
			return why
		}
	}
	if latent.Learns(best) {
		e.Figures = latent.NewLook(best).Figures()
	}
	e.Figures = append(e.Figures, systems.ClassFigures(best)...)
	if o.JSON {
		return errors.Join(e.json(o.Out), err)
	}
	return errors.Join(e.tables(o.Out), err)
}

// evaluation is what Eval has to say; the run first, as in a report of Train.
type evaluation struct {
	Event    string   `json:"event"`
	Step     int      `json:"step"`
	State    string   `json:"state"`
	Reason   string   `json:"reason,omitempty"`
	BestStep int      `json:"best_step"`
	Params   int      `json:"params"`
	Seed     uint64   `json:"seed"`
	Spec     string   `json:"spec"`
	Notes    []string `json:"notes,omitempty"`
	*diagnose.Diagnosis
	Figures []model.Figure `json:"figures,omitempty"` // of latent variables, and of a classifier
}

func newEvaluation(s *model.Snapshot, spec string, progress io.Writer) evaluation {
	e := evaluation{"eval", s.Step, s.State.String(), s.Reason, s.BestStep, s.Free(), s.Seed, spec, s.Data.Notes, judged(s, progress), nil}
	if s.State == model.Paused {
		e.State = model.Training.String() // a run that was stopped; here nobody pauses it
	}
	return e
}

// judged makes the diagnosis and says how far it is.
func judged(s *model.Snapshot, progress io.Writer) *diagnose.Diagnosis {
	study := diagnose.Begin(latent.Judged(s))
	_, of := study.Progress()
	m := NewMeter(progress, "parts", 0, of)
	defer m.Clear()
	for {
		done, _ := study.Progress()
		m.Set(done, "judging")
		if !study.Next() {
			return study.Diagnosis()
		}
	}
}

// json writes the evaluation as one object on one line.
func (e evaluation) json(out io.Writer) error {
	return writeJSON(out, e)
}

// tables writes the evaluation for people: the run, the numbers, the layers,
// and the alarms last.
func (e evaluation) tables(out io.Writer) error {
	var b strings.Builder
	row := func(name, format string, values ...any) {
		fmt.Fprintf(&b, "%-12s%s\n", name, fmt.Sprintf(format, values...))
	}
	row("recipe", "%s", e.Spec)
	row("steps", "%d, best on validation at %d", e.Step, e.BestStep)
	row("parameters", "%d", e.Params)
	if e.Reason != "" {
		row("ended", "%s: %s", e.State, e.Reason)
	}
	row("checks", "%s", e.Summary())
	for _, f := range e.Figures {
		fmt.Fprintf(&b, "%-20s%.4f %s\n", f.Name, float64(f.Value), figureText(f))
	}
	writeSections(&b, e.Sections())
	writeLayers(&b, e.LayerTable())
	for _, a := range e.Alarms {
		fmt.Fprintf(&b, "\n%s %s\n", diagnose.Bad, a)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// writeSections writes all sections with the same columns.
func writeSections(b *strings.Builder, sections []diagnose.Section) {
	var widths [5]int
	for _, s := range sections {
		for _, l := range s.Lines {
			for i, text := range [...]string{l.Name, l.Value, l.Error, l.Unit, l.Verdict} {
				widths[i] = max(widths[i], utf8.RuneCountInString(text))
			}
		}
	}
	for _, s := range sections {
		fmt.Fprintf(b, "\n%s\n", s.Title)
		for _, l := range s.Lines {
			line := fmt.Sprintf("%s %-*s  %*s %-*s %-*s  %-*s  %s", l.Mark, widths[0], l.Name, widths[1], l.Value, widths[2], l.Error,
				widths[3], l.Unit, widths[4], l.Verdict, l.Means)
			fmt.Fprintln(b, strings.TrimRight(line, " "))
		}
	}
}

// writeLayers writes a line for every layer, from base to data.
func writeLayers(b *strings.Builder, t diagnose.Table) {
	if len(t.Rows) == 0 {
		return
	}
	b.WriteString("\nthe layers, from base to data, over the points\n")
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{t.Head}, t.Rows...) {
		fmt.Fprintf(w, "  %s\n", strings.Join(row, "\t"))
	}
	w.Flush() // into memory: it cannot fail
}
