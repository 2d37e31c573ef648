package cli

import (
	"io"
	"os"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
)

// quietFlag is that of commands that work long: it keeps bars and notes from standard error.
const quietFlag = "quiet"

func registerQuiet(c *cobra.Command) {
	c.Flags().BoolP(quietFlag, "q", false, "no progress bar and no notes on standard error")
}

func isQuiet(c *cobra.Command) bool {
	f := c.Flags().Lookup(quietFlag)
	return f != nil && f.Value.String() == "true"
}

// progress returns where a progress bar goes: a terminal on standard error, in as many
// colours as that has; nil for nowhere.
func progress(c *cobra.Command) io.Writer {
	if isQuiet(c) || !term.IsTerminal(os.Stderr.Fd()) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return colorprofile.NewWriter(os.Stderr, os.Environ())
}

// progressBeside is progress for a command whose rows come out as it works: on a terminal
// they are seen themselves.
func progressBeside(c *cobra.Command, path string) io.Writer {
	if path == "" && term.IsTerminal(os.Stdout.Fd()) {
		return nil
	}
	return progress(c)
}

// aside returns where notes go.
func aside(c *cobra.Command) io.Writer {
	if isQuiet(c) {
		return io.Discard
	}
	return os.Stderr
}
