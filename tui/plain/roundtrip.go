package plain

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"bijou/presets/bench"
)

// RoundTripOptions say how RoundTrip runs.
type RoundTripOptions struct {
	Out    io.Writer
	JSON   bool
	Points int    // of each layer
	Only   string // layers whose spec holds this text
}

// RoundTrip carries points forward and back through every layer of the catalogue
// and prints a line for each as soon as it is done.
func RoundTrip(ctx context.Context, o RoundTripOptions) error {
	if !o.JSON {
		fmt.Fprintf(o.Out, "%-38s %4s %9s %10s %8s %10s %8s %8s %8s %8s\n", "layer", "dim", "points", "off by", "bound", "log|det|", "bound", "rounded", "far", "seconds")
	}
	missed := 0
	for _, t := range bench.Trips() {
		if !strings.Contains(t.Name(), o.Only) {
			continue
		}
		r, err := t.Run(ctx, o.Points)
		if err != nil {
			return err
		}
		if !r.Met {
			missed++
		}
		if err := writeRoundTrip(o.Out, r, o.JSON); err != nil {
			return err
		}
	}
	if missed > 0 {
		return fmt.Errorf("%w: %d of the table", ErrMissed, missed)
	}
	return nil
}

func writeRoundTrip(out io.Writer, r bench.RoundTrip, asJSON bool) error {
	if asJSON {
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(out, string(line))
		return err
	}
	verdict := "✓"
	if !r.Met {
		verdict = "✗ missed"
	}
	_, err := fmt.Fprintf(out, "%-38s %4d %9d %10.1e %8.0e %10.1e %8.0e %8d %8d %8.2f %s\n", r.Layer, r.Dim, r.Points,
		float64(r.MaxError), r.Bound, float64(r.MaxLadj), r.Ladj, r.Rounded, r.Far, r.Seconds, verdict)
	return err
}
