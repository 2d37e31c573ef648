package plain

import (
	"fmt"
	"io"
	"math"
	"strings"

	"bijou/flows/ad/kernel"
	"bijou/presets/bench"
)

// Speed measures the standard table, a line a case as soon as it is done.
func Speed(out io.Writer, asJSON bool) error {
	if !asJSON {
		fmt.Fprintf(out, "%-13s %5s %4s %8s %8s %9s %9s %7s %9s %6s %9s %9s\n", "model", "batch", "dim", "params", "kernel",
			"steps/s", "best", "spread", "GFLOP/s", "peak", "grid ms", "sample ms")
	}
	var s bench.Speed
	var err error
	for _, c := range bench.Cases() {
		if s, err = bench.Measure(c); err != nil {
			return err
		}
		if err = writeSpeed(out, s, asJSON); err != nil {
			return err
		}
	}
	if !asJSON {
		_, err = fmt.Fprintf(out, speedNotes, strings.Join(kernel.Available(), ", "), s.PeakGFLOPS, s.Workers)
	}
	return err
}

const speedNotes = `
This processor runs the kernels %s. Peak: %.1f GFLOP/s by a loop of multiply-adds on %d core(s).
GFLOP/s counts what the products of matrices take in a dense net, 6·weights·batch a step, and in a
convolution that at every position.
Above 100 %% stand nets that did without: ReLUs that hear one number make straight lines.
grid: log p of 10,000 points. sample: 10,000 of them.
`

func writeSpeed(out io.Writer, s bench.Speed, asJSON bool) error {
	if asJSON {
		return writeJSON(out, s)
	}
	flops, share := "—", "—"
	if s.GFLOPS > 0 {
		flops, share = fmt.Sprintf("%.1f", s.GFLOPS), fmt.Sprintf("%.0f %%", math.Round(100*s.PeakShare))
	}
	_, err := fmt.Fprintf(out, "%-13s %5d %4d %8d %8s %9.0f %9.0f %5.0f %% %9s %6s %9.2f %9.2f\n", s.Model, s.Batch, s.Dim, s.Params, s.Kernel,
		s.StepsPerS, s.StepsPerSMax, 100*s.Spread, flops, share, s.GridMS, float64(s.SampleMS))
	return err
}
