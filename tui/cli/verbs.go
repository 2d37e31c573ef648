package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"bijou/model"
	"bijou/model/diagnose"
	"bijou/presets"
	"bijou/presets/bench"
	"bijou/presets/reading"
	"bijou/presets/systems"
	"bijou/tui/plain"
	"bijou/tui/terminal"
)

func train() *cobra.Command {
	var asJSON bool
	var every int
	var save string
	var folds int
	var curves logFlags
	var c *cobra.Command
	c = headless(func(ctx context.Context, f *model.Fit, cfg model.Config, out io.Writer) error {
		if folds > 0 {
			f.Close()
			return plain.Folds(ctx, cfg, folds, plain.FoldsOptions{Out: out, Progress: progress(c), JSON: asJSON})
		}
		if save != "" {
			if err := errors.Join(presets.MayKeep(save, f), presets.MaySave(save)); err != nil {
				f.Close()
				return err
			}
		}
		return curves.keep(f, func(log *plain.Log) error {
			return plain.Train(ctx, f, cfg, plain.TrainOptions{Out: out, JSON: asJSON, Every: every, Progress: progress(c), Save: save, Log: log})
		})
	})
	c.Use, c.Short = "train", "Train without a screen and report"
	c.Example = `  bijou train --data moons --seed 1 --steps 3000 --json
  bijou train --data points.csv --save fit.safetensors
  bijou train --run fit.safetensors --steps 9000 --save fit.safetensors`
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a report, the last with event \"done\"")
	c.Flags().StringVar(&save, "save", "", "file that keeps the run at its end, also when a signal stops it")
	c.MarkFlagsMutuallyExclusive("save", "world")
	c.Flags().IntVar(&folds, "folds", 0, "train so many runs, each with another part of the rows held back, and report their mean test NLL")
	c.MarkFlagsMutuallyExclusive("folds", "save")
	c.Flags().IntVar(&every, "every", 500, "steps between two JSON reports; 0 for the last only")
	curves.register(c)
	return c
}

func eval() *cobra.Command {
	var asJSON, sbc bool
	var folds int
	var curves logFlags
	var c *cobra.Command
	c = headless(func(ctx context.Context, f *model.Fit, cfg model.Config, out io.Writer) error {
		if folds > 0 {
			f.Close()
			return plain.Folds(ctx, cfg, folds, plain.FoldsOptions{Out: out, Progress: progress(c), JSON: asJSON, Judge: true})
		}
		if why := diagnose.NotCalibrated(f.Snapshot()); sbc && why != "" {
			f.Close()
			return usage(errors.New("--sbc: " + why))
		}
		return curves.keep(f, func(log *plain.Log) error {
			return plain.Eval(ctx, f, cfg, plain.EvalOptions{Out: out, JSON: asJSON, SBC: sbc, Progress: progress(c), Log: log})
		})
	})
	c.Use, c.Short = "eval", "Train without a screen, and judge the flow by everything that is known"
	c.Example = "  bijou eval --recipe realnvp\n  bijou eval --data table.csv --folds 5\n  bijou eval --run posterior.safetensors --sbc"
	c.Flags().BoolVar(&sbc, "sbc", false, "rank points among draws under their conditions: simulation-based calibration")
	c.Flags().IntVar(&folds, "folds", 0, "train so many runs, each with another part of the rows held back, and judge each")
	c.MarkFlagsMutuallyExclusive("sbc", "folds")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	curves.register(c)
	return c
}

// headless is a verb that does something with a run until a signal stops it.
func headless(run func(ctx context.Context, f *model.Fit, cfg model.Config, out io.Writer) error) *cobra.Command {
	var f flags
	c := &cobra.Command{Args: f.moreSounds, RunE: func(c *cobra.Command, _ []string) error {
		defer f.close()
		cfg, fit, err := f.fit(c)
		if err != nil {
			return usage(err)
		}
		if asJSON := c.Flags().Lookup("json"); asJSON == nil || asJSON.Value.String() != "true" { // which has them as a field
			if err := plain.Tell(aside(c), fit.Snapshot().Data.Notes); err != nil {
				return ran(err)
			}
		}
		ctx, stop := withSignals(c.Context())
		defer stop()
		return ran(run(ctx, fit, cfg, c.OutOrStdout()))
	}}
	f.register(c)
	registerQuiet(c)
	return c
}

