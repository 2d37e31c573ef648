package cli

import (
	"fmt"
	"os"
	"strconv"
	"time"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"

	"bijou/tui/licences"
)

// man prints the page of the manual, for packages.
func man() *cobra.Command {
	return &cobra.Command{
		Use:    "man",
		Short:  "Print the page of the manual, for man(1)",
		Long:   "Print the page of the manual, for man(1). Its date is SOURCE_DATE_EPOCH, otherwise that of the commit\nthat bijou was built from, otherwise today.",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			at, err := manualDate(os.Getenv("SOURCE_DATE_EPOCH"))
			if err != nil {
				return usage(err)
			}
			page, err := mango.NewManPage(1, c.Root())
			if err != nil {
				return ran(err)
			}
			_, err = fmt.Fprint(c.OutOrStdout(), page.Build(dated{roff.NewDocument(), at}))
			return ran(err)
		},
	}
}

// manualDate reads the date by which builds are reproducible, in seconds since 1970
// (reproducible-builds.org/specs/source-date-epoch).
func manualDate(epoch string) (time.Time, error) {
	if epoch == "" {
		if at := built().at; !at.IsZero() {
			return at, nil
		}
		return time.Now().UTC(), nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is a number of seconds, not %q", epoch)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// A dated document has a date of its own in its heading.
type dated struct {
	*roff.Document
	at time.Time
}

// Heading writes the heading with that date.
func (d dated) Heading(section uint, title, description string, _ time.Time) {
	d.Document.Heading(section, title, description, d.at)
}

// licenses prints the terms of all that is in the program.
func licenses() *cobra.Command {
	return &cobra.Command{
		Use:   "licenses",
		Short: "Print the licences of bijou, of the modules in it and of its data",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprint(c.OutOrStdout(), licences.Text)
			return ran(err)
		},
	}
}
