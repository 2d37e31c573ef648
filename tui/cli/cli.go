// Package cli is the command line: each verb reads its flags and calls one
// function that does the work.
package cli

import (
	"context"
	"image/color"
	"os"
	"time"

	"charm.land/fang/v2"
	"charm.land/lipgloss/v2"
	"github.com/spf13/cobra"

	"bijou/presets"
	"bijou/tui"
	"bijou/tui/plain"
	"bijou/tui/terminal"
)

// Main runs the command that the process was started with and returns its exit
// code.
func Main() int {
	c := root()
	lendInput(c, os.Stdin)
	os.Stdin = nil
	err := fang.Execute(context.Background(), c, fang.WithVersion(version()), fang.WithErrorHandler(tell), fang.WithoutManpage(), fang.WithColorSchemeFunc(colours))
	return exitCode(err)
}

// lendInput gives standard input to a command and those below it while they
// run. For the rest of the program Main takes it away: fang would ask the
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

// sentences runs what the explorer would show, and tells it.
func sentences(c *cobra.Command, f *flags) error {
	defer f.close()
	_, fit, err := f.fit(c)
	if err != nil {
		return usage(err)
	}
	o := plain.SentencesOptions{Out: c.OutOrStdout(), Every: 5 * time.Second}
	if f.data != "-" {
		o.In = os.Stdin
	}
	ctx, stop := withSignals(c.Context())
	defer stop()
	return ran(plain.Sentences(ctx, fit, o))
}

func root() *cobra.Command {
	var f flags
	var look tui.Options
	var asSentences bool
	c := &cobra.Command{
		Use:   "bijou",
		Short: "A terminal explorer for normalizing flows",
		Long: "Build a stack of invertible layers, watch it learn the density of some data, and edit it\n" +
			"while it does: base and data side by side, the loss, and what every layer does to volume.",
		Example: `  bijou
  bijou --data rings --stack 'actnorm, coupling(rqs, bins=16)*6, linear'
  bijou --data points.csv --cols height,weight
  bijou train --recipe realnvp --json
  bijou --run fit.safetensors
  bijou --resume`,
		Args: f.moreSounds,
		RunE: func(c *cobra.Command, _ []string) error {
			if asSentences {
				return sentences(c, &f)
			}
			if err := terminal.Check(os.Stdin, os.Stdout, os.Environ()); err != nil {
				return usage(err)
			}
			if err := checkLooks(look.Theme, look.Glyphs); err != nil {
				return usage(err)
			}
			defer f.close()
			cfg, fit, err := f.fit(c)
			if err != nil {
				return usage(err)
			}
			look.Fit, look.Name, look.Notes = fit, f.name(c), cfg.Source.Notes
			keepSessions(&look, presets.UserShelf())
			file := configFile()
			look.Settings = tui.Keeper{Path: file, Keep: func(name, value string) error { return setPreference(file, name, value) }}
			return explored(tui.Run(c.Context(), look))
		},
	}
	c.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		prefer(c)
		return badKernel()
	}
	f.register(c)
	f.registerResume(c)
	registerLook(c, &look)
	c.Flags().BoolVar(&asSentences, "plain", false, "tell how the run goes in sentences, for readers of screens")
	c.AddCommand(train(), eval(), sweepVerb(), score(), sample(), speak(), compress(), decompress(), plot(), screen(), recordCast(), export(), imports(), list(), explain(), listLessons(), lesson(), measure(), serve(), config(), healthy(), man(), licenses())
	complete(c)
	wordFlags(c)
	return c
}

// registerLook adds the flags that say how the explorer looks.
func registerLook(c *cobra.Command, look *tui.Options) {
	c.Flags().StringVar(&look.Theme, "theme", "", "auto, dark, light, contrast or safe (for colour-blind eyes), these two also as contrast-light; the terminal is asked for its ground")
	c.Flags().StringVar(&look.Glyphs, "glyphs", "", "braille, blocks or ascii; by the locale otherwise")
	c.Flags().BoolVar(&look.NoMouse, "no-mouse", false, "leave the mouse to the terminal")
}
