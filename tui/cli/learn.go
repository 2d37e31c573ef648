package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/glossary"
	"bijou/presets/lessons"
	"bijou/presets/reading"
	"bijou/tui"
	"bijou/tui/plain"
	"bijou/tui/terminal"
)

func listLessons() *cobra.Command {
	return &cobra.Command{
		Use: "lessons", Short: "List the lessons, each a run and a question", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return ran(plain.ListLessons(c.OutOrStdout())) },
	}
}

// lesson opens the explorer with a lesson.
func lesson() *cobra.Command {
	var look tui.Options
	c := &cobra.Command{
		Use:   "lesson NUMBER|FILE",
		Short: "Begin a lesson: things to do that the program notices, and an answer with the numbers of the run",
		Long: "Open the explorer with a lesson: one of the program by its number, or one of your own from a file.\n" +
			"How a lesson is written stands in .github/LESSONS.md.",
		Example: "  bijou lesson 1\n  bijou lesson my.lesson", Args: cobra.ExactArgs(1),
		ValidArgsFunction: oneOf(lessonNames),
		RunE: func(c *cobra.Command, args []string) error {
			l, err := lessons.Open(args[0])
			if err != nil {
				return usage(err)
			}
			cfg, err := l.Config()
			if err != nil {
				return usage(fmt.Errorf("%s: run: %w", reading.Clean(args[0]), err))
			}
			if err := terminal.Check(os.Stdin, os.Stdout, os.Environ()); err != nil {
				return usage(err)
			}
			look.Fit, err = model.NewFit(cfg)
			if err != nil {
				return usage(err)
			}
			look.Name, look.Lesson, look.Notes = l.Name(), l, cfg.Source.Notes
			keepSessions(&look, presets.UserShelf())
			return explored(tui.Run(c.Context(), look))
		},
	}
	registerLook(c, &look)
	return c
}

func lessonNames() []cobra.Completion {
	return described(lessons.All(), func(l *lessons.Lesson) (name, summary string) { return fmt.Sprint(l.Number), l.Title })
}

func explain() *cobra.Command {
	var run string
	c := &cobra.Command{
		Use:   "explain [WORD]",
		Short: "What a word or a number on the screen means, with its formula",
		Long: "Explain a word in two sentences and a formula, which is written with the numbers of a saved run, or of\n" +
			"the last session if there is one. Without a word the glossary is listed. In the explorer ? does the same.",
		Example:           "  bijou explain NLL\n  bijou explain 'Pareto k' --run fit.safetensors",
		ValidArgsFunction: oneOf(termNames),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return ran(plain.ListTerms(c.OutOrStdout()))
			}
			s, err := explained(run)
			if err != nil {
				return usage(err)
			}
			if err := plain.Explain(c.OutOrStdout(), strings.Join(args, " "), s); err != nil {
				return usage(err)
			}
			return nil
		},
	}
	c.Flags().StringVar(&run, "run", "", "saved run whose numbers stand in the formula")
	return c
}

// explained is the run whose numbers explain a word: the one that is named or, if it can
// be had, the last session.
func explained(run string) (*model.Snapshot, error) {
	if run != "" {
		return bestOf(run)
	}
	f, err := presets.UserShelf().OpenLast()
	if err != nil {
		return nil, nil // there is none, or none of today: the formula stands without numbers
	}
	defer f.Close()
	return f.BestSnapshot(), nil
}

func termNames() []cobra.Completion {
	return described(glossary.Terms(), func(t glossary.Term) (name, summary string) { return t.Name, t.Formula })
}
