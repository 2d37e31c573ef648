package plain

import (
	"fmt"
	"io"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"

	"bijou/flows/ad/kernel"
	"bijou/presets/bench"
)

// SpeedOptions say what Speed measures.
type SpeedOptions struct {
	JSON      bool
	Only      string    // models whose name holds this text
	Progress  io.Writer // gets a progress bar; nil for none
	Precision string    // of the nets that have a choice; empty is what each takes by itself
}

// Speed measures the standard table, a line a case as soon as it is done.
func Speed(out io.Writer, o SpeedOptions) error {
	if !o.JSON {
		fmt.Fprintf(out, "%-14s %5s %4s %8s %8s %9s %9s %9s %7s %9s %6s %9s %9s\n", "model", "batch", "dim", "params", "kernel", "nets",
			"steps/s", "best", "spread", "GFLOP/s", "peak", "grid ms", "sample ms")
	}
	peaks := map[string]float64{}
	m := NewMeter(o.Progress, "cases", 0, len(bench.Cases()))
	defer m.Clear()
	out = m.Over(out)
	for i, c := range bench.Cases() {
		m.Set(i, c.Model)
		if !strings.Contains(c.Model, o.Only) {
			continue
		}
		c.Precision = o.Precision
		s, err := bench.Measure(c)
		if err != nil {
			return err
		}
		peaks[s.Precision] = max(peaks[s.Precision], s.PeakGFLOPS)
		if err = writeSpeed(out, s, o.JSON); err != nil {
			return err
		}
	}
	if o.JSON {
		return nil
	}
	fmt.Fprintf(out, "\nThis processor runs the kernels %s.", strings.Join(kernel.Available(), ", "))
	for _, precision := range slices.Sorted(maps.Keys(peaks)) {
		fmt.Fprintf(out, " Peak in %s precision: %.1f GFLOP/s.", precision, peaks[precision])
	}
	_, err := fmt.Fprintf(out, speedNotes, runtime.GOMAXPROCS(0))
	return err
}

const speedNotes = `
Peaks are those of a loop of multiply-adds on %d core(s), each case beside that of its nets' precision.
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
	_, err := fmt.Fprintf(out, "%-14s %5d %4d %8d %8s %9s %9.0f %9.0f %5.0f %% %9s %6s %9.2f %9.2f\n", s.Model, s.Batch, s.Dim, s.Params, s.Kernel, s.Precision,
		s.StepsPerS, s.StepsPerSMax, 100*s.Spread, flops, share, s.GridMS, float64(s.SampleMS))
	return err
}
