package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/reading"
	"bijou/presets/sweep"
	"bijou/tui/plain"
)

func sweepVerb() *cobra.Command {
	var f flags
	var o plain.SweepOptions
	var print bool
	c := &cobra.Command{
		Use:   "sweep AXES",
		Short: "Train a run for every combination of values, and say which is best",
		Long: "Train a run for every combination of the values that AXES lists, each on a core of its own, and print the\n" +
			"test NLL of each with its error, the best by validation marked, and means over seeds.\n\n" +
			"An axis is a name and its values, as lr=1e-3,3e-3; axes stand between bars. A name is a setting of\n" +
			"training, a field of the layers, the base or the data, or seed, data or stack; coupling.bins where several\n" +
			"have it. 1..5 are whole numbers, 1e-4..1e-2:5 five numbers of even ratio; a value with commas of its own\n" +
			"stands in brackets, as stack=(actnorm, coupling*4),(coupling*8).\n\n" +
			"With --results, what has ended is kept, a line of JSON a run, and not trained again: a sweep that was\n" +
			"killed goes on. --print prints a line a run in place of training, for a cluster.",
		Example: "  bijou sweep 'lr=1e-3,3e-3 | bins=8,16 | seed=1..5' --data moons --results sweep.jsonl\n" +
			"  bijou sweep 'hidden=32,64x64 | seed=1..3' --data points.csv --json\n" +
			"  bijou sweep 'lr=1e-4..1e-2:5' --recipe nsf --print | parallel   # then cat sweep.*.jsonl > sweep.jsonl",
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			s, err := sweep.Parse(args[0])
			if err != nil {
				return usage(err)
			}
			if o.Workers < 1 || o.Only < 0 {
				return usage(errors.New("--workers and --only are at least 1"))
			}
			cfg, err := f.config(c)
			if err != nil {
				return usage(err)
			}
			if print {
				if err := plain.CheckSweep(cfg, s); err != nil {
					return usage(err)
				}
				return ran(printRuns(c, args[0], o.Results, len(s.Points())))
			}
			if err := plain.Tell(aside(c), cfg.Source.Notes); err != nil {
				return ran(err)
			}
			ctx, stop := withSignals(c.Context())
			defer stop()
			o.Out, o.Progress = c.OutOrStdout(), progress(c)
			if !o.JSON {
				o.Notes = aside(c)
			}
			return ran(plain.Sweep(ctx, cfg, s, o))
		},
		ValidArgsFunction: func(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return f.axesSoFar(c, begun)
		},
	}
	f.register(c)
	registerQuiet(c)
	for _, name := range []string{"run", "world"} { // a sweep starts anew, and cannot share what it acts in
		if err := c.Flags().MarkHidden(name); err != nil {
			panic("cli: " + err.Error())
		}
	}
	c.Flags().StringVar(&o.Results, "results", "", "file that keeps what has ended, and is gone on with")
	c.Flags().BoolVar(&o.JSON, "json", false, "print one JSON object a run, the last with event \"sweep\"")
	c.Flags().IntVar(&o.Workers, "workers", runtime.GOMAXPROCS(0), "runs at a time")
	c.Flags().IntVar(&o.Only, "only", 0, "number of the one run to train, from 1")
	c.Flags().BoolVar(&print, "print", false, "print a line a run, for Slurm, GNU parallel or Ray, in place of training")
	return c
}

// config puts a run together that starts anew.
func (f *flags) config(c *cobra.Command) (cfg model.Config, err error) {
	if f.run != "" || c.Flags().Changed("world") {
		return cfg, errors.New("a sweep starts its runs anew, on data or towards a target; leave --run and --world out")
	}
	return f.assemble(c)
}

// printRuns prints the command of every run, with a file of results of its own.
func printRuns(c *cobra.Command, axes, results string, runs int) error {
	base := strings.TrimSuffix(results, filepath.Ext(results))
	if base == "" {
		base = "sweep"
	}
	var flags []string
	c.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "print", "results", "only", "workers", "json", quietFlag:
		default:
			flags = append(flags, fmt.Sprintf("--%s=%s", f.Name, reading.ShellWord(flagText(f))))
		}
	})
	command := strings.Join(append([]string{"bijou sweep", reading.ShellWord(axes)}, flags...), " ")
	for i := range runs {
		if _, err := fmt.Fprintf(c.OutOrStdout(), "%s --only %d --results %s\n", command, i+1, reading.ShellWord(fmt.Sprintf("%s.%d.jsonl", base, i+1))); err != nil {
			return err
		}
	}
	return howToRun(c.ErrOrStderr(), base, runs)
}

// flagText is a value as the flag reads it.
func flagText(f *pflag.Flag) string {
	if s, ok := f.Value.(pflag.SliceValue); ok {
		return presets.Record(s.GetSlice())
	}
	return f.Value.String()
}

// howToRun says what the lines are good for.
func howToRun(out io.Writer, base string, runs int) error {
	_, err := fmt.Fprintf(out, `# lines in runs.txt, then one of
#   GNU parallel  parallel < runs.txt
#   Slurm         sbatch --array=1-%d --wrap 'sed -n "${SLURM_ARRAY_TASK_ID}p" runs.txt | sh'
#   Ray           python -c 'import ray, subprocess; f = ray.remote(subprocess.call); ray.get([f.remote(l, shell=True) for l in open("runs.txt")])'
# and the table: cat %s.*.jsonl > %[2]s.jsonl, and the same sweep with --results %[2]s.jsonl
`, runs, base)
	return err
}

// axesSoFar completes the name of the last axis.
func (f *flags) axesSoFar(c *cobra.Command, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const none = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	last := strings.TrimLeft(begun[strings.LastIndexByte(begun, '|')+1:], " ")
	if strings.Contains(last, "=") {
		return nil, none
	}
	cfg, err := f.config(c)
	if err != nil {
		return nil, none
	}
	var all []cobra.Completion
	for _, name := range sweep.Names(cfg) {
		all = append(all, name+"=")
	}
	return beginning(begun[:len(begun)-len(last)], last, all), none
}
