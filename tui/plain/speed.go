package plain

import (
	"fmt"
	"io"
	"math"

	"bijou/presets/bench"
)

// Speed measures the standard table, a line a case as soon as it is done.
func Speed(out io.Writer, asJSON bool) error {
	if !asJSON {
		fmt.Fprintf(out, "%-13s %5s %4s %8s %8s %9s %9s %7s %9s %6s %9s %9s\n", "model", "batch", "dim", "params", "kernel",
			"steps/s", "best", "spread", "GFLOP/s", "peak", "grid ms", "sample ms")
	}
	for _, c := range bench.Cases() {
		s, err := bench.Measure(c)
		if err != nil {
			return err
		}
		if err := writeSpeed(out, s, asJSON); err != nil {
			return err
		}
	}
	return nil
}

func writeSpeed(out io.Writer, s bench.Speed, asJSON bool) error {
	if asJSON {
		return writeJSON(out, s)
	}
	share := "—"
	if s.GFLOPS > 0 {
		share = fmt.Sprintf("%.0f %%", math.Round(100*s.PeakShare))
	}
	_, err := fmt.Fprintf(out, "%-13s %5d %4d %8d %8s %9.0f %9.0f %5.0f %% %9.1f %6s %9.2f %9.2f\n", s.Model, s.Batch, s.Dim, s.Params, s.Kernel,
		s.StepsPerS, s.StepsPerSMax, 100*s.Spread, s.GFLOPS, share, s.GridMS, float64(s.SampleMS))
	return err
}
