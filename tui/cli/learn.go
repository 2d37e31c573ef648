package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"bijou/model"
	"bijou/presets"
	"bijou/presets/glossary"
	"bijou/tui/plain"
)

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