// logFlags say where the curves of a training go.
type logFlags struct {
	path  string
	every int
}

func (l *logFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&l.path, "log", "", "file that the curves are written to while it trains, .jsonl or .csv")
	c.Flags().IntVar(&l.every, "log-every", 10, "steps between two rows of --log")
	c.MarkFlagsMutuallyExclusive("folds", "log")
}

// keep lets run write the log, if one is wanted.
func (l *logFlags) keep(f *model.Fit, run func(*plain.Log) error) error {
	if l.path == "" {
		return run(nil)
	}
	log, err := plain.OpenLog(l.path, l.every)
	if err != nil {
		f.Close()
		return usage(err)
	}
	return errors.Join(run(log), log.Close())
}

func measure() *cobra.Command {
	c := &cobra.Command{Use: "bench", Short: "Measure bijou on this machine"}
	var o plain.SpeedOptions
	var workers int
	speed := &cobra.Command{
		Use:   "speed",
		Short: "Steps per second of the standard models, and their share of what the processor can do",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			o.Progress = progress(c)
			if !slices.Contains([]string{"", "auto", "double", "single"}, o.Precision) {
				return usage(fmt.Errorf("--precision is auto, double or single, not %q", o.Precision))
			}
			if workers > 0 {
				runtime.GOMAXPROCS(workers)
			}
			return ran(plain.Speed(c.OutOrStdout(), o))
		},
	}
	speed.Flags().StringVar(&o.Only, "only", "", "models whose name holds this text")
	speed.Flags().StringVar(&o.Precision, "precision", "", "of the nets that have a choice: auto, double or single; empty for what each takes by itself")
	speed.Flags().BoolVar(&o.JSON, "json", false, "print one JSON object a line")
	speed.Flags().IntVar(&workers, "workers", 0, "processors to use; 0 for all")
	c.AddCommand(speed, quality(), benchTables(), roundTrip(), benchSystems(), benchScale())
	for _, below := range c.Commands() {
		registerQuiet(below)
	}
	return c
}

func quality() *cobra.Command {
	var seconds float64
	var seeds int
	var only string
	c := &cobra.Command{
		Use:   "quality",
		Short: "KL of the standard flows and of default runs on the standard targets, against bars; exit 1 where one is missed",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx, stop := withSignals(c.Context())
			defer stop()
			return ran(plain.Quality(ctx, c.OutOrStdout(), progress(c), seconds, seeds, only))
		},
	}
	c.Flags().Float64Var(&seconds, "seconds", 30, "training time of a cell and seed")
	c.Flags().IntVar(&seeds, "seeds", 3, "seeds of a cell; the worst counts")
	c.Flags().StringVar(&only, "only", "", "cells whose target or family holds this text")
	return c
}

