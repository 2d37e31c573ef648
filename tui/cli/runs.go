package cli

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/presets/tables"
	"bijou/tui"
	"bijou/tui/plain"
)

// keepApart lets no flag that opens a run stand beside one that says what a run
// is, as a saved one knows that.
func keepApart(c *cobra.Command, open string) {
	for _, name := range []string{"recipe", "spec", "data", "target", "world", "cols", "given", "stack", "seed"} {
		c.MarkFlagsMutuallyExclusive(open, name)
	}
	for _, f := range reading.ReadingFields() {
		c.MarkFlagsMutuallyExclusive(open, f.Name)
	}
}

// registerResume adds the flag of the last session, which only the explorer
// keeps.
func (f *flags) registerResume(c *cobra.Command) {
	c.Flags().BoolVar(&f.resume, "resume", false, "go on with the last session, which the explorer keeps when it ends")
	c.MarkFlagsMutuallyExclusive("resume", "run")
	keepApart(c, "resume")
}

// keepSessions lets the explorer keep runs and its sessions where that can be
// done, and otherwise say so.
func keepSessions(o *tui.Options, shelf presets.Shelf) {
	if err := cmp.Or(shelf.Check(), o.Fit.MayKeep()); err != nil {
		o.Notes = append(slices.Clip(o.Notes), "Sessions are not kept: "+err.Error()+".")
		return
	}
	o.Shelf, o.After = shelf, os.Stderr
}

// reopen opens a saved run, or the last session, and changes what the flags of
// training say.
func (f *flags) reopen(c *cobra.Command) (cfg model.Config, fit *model.Fit, err error) {
	shelf := presets.UserShelf()
	if f.resume {
		fit, err = shelf.OpenLast()
	} else {
		fit, err = shelf.Open(f.run)
	}
	if err != nil {
		return cfg, nil, err
	}
	if err := f.change(c, fit); err != nil {
		fit.Close()
		return cfg, nil, err
	}
	return fit.Config(), fit, nil
}

// change sets what the flags say of training, as an edit of the run would.
func (f *flags) change(c *cobra.Command, fit *model.Fit) error {
	if steps := c.Flags().Lookup("steps"); steps.Changed && f.steps > 0 && f.steps <= fit.Steps() {
		return fmt.Errorf("--steps counts from the start of the run, which has made %d: give more, not %d", fit.Steps(), f.steps)
	}
	for _, name := range trainingFlags {
		if flag := c.Flags().Lookup(name); flag.Changed {
			if err := fit.Set(name, flag.Value.String()); err != nil {
				return err
			}
		}
	}
	return nil
}

