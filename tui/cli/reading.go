package cli

import (
	"bijou/presets/reading"
	"fmt"

	"github.com/spf13/cobra"
)

// readingFlags say how a table is written, a flag for each field that a recipe line
// has for it.
type readingFlags struct{ c *cobra.Command }

func (f *readingFlags) register(c *cobra.Command) {
	f.c = c
	for _, field := range reading.ReadingFields() {
		if !field.Splits {
			c.Flags().String(field.Name, "", field.Help)
		}
	}
}

// registerSplits adds the flags that say how rows are cut into parts, for commands that
// train.
func (f *readingFlags) registerSplits(c *cobra.Command) {
	for _, field := range reading.ReadingFields() {
		if field.Splits {
			c.Flags().String(field.Name, "", field.Help)
			c.MarkFlagsMutuallyExclusive("world", field.Name)
		}
	}
}

// reading is what the flags say.
func (f *readingFlags) reading() (reading.Reading, error) {
	var r reading.Reading
	for _, field := range reading.ReadingFields() {
		if flag := f.c.Flags().Lookup(field.Name); flag != nil && flag.Changed {
			if err := r.Set(field.Name, flag.Value.String()); err != nil {
				return r, fmt.Errorf("--%w", err)
			}
		}
	}
	return r, nil
}
