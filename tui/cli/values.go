package cli

import (
	"bijou/presets/reading"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// takes says what a flag takes, by the name of its type.
var takes = map[string]string{
	"int": "a whole number", "uint64": "a whole number from 0 on", "float64": "a number", "bool": "true or false", "duration": "a time as 90s, 10m or 1h30m",
}

// worded says of a value that a flag does not take what it takes.
func worded(err error) error {
	wrong, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err
	}
	f := wrong.GetFlag()
	if what, known := takes[f.Value.Type()]; known {
		return fmt.Errorf("%s takes %s, not %q", f.Name, what, reading.Clean(wrong.GetValue()))
	}
	return err
}

// wordFlags makes errors of flags sentences.
func wordFlags(c *cobra.Command) {
	c.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		if told := worded(err); told != err {
			return fmt.Errorf("--%w", told)
		}
		return err
	})
}
