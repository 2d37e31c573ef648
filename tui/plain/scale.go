package plain

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"bijou/presets/bench"
	"bijou/tui/plot"
)

// Scale measures what families of flows cost against the number of columns, draws it,
// and compares the slopes with those of their formulas. The error is [ErrMissed] where
// one is off.
func Scale(ctx context.Context, out, progress io.Writer, glyphs plot.Glyphs, asJSON bool) error {
	if !asJSON {
		fmt.Fprintf(out, "%-15s %5s %6s %8s %10s %12s %12s\n", "family", "dim", "batch", "params", "steps/s", "log p µs", "sample µs")
	}
	var list []bench.Scale
	var slopes []bench.Slope
	m := NewMeter(progress, "families", 0, len(bench.Families()))
	defer m.Clear()
	out = m.Over(out)
	for i, f := range bench.Families() {
		m.Set(i, f.Name)
		measured, err := bench.MeasureScale(ctx, f)
		if err != nil {
			return err
		}
		list, slopes = append(list, measured...), append(slopes, bench.Slopes(f, measured)...)
		for _, s := range measured {
			if asJSON {
				err = writeJSON(out, s)
			} else {
				_, err = fmt.Fprintf(out, "%-15s %5d %6d %8d %10.0f %12.2f %12.2f\n", s.Family, s.Dim, s.Batch, s.Params, s.StepsPerS, each(s, s.DensityMS), each(s, s.SampleMS))
			}
			if err != nil {
				return err
			}
		}
	}
	if !asJSON {
		drawScale(out, glyphs, list)
	}
	return writeSlopes(out, slopes, asJSON)
}

// each is the microseconds of one sample of a batch.
func each(s bench.Scale, ms float64) float64 { return 1000 * ms / float64(s.Batch) }

func writeSlopes(out io.Writer, slopes []bench.Slope, asJSON bool) error {
	if !asJSON {
		fmt.Fprintf(out, "\nSlopes of log cost against log D from 128 columns on; 1 is linear.\n%-15s %-7s %6s %8s %6s\n", "family", "of", "slope", "formula", "bar")
	}
	var missed missedOf
	for _, s := range slopes {
		verdict := missed.verdict(s.Met)
		var err error
		if asJSON {
			err = writeJSON(out, s)
		} else {
			_, err = fmt.Fprintf(out, "%-15s %-7s %6.2f %8.2f  ±%.2f  %s\n", s.Family, s.Of, s.Slope, s.Formula, s.Bar, verdict)
		}
		if err != nil {
			return err
		}
	}
	return missed.err()
}

// The size of a chart of costs in cells, without its numbers.
const (
	scaleChartW = 56
	scaleChartH = 12
	scaleLabels = 9
)

// drawScale draws the three costs over the number of columns, both by powers, a line
// with a letter for each family.
func drawScale(out io.Writer, glyphs plot.Glyphs, list []bench.Scale) {
	for _, chart := range []struct {
		title string
		of    func(s bench.Scale) float64
	}{
		{"steps a second, times the samples of a step", func(s bench.Scale) float64 { return s.StepsPerS * float64(s.Batch) }},
		{"microseconds for log p of one point", func(s bench.Scale) float64 { return each(s, s.DensityMS) }},
		{"microseconds for one sample", func(s bench.Scale) float64 { return each(s, s.SampleMS) }},
	} {
		fmt.Fprintf(out, "\n%s, against the number of columns\n", chart.title)
		g := plot.NewGrid(scaleLabels+scaleChartW, scaleChartH+1)
		drawCosts(g, glyphs, list, chart.of)
		fmt.Fprintln(out, g.String())
	}
	var names []string
	for _, f := range bench.Families() {
		names = append(names, f.Name[:1]+" "+f.Name)
	}
	fmt.Fprintln(out, strings.ReplaceAll(strings.Join(names, "   "), "c continuous", "f continuous"))
}

// letterOf is what a family is drawn as.
func letterOf(family string) string {
	if family == "continuous" {
		return "f"
	}
	return family[:1]
}

func drawCosts(g *plot.Grid, glyphs plot.Glyphs, list []bench.Scale, of func(s bench.Scale) float64) {
	in := plot.Rect{X: scaleLabels, W: scaleChartW, H: scaleChartH}
	v := plot.View{XMin: 0.5, XMax: 10.5, YMin: math.Inf(1), YMax: math.Inf(-1)}
	lines := map[string][2][]float64{}
	for _, s := range list {
		x, y := math.Log2(float64(s.Dim)), math.Log10(of(s))
		v.YMin, v.YMax = min(v.YMin, math.Floor(y)), max(v.YMax, math.Ceil(y))
		l := lines[s.Family]
		lines[s.Family] = [2][]float64{append(l[0], x), append(l[1], y)}
	}
	for power := v.YMin; power <= v.YMax; power++ {
		if _, y, ok := v.Cell(in.W, in.H, 1, min(power, v.YMax-1e-9)); ok {
			g.Text(0, y, scaleLabels-2, fmt.Sprintf("%7s", plot.Short(math.Pow(10, power), glyphs)), plot.Style{})
			g.Text(scaleLabels-1, y, 1, map[bool]string{true: "|", false: "┤"}[glyphs == plot.ASCII], plot.Style{})
		}
	}
	scatter := plot.Scatter{Glyphs: glyphs, Classes: []plot.Class{{}}}
	scatter.Reset(in.W, in.H, v)
	for _, f := range bench.Families() {
		l := lines[f.Name]
		scatter.Path(0, l[0], l[1])
	}
	scatter.Draw(g, in.X, in.Y)
	for _, dim := range bench.ScaleDims() {
		x, _, _ := v.Cell(in.W, in.H, math.Log2(float64(dim)), (v.YMin+v.YMax)/2)
		text := strconv.Itoa(dim)
		g.Text(in.X+x-len(text)/2, in.H, len(text), text, plot.Style{})
	}
	for _, f := range slices.Backward(bench.Families()) {
		l := lines[f.Name]
		for i := range l[0] {
			if x, y, ok := v.Cell(in.W, in.H, l[0][i], l[1][i]); ok {
				g.Text(in.X+x, y, 1, letterOf(f.Name), plot.Style{})
			}
		}
	}
}
