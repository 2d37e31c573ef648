package plain

import (
	"encoding/json"
	"fmt"
	"io"
)

// writeJSON writes a value as one object on one line.
func writeJSON(out io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, string(line))
	return err
}