func benchTables() *cobra.Command {
	var asJSON bool
	var folds int
	var seed uint64
	c := &cobra.Command{
		Use:   "tables [NAME or FILE…]",
		Short: "The default run on tables, against what people use otherwise; exit 1 where it is behind",
		Long: "Train the default run on tables that the program carries or makes, and hold its test NLL over folds against\n" +
			"a normal distribution, a mixture of them by BIC and a kernel density whose width is cross-validated.\n" +
			"The bar is the best of them and 0.02 nats a column. A FILE is a table of your own.",
		RunE: func(c *cobra.Command, names []string) error {
			if folds < 2 || folds > 20 {
				return usage(fmt.Errorf("--folds is a number from 2 to 20, not %d", folds))
			}
			tables, err := tablesNamed(names)
			if err != nil {
				return usage(err)
			}
			ctx, stop := withSignals(c.Context())
			defer stop()
			return ran(plain.Tables(ctx, c.OutOrStdout(), progress(c), tables, folds, seed, asJSON))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a table")
	c.Flags().IntVar(&folds, "folds", 5, "parts of the rows, each of which is held back once")
	c.Flags().Uint64Var(&seed, "seed", 1, "seed of the runs")
	return c
}

// tablesNamed are the tables of bench, all for none, or files.
func tablesNamed(names []string) (tables []bench.Table, err error) {
	known := bench.Tables()
	if len(names) == 0 {
		return known, nil
	}
	for _, name := range names {
		if i := slices.IndexFunc(known, func(t bench.Table) bool { return t.Name == name }); i >= 0 {
			tables = append(tables, known[i])
			continue
		}
		if path, _, _ := strings.Cut(name, "("); !isThere(path) {
			return nil, fmt.Errorf("no table and no file is called %q; the tables are %s", reading.Clean(name), tableNames(known))
		}
		tables = append(tables, bench.FileTable(name))
	}
	return tables, nil
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func tableNames(tables []bench.Table) string {
	var names []string
	for _, t := range tables {
		names = append(names, t.Name)
	}
	return strings.Join(names, ", ")
}

func benchSystems() *cobra.Command {
	var seeds int
	var asJSON bool
	c := &cobra.Command{
		Use:               "systems [NAME…]",
		Short:             "The systems of the field against their known answers; exit 1 where a bar is missed",
		ValidArgsFunction: oneOf(systemNames),
		RunE: func(c *cobra.Command, names []string) error {
			if seeds < 1 {
				return usage(fmt.Errorf("--seeds is at least 1, not %d", seeds))
			}
			for _, name := range names {
				if _, err := systems.Lookup(name); err != nil {
					return usage(err)
				}
			}
			ctx, stop := withSignals(c.Context())
			defer stop()
			return ran(plain.Systems(ctx, c.OutOrStdout(), progress(c), names, seeds, asJSON))
		},
	}
	c.Flags().IntVar(&seeds, "seeds", 3, "seeds of a system; of every figure the worst counts")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a figure")
	return c
}

func benchScale() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "scale",
		Short: "What flows cost against the number of columns, 2 to 1,024; exit 1 where a cost does not grow as its formula",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx, stop := withSignals(c.Context())
			defer stop()
			return ran(plain.Scale(ctx, c.OutOrStdout(), progress(c), terminal.Environment(os.Environ()).Glyphs(), asJSON))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line: the costs, and then the slopes")
	return c
}

func roundTrip() *cobra.Command {
	o := plain.RoundTripOptions{}
	c := &cobra.Command{
		Use:   "roundtrip",
		Short: "Points forward and back through every layer, against bounds; exit 1 where one is missed",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if o.Points < 1 {
				return usage(fmt.Errorf("--points is at least 1, not %d", o.Points))
			}
			ctx, stop := withSignals(c.Context())
			defer stop()
			o.Out, o.Progress = c.OutOrStdout(), progress(c)
			return ran(plain.RoundTrip(ctx, o))
		},
	}
	c.Flags().BoolVar(&o.JSON, "json", false, "print one JSON object a line")
	c.Flags().IntVar(&o.Points, "points", 1000000, "points through each layer")
	c.Flags().StringVar(&o.Only, "only", "", "layers whose spec holds this text")
	return c
}

func list() *cobra.Command {
	c := &cobra.Command{Use: "list", Short: "List data sets, targets, layers, bases, objectives, worlds, systems, recipes or saved runs"}
	for _, l := range []struct {
		name, short string
		run         func(io.Writer) error
	}{
		{"data", "The data sets with their fields", plain.ListData},
		{"targets", "The densities that need no data", plain.ListTargets},
		{"layers", "The layers with their fields", plain.ListLayers},
		{"bases", "What a flow may start from", plain.ListBases},
		{"objectives", "What a flow may be trained for, with settings", plain.ListObjectives},
		{"systems", "The systems of the field, and what is not built", plain.ListSystems},
		{"worlds", "What there is to act in, and how the best is known", plain.ListWorlds},
		{"recipes", "Ready-made runs, each one line for --spec", plain.ListRecipes},
		{"runs", "The runs that w saved, each a name for --run", func(out io.Writer) error { return plain.ListRuns(out, presets.UserShelf()) }},
	} {
		c.AddCommand(&cobra.Command{Use: l.name, Short: l.short, Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) error { return ran(l.run(c.OutOrStdout())) }})
	}
	return c
}