func score() *cobra.Command {
	var asJSON, rank bool
	var cols []string
	var label string
	var alarm float64
	var how readingFlags
	var to output
	c := &cobra.Command{
		Use:   "score RUN POINTS",
		Short: "log p of every row of a table by a saved run",
		Long: "Write the rows of a table with log p of each, in nats and in the data's own units, by the\n" +
			"weights of a saved run that did best on its validation part. POINTS is a file, - for standard input, or\n" +
			"of a run of images a folder of PNG files or arrays of NumPy.\n" +
			"Columns are found by the names that the run learnt. Rows that lack a number stay, without log_p.\n" +
			"JSON has rank and p_value for each row: the share of training rows with log p at most its own, and\n" +
			"that of (1 + test rows with at most its own) among (1 + all test rows).",
		Example: `  bijou score fit.safetensors new.csv > scored.csv
  bijou score fit.safetensors new.csv -o scored.parquet
  bijou sample fit.safetensors --n 5 | bijou score fit.safetensors -`,
		Args: cobra.ExactArgs(2), ValidArgsFunction: firstRun,
		RunE: func(c *cobra.Command, args []string) error {
			s, err := bestOf(args[0])
			if err != nil {
				return usage(err)
			}
			told, err := how.reading()
			if err != nil {
				return usage(err)
			}
			wanted, err := labelOf(label, alarm)
			if err != nil {
				return usage(err)
			}
			rows, err := reading.OpenRows(args[1], told, reading.ReadingOf(s.Data.Spec))
			if err == nil {
				rows.DatesOf(s.Data.Dates)
				err = rows.Choose(s.Data.Columns, s.Data.Given, cols)
			}
			if err == nil && wanted != nil {
				_, err = rows.Find(wanted.Column)
			}
			if err != nil {
				return usage(err)
			}
			return to.write(c, func(out io.Writer, f tables.Format) error {
				return plain.Score(s, rows, plain.ScoreOptions{Out: out, Format: f, Summary: aside(c), JSON: asJSON, Rank: rank, Label: wanted, Progress: progressBeside(c, to.path)})
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a row, the last with event \"done\"")
	c.Flags().BoolVar(&rank, "rank", false, "add the share of training rows that are no likelier, and an anomaly p-value by the test part")
	c.Flags().StringSliceVar(&cols, "cols", nil, "columns of the table, by name or number, in the order that the run learnt")
	c.Flags().StringVar(&label, "label", "", "rows to be found by a low log p, as kind=bad: prints AUROC, average precision and a threshold")
	c.Flags().Float64Var(&alarm, "false-alarm", 0.05, "with --label, the share of the other rows that the threshold may take for them")
	to.register(c)
	registerQuiet(c)
	how.register(c)
	return c
}

// labelOf reads what rows are to be found; nil for none.
func labelOf(text string, alarm float64) (*plain.Label, error) {
	if text == "" {
		return nil, nil
	}
	at := strings.LastIndexByte(text, '=')
	if at < 1 || at == len(text)-1 {
		return nil, fmt.Errorf("--label is a column and its value, as kind=bad, not %q", reading.Clean(text))
	}
	if !(alarm >= 0 && alarm <= 1) {
		return nil, fmt.Errorf("--false-alarm is a share from 0 to 1, not %v", alarm)
	}
	return &plain.Label{Column: text[:at], Value: text[at+1:], FalseAlarm: alarm}, nil
}

func sample() *cobra.Command {
	var o presets.SampleOptions
	var given string
	var asJSON bool
	var to output
	c := &cobra.Command{
		Use:     "sample RUN",
		Short:   "Draw points from a saved run",
		Long:    "Write points, in the data's own units with all digits, drawn from a saved run by its\nweights that did best on the validation part.",
		Example: "  bijou sample fit.safetensors --n 1000 > drawn.csv\n  bijou sample posterior.safetensors --given observed.csv --n 500 > posterior.csv\n  bijou sample fit.safetensors --n 1000 -o drawn.npy",
		Args:    cobra.ExactArgs(1), ValidArgsFunction: firstRun,
		RunE: func(c *cobra.Command, args []string) error {
			if o.N < 1 {
				return usage(fmt.Errorf("--n is at least 1, not %d", o.N))
			}
			s, err := bestOf(args[0])
			if err != nil {
				return usage(err)
			}
			if err := presets.CheckConditions(given, s.Data.Conditions()); err != nil {
				return usage(err)
			}
			if given != "" {
				if o.Given, err = presets.ParseConditions(given, s.Data.Conditions(), reading.ReadingOf(s.Data.Spec)); err != nil {
					return usage(err)
				}
			}
			if c.Flags().Changed("n") {
				o.Each = o.N
			}
			if err := plain.Tell(aside(c), s.Data.Notes); err != nil {
				return ran(err)
			}
			if asJSON {
				to.format = string(tables.JSONLines)
			}
			return to.write(c, func(out io.Writer, f tables.Format) error {
				o.Out, o.Format = out, f
				m := plain.NewMeter(progressBeside(c, to.path), "samples", 0, 0)
				defer m.Clear()
				o.Tell = m.Tell
				return presets.WriteSamples(s, o)
			})
		},
	}
	c.Flags().IntVar(&o.N, "n", 1000, "points to draw; of a table of conditions so many for each row, one if nothing is said")
	c.Flags().StringVar(&given, "given", "", "conditions to draw under: a value for each column, as 1.5,setosa, or a table of them")
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "seed of the draws")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	to.register(c)
	registerQuiet(c)
	return c
}

// bestOf opens a run for the parameters that did best on its validation part.
func bestOf(name string) (*model.Snapshot, error) {
	f, err := presets.UserShelf().Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.BestSnapshot(), nil
}
