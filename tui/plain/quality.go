package plain

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"

	"bijou/presets/bench"
)

// Quality trains the cells of the quality table whose data or family holds the
// text only, and prints a line for each as soon as it is done. "to bar" are the seconds of
// training until KL was at most the bar.
func Quality(ctx context.Context, out, progress io.Writer, seconds float64, seeds int, only string) error {
	fmt.Fprintf(out, "%-13s %-11s %8s %7s %7s %17s %8s %7s %9s %9s\n", "target", "family", "params", "seconds", "to bar", "KL ± se", "worst", "bar", "entropy", "Gaussian")
	var missed missedOf
	m := NewMeter(progress, "cells", 0, len(bench.Quality()))
	defer m.Clear()
	out = m.Over(out)
	for i, c := range bench.Quality() {
		m.Set(i, c.Data+" by "+c.Family)
		if !strings.Contains(c.Data+" "+c.Family, only) {
			continue
		}
		r, err := c.Evaluate(ctx, seconds, seeds)
		if err != nil {
			return err
		}
		sign := "≤"
		if c.Misses {
			sign = ">"
		}
		toBar := "—"
		if !math.IsNaN(r.ToBar) && !c.Misses {
			toBar = fmt.Sprintf("%.1f", r.ToBar)
		}
		fmt.Fprintf(out, "%-13s %-11s %8d %7.1f %7s %8.4f ± %.4f %8.4f %s %.3f %9.4f %9.4f %s\n", c.Data, c.Family, r.Params, r.Seconds, toBar,
			r.KL, r.KLSE, r.Worst, sign, c.Bar, r.Entropy, r.Gaussian, missed.verdict(r.Met))
	}
	return missed.err()
}
