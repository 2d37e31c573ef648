package cli

import (
	"errors"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"bijou/tui/plain"
)

func compress() *cobra.Command {
	beside := false
	c := &cobra.Command{
		Use:   "compress RUN FILE",
		Short: "Write a table or images in as few bytes as a saved run says",
		Long: "Write a file in as few bytes as a saved run says that it takes, to standard output. The run was\n" +
			"trained with objective=bits, as the recipes compress-table and compress are. FILE is text: a table\n" +
			"whose columns that the run learnt are whole numbers or fixed decimals, with or without a line of\n" +
			"names, others between. Of images it may be a byte for every number. It comes back byte by byte, on\n" +
			"every machine, with the same run: what the run did not learn, such as other columns, comments,\n" +
			"gaps and numbers out of range, is kept as it stands, and takes more bytes.",
		Example: "  bijou train --recipe compress-table --data counts.csv --save counts.safetensors\n" +
			"  bijou compress counts.safetensors counts.csv --beside > counts.bjc\n" +
			"  bijou decompress counts.safetensors counts.bjc > counts.csv",
		Args: cobra.ExactArgs(2), ValidArgsFunction: firstRun,
		RunE: func(c *cobra.Command, args []string) error {
			if term.IsTerminal(os.Stdout.Fd()) {
				return usage(errors.New("what comes out is no text: write it to a file, > packed.bjc"))
			}
			s, err := bestOf(args[0])
			if err != nil {
				return usage(err)
			}
			return packing(plain.Compress(s, args[1], beside, c.OutOrStdout(), os.Stderr))
		},
	}
	c.Flags().BoolVar(&beside, "beside", false, "Also say what gzip, bzip2 and xz make of the file, those that are installed")
	return c
}

func decompress() *cobra.Command {
	return &cobra.Command{
		Use:     "decompress RUN FILE",
		Short:   "Write a compressed file as it was",
		Long:    "Write a file that bijou compress wrote as it was before, to standard output. A file that is damaged, or\nthat another run wrote, is refused by its checksums.",
		Example: "  bijou decompress counts.safetensors counts.bjc > counts.csv",
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
