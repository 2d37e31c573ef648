// Bijou is a terminal explorer for normalizing flows: build a stack of
// invertible layers, watch it learn, and edit it while it does.
package main

import (
	"context"
	"errors"
	"fmt"
	"image/color"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"charm.land/fang/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"bijou/flows"
	"bijou/flows/ad/kernel"
	"bijou/model"
	"bijou/presets"
	"bijou/tui"
	"bijou/tui/plain"
)

// The exit codes, beside 128 + the number of a signal.
const (
	exitFailure  = 1
	exitUsage    = 2
	exitBadFile  = 3
	exitDiverged = 4
)

func main() {
	c := root()
	lendInput(c, os.Stdin)
	os.Stdin = nil
	err := fang.Execute(context.Background(), c, fang.WithVersion(version()), fang.WithErrorHandler(tell), fang.WithColorSchemeFunc(colours))
	os.Exit(exitCode(err))
}

// lendInput gives standard input to a command and those below it while they
// run. For the rest of the program main takes it away: fang would ask the
// terminal for its background before it prints help or an error, and then wait
// for the answer, or leave it in the shell's input.
func lendInput(c *cobra.Command, stdin *os.File) {
	for _, below := range c.Commands() {
		lendInput(below, stdin)
	}
	if run := c.RunE; run != nil {
		c.RunE = func(c *cobra.Command, args []string) error {
			os.Stdin = stdin
			defer func() { os.Stdin = nil }()
			return run(c, args)
		}
	}
}

// colours can be read on a dark and on a light background.
func colours(lipgloss.LightDarkFunc) fang.ColorScheme {
	plain := lipgloss.NoColor{}
	return fang.ColorScheme{
		Base: plain, Description: plain, Argument: plain, Help: plain, Dash: plain, Codeblock: plain,
		Title: lipgloss.Blue, Program: lipgloss.Blue, Command: lipgloss.Cyan, Flag: lipgloss.Green,
		FlagDefault: lipgloss.BrightBlack, DimmedArgument: lipgloss.BrightBlack, Comment: lipgloss.BrightBlack,
		QuotedString: lipgloss.Magenta,
		ErrorHeader:  [2]color.Color{lipgloss.Black, lipgloss.Red}, ErrorDetails: plain,
	}
}

