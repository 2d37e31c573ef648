package plain

import (
	"context"
	"fmt"
	"io"
	"strings"

	"bijou/presets/bench"
)

// RoundTripOptions say how RoundTrip runs.
type RoundTripOptions struct {
	Out      io.Writer
	Progress io.Writer // gets a progress bar; nil for none
	JSON     bool
	Points   int    // of each layer
	Only     string // layers whose spec holds this text
}

// RoundTrip carries points forward and back through every layer of the catalogue
// and prints a line for each as soon as it is done.
func RoundTrip(ctx context.Context, o RoundTripOptions) error {
	if !o.JSON {
		fmt.Fprintf(o.Out, "%-38s %4s %9s %10s %8s %10s %8s %8s %8s %8s\n", "layer", "dim", "points", "off by", "bound", "log|det|", "bound", "rounded", "far", "seconds")
	}
	var missed missedOf
	m := NewMeter(o.Progress, "layers", 0, len(bench.Trips()))
	defer m.Clear()
	o.Out = m.Over(o.Out)
	for i, t := range bench.Trips() {
		m.Set(i, t.Name())
		if !strings.Contains(t.Name(), o.Only) {
			continue
		}
		r, err := t.Run(ctx, o.Points)
		if err != nil {
			return err
		}
		if err := writeRoundTrip(o.Out, r, missed.verdict(r.Met), o.JSON); err != nil {
			return err
		}
	}
	return missed.err()
}

func writeRoundTrip(out io.Writer, r bench.RoundTrip, verdict string, asJSON bool) error {
	if asJSON {
		return writeJSON(out, r)
	}
	_, err := fmt.Fprintf(out, "%-38s %4d %9d %10.1e %8.0e %10.1e %8.0e %8d %8d %8.2f %s\n", r.Layer, r.Dim, r.Points,
		float64(r.MaxError), r.Bound, float64(r.MaxLadj), r.Ladj, r.Rounded, r.Far, r.Seconds, verdict)
	return err
}
