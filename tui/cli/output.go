package cli

import (
	"errors"
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"bijou/presets/tables"
)

// output is where a command writes a table, and in which format.
type output struct{ path, format string }

func (o *output) register(c *cobra.Command) {
	c.Flags().StringVarP(&o.path, "output", "o", "", "file to write, .csv, .jsonl, .npy or .parquet, packed with .gz behind; without it standard output")
	c.Flags().StringVar(&o.format, "format", "", "csv, jsonl, npy or parquet, in place of what the name of the file says")
	c.MarkFlagsMutuallyExclusive("json", "output")
	c.MarkFlagsMutuallyExclusive("json", "format")
}

// write lets run write, and gives a file its name only when all is well.
func (o *output) write(c *cobra.Command, run func(out io.Writer, f tables.Format) error) error {
	f, err := tables.FormatOf(o.path, o.format)
	if err != nil {
		return usage(err)
	}
	if o.path == "" {
		if !f.IsText() && term.IsTerminal(os.Stdout.Fd()) {
			return usage(errors.New("what comes out is no text: name a file with -o"))
		}
		return ran(run(c.OutOrStdout(), f))
	}
	file, err := tables.Create(o.path)
	if err != nil {
		return usage(err)
	}
	if err := run(file, f); err != nil {
		file.Discard()
		return ran(err)
	}
	return ran(file.Commit())
}
