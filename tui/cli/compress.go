package cli

import (
	"errors"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"bijou/tui/plain"
)

func compress() *cobra.Command {
	return &cobra.Command{
		Use:   "compress RUN FILE",
		Short: "Write a file of whole numbers in as few bytes as a saved run says",
		Long: "Write a file in as few bytes as a saved run says that it takes, to standard output. The run was\n" +
			"trained with objective=bits, as the recipe compress is. FILE holds rows of as many whole numbers as\n" +
			"the run learnt: text with commas between, or a byte for every number. It comes back byte by byte,\n" +
			"on every machine, with the same run.",
		Example: "  bijou train --recipe compress --save digits.safetensors\n" +
			"  bijou compress digits.safetensors images.csv > images.bjc\n" +
			"  bijou decompress digits.safetensors images.bjc > images.csv",
		Args: cobra.ExactArgs(2), ValidArgsFunction: firstRun,
		RunE: func(c *cobra.Command, args []string) error {
			if term.IsTerminal(os.Stdout.Fd()) {
				return usage(errors.New("what comes out is no text: write it to a file, > packed.bjc"))
			}
			s, err := bestOf(args[0])
			if err != nil {
				return usage(err)
			}
			return packing(plain.Compress(s, args[1], c.OutOrStdout(), os.Stderr))
		},
	}
}

func decompress() *cobra.Command {
	return &cobra.Command{
		Use:     "decompress RUN FILE",
		Short:   "Write a compressed file as it was",
		Long:    "Write a file that bijou compress wrote as it was before, to standard output. A file that is damaged, or\nthat another run wrote, is refused by its checksums.",
		Example: "  bijou decompress digits.safetensors images.bjc > images.csv",
		Args:    cobra.ExactArgs(2), ValidArgsFunction: firstRun,
		RunE: func(c *cobra.Command, args []string) error {
			s, err := bestOf(args[0])
			if err != nil {
				return usage(err)
			}
			return packing(plain.Decompress(s, args[1], c.OutOrStdout()))
		},
	}
}

// packing marks an error of a file or of a run that does not code.
func packing(err error) error {
	if err == nil {
		return nil
	}
	return usage(err)
}