func root() *cobra.Command {
	var f flags
	var look tui.Options
	c := &cobra.Command{
		Use:   "bijou",
		Short: "A terminal explorer for normalizing flows",
		Long: "Build a stack of invertible layers, watch it learn the density of some data, and edit it\n" +
			"while it does: base and data side by side, the loss, and what every layer does to volume.",
		Example: `  bijou
  bijou --data rings --stack 'actnorm, coupling(rqs, bins=16)*6, linear'
  bijou --data points.csv --cols height,weight
  bijou train --recipe realnvp --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := tui.Check(os.Stdin, os.Stdout, os.Environ()); err != nil {
				return usage(err)
			}
			cfg, fit, err := f.fit(c)
			if err != nil {
				return usage(err)
			}
			look.Fit, look.Name, look.Notes = fit, f.name(c), cfg.Source.Notes
			return explored(tui.Run(c.Context(), look))
		},
	}
	c.PersistentPreRunE = func(*cobra.Command, []string) error { return badKernel() }
	f.register(c)
	c.Flags().StringVar(&look.Theme, "theme", "", "dark or light; the terminal is asked otherwise")
	c.Flags().StringVar(&look.Glyphs, "glyphs", "", "braille, blocks or ascii; by the locale otherwise")
	c.Flags().BoolVar(&look.NoMouse, "no-mouse", false, "leave the mouse to the terminal")
	c.AddCommand(train(), eval(), list(), measure())
	return c
}

func train() *cobra.Command {
	var f flags
	var asJSON bool
	var every int
	c := &cobra.Command{
		Use:     "train",
		Short:   "Train without a screen and report",
		Example: "  bijou train --data moons --seed 1 --steps 3000 --json",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, fit, err := f.fit(c)
			if err != nil {
				return usage(err)
			}
			ctx, stop := withSignals(c.Context())
			defer stop()
			o := plain.TrainOptions{Out: c.OutOrStdout(), JSON: asJSON, Every: every, Progress: progress()}
			return ran(plain.Train(ctx, fit, cfg, o))
		},
	}
	f.register(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a report, the last with event \"done\"")
	c.Flags().IntVar(&every, "every", 500, "steps between two JSON reports; 0 for the last only")
	return c
}

func eval() *cobra.Command {
	var f flags
	var asJSON bool
	c := &cobra.Command{
		Use:     "eval",
		Short:   "Train without a screen, and judge the flow by everything that is known",
		Example: "  bijou eval --recipe realnvp",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			cfg, fit, err := f.fit(c)
			if err != nil {
				return usage(err)
			}
			ctx, stop := withSignals(c.Context())
			defer stop()
			return ran(plain.Eval(ctx, fit, cfg, plain.EvalOptions{Out: c.OutOrStdout(), JSON: asJSON, Progress: progress()}))
		},
	}
	f.register(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func measure() *cobra.Command {
	c := &cobra.Command{Use: "bench", Short: "Measure bijou on this machine"}
	var asJSON bool
	var workers int
	speed := &cobra.Command{
		Use:   "speed",
		Short: "Steps per second of the standard models, and their share of what the processor can do",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if workers > 0 {
				runtime.GOMAXPROCS(workers)
			}
			return ran(plain.Speed(c.OutOrStdout(), asJSON))
		},
	}
	speed.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	speed.Flags().IntVar(&workers, "workers", 0, "processors to use; 0 for all")
	c.AddCommand(speed, quality())
	return c
}

func quality() *cobra.Command {
	var seconds float64
	var seeds int
	var only string
	c := &cobra.Command{
		Use:   "quality",
		Short: "KL of the standard flows on the standard targets, against bars; exit 1 where one is missed",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx, stop := withSignals(c.Context())
			defer stop()
			return ran(plain.Quality(ctx, c.OutOrStdout(), seconds, seeds, only))
		},
	}
	c.Flags().Float64Var(&seconds, "seconds", 30, "training time of a cell and seed")
	c.Flags().IntVar(&seeds, "seeds", 3, "seeds of a cell; the worst counts")
	c.Flags().StringVar(&only, "only", "", "cells whose target or family holds this text")
	return c
}

func list() *cobra.Command {
	c := &cobra.Command{Use: "list", Short: "List data sets, targets, layers or recipes"}
	for _, l := range []struct {
		name, short string
		run         func(io.Writer) error
	}{
		{"data", "The data sets with their fields", plain.ListData},
		{"targets", "The densities that need no data", plain.ListTargets},
		{"layers", "The layers with their fields", plain.ListLayers},
		{"recipes", "Ready-made runs, each one line for --spec", plain.ListRecipes},
	} {
		c.AddCommand(&cobra.Command{Use: l.name, Short: l.short, Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) error { return ran(l.run(c.OutOrStdout())) }})
	}
	return c
}

// flags are what every run may be told.
type flags struct {
	data, target        string
	stack, recipe, spec string
	cols                []string
	seed                uint64
	steps, batch        int
	lr                  string
}

func (f *flags) register(c *cobra.Command) {
	s := c.Flags()
	s.StringVar(&f.data, "data", "", "data set such as 'moons(n=2000)', a CSV file, or - for standard input")
	s.StringVar(&f.target, "target", "", "density to learn without data, by reverse KL; see bijou list targets")
	s.StringSliceVar(&f.cols, "cols", nil, "columns of the file, by name or number")
	s.StringVar(&f.stack, "stack", "", "layers from base to data, such as 'actnorm, coupling(rqs)*4'")
	s.StringVar(&f.recipe, "recipe", presets.DefaultRecipe, "ready-made run; see bijou list recipes")
	s.StringVar(&f.spec, "spec", "", "whole run as one line: data | stack | training | seed=7")
	s.Uint64Var(&f.seed, "seed", 1, "seed of the start and of the batches")
	s.IntVar(&f.steps, "steps", 0, "steps until training ends")
	s.IntVar(&f.batch, "batch", 0, "points a step")
	s.StringVar(&f.lr, "lr", "", "learning rate")
	c.MarkFlagsMutuallyExclusive("recipe", "spec")
	c.MarkFlagsMutuallyExclusive("data", "target")
}

// fit puts a run together: the recipe, and over it whatever flags are given.
func (f *flags) fit(c *cobra.Command) (cfg model.Config, fit *model.Fit, err error) {
	parts, err := f.parts(c)
	if err != nil {
		return cfg, nil, err
	}
	if cfg, err = parts.Config(f.cols); err != nil {
		return cfg, nil, err
	}
	if cfg.Settings, err = f.settings(c, cfg.Settings); err != nil {
		return cfg, nil, err
	}
	fit, err = model.NewFit(cfg)
	return cfg, fit, err
}

// settings puts the flags that speak of training over those of the recipe.
func (f *flags) settings(c *cobra.Command, s model.Settings) (model.Settings, error) {
	over := map[string]string{}
	for _, name := range []string{"steps", "batch", "lr"} {
		if flag := c.Flags().Lookup(name); flag.Changed {
			over[name] = flag.Value.String()
		}
	}
	if f.target != "" {
		over["objective"] = "reverse-kl"
	}
	for name, value := range over {
		var err error
		if s, err = s.With(name, value); err != nil {
			return s, err
		}
	}
	return s, nil
}

// parts takes the texts of a run from the recipe or the spec, and from the
// flags that stand over them.
func (f *flags) parts(c *cobra.Command) (presets.Parts, error) {
	line := f.spec
	if line == "" {
		r, err := presets.LookupRecipe(f.recipe)
		if err != nil {
			return presets.Parts{}, err
		}
		line = r.Line
	}
	parts, err := presets.SplitRecipe(line)
	for name, part := range map[string]*string{"data": &parts.Data, "target": &parts.Data, "stack": &parts.Stack, "seed": &parts.Seed} {
		if flag := c.Flags().Lookup(name); flag.Changed {
			*part = flag.Value.String()
		}
	}
	return parts, err
}

// badKernel says what is wrong with BIJOU_KERNEL, if anything is.
func badKernel() error {
	if err := kernel.Environment(); err != nil {
		return usage(err)
	}
	return nil
}

// progress returns where a progress bar goes: a terminal on standard error.
func progress() io.Writer {
	if term.IsTerminal(os.Stderr.Fd()) && os.Getenv("TERM") != "dumb" {
		return os.Stderr
	}
	return nil
}

// name is that of the recipe, if it is shown as it stands.
func (f *flags) name(c *cobra.Command) string {
	for _, flag := range []string{"spec", "data", "target", "stack"} {
		if c.Flags().Changed(flag) {
			return ""
		}
	}
	return f.recipe
}

// A codeError is an error with the exit code that it ends the program with.
type codeError struct {
	code int
	error
}

func (e *codeError) Unwrap() error { return e.error }

// usage marks an error of what the person typed, or of the file that it named.
func usage(err error) error {
	_, file := errors.AsType[*presets.BadFileError](err)
	_, data := errors.AsType[*model.DataError](err)
	if file || data {
		return &codeError{exitBadFile, err}
	}
	return &codeError{exitUsage, err}
}

// ran marks an error of what the program did; nil stays nil.
func ran(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, plain.ErrDiverged):
		return &codeError{exitDiverged, err}
	}
	if _, ok := errors.AsType[stopped](err); ok {
		return err
	}
	return &codeError{exitFailure, err}
}

// explored marks the end of the explorer; nil stays nil.
func explored(err error) error {
	if err == nil {
		return nil
	}
	return &codeError{tui.ExitCode(err), err}
}

// exitCode turns what a command returned into the code of the process. What no
// command marked comes from the reading of the command line itself.
func exitCode(err error) int {
	if err == nil {
		return 0
	}
	if s, ok := errors.AsType[stopped](err); ok {
		return 128 + int(s.signal)
	}
	if c, ok := errors.AsType[*codeError](err); ok {
		return c.code
	}
	return exitUsage
}

// stopped says that a signal ended the program.
type stopped struct{ signal syscall.Signal }

func (s stopped) Error() string { return "stopped by " + s.signal.String() }

// withSignals returns a context that ends, with the signal as its cause, when
// the process is asked to. A second signal ends the process at once.
func withSignals(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		s, ok := <-c
		signal.Stop(c)
		if number, is := s.(syscall.Signal); ok && is {
			cancel(stopped{number})
		}
	}()
	return ctx, func() { signal.Stop(c); close(c) }
}

// tell writes an error as one sentence, with a caret under the place in a text
// that it is about.
func tell(w io.Writer, _ fang.Styles, err error) {
	if code := exitCode(err); code > 128 {
		return // a signal needs no words
	}
	fmt.Fprintf(w, "bijou: %s\n", err)
	if p, ok := errors.AsType[*flows.ParseError](err); ok {
		fmt.Fprintf(w, "  %s\n  %*s\n", presets.Clean(p.Text), p.Column, "^")
	}
}

// version is the module's version and the commit that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v += " " + s.Value[:min(len(s.Value), 12)]
		}
	}
	return v
}
