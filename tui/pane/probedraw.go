package pane

import (
	"fmt"
	"math"
	"strconv"

	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// crossStyle is that of the point in the plots: it stands out from a cloud of any
// colour, and without colours.
func (o *Probe) crossStyle() plot.Style { return o.Theme.Accent.With(plot.Bold | plot.Reverse) }

// DrawCross draws the point behind layer k into a plot of r. While less than the
// whole way is shown, the places before are numbered by their layers. On a line
// the point is a mark on the curve.
func (o *Probe) DrawCross(r plot.Rect, side *SidePlot, k int) {
	if !o.Want.Probe || view.OneColumn(o.Snap) || o.plots.Current().Needs().Film || side == &o.plots.Base && o.plots.Compare.Run != nil || r.W <= 0 || r.H <= 0 {
		return
	}
	at := o.ProbeAt(0)
	if side == &o.plots.Sample {
		at = o.ProbeShown()
		if k < len(o.Snap.Stack.Layers) || o.Playing {
			for i := range k {
				o.drawAt(r, side, o.ProbeAt(i), stopText(i), "", o.Theme.Accent)
			}
		}
	}
	o.drawAt(r, side, at, "✚", "→←↓↑", o.crossStyle())
}

// stopText names a place on the way in one column.
func stopText(k int) string {
	if k > 9 {
		return "○"
	}
	return strconv.Itoa(k)
}

// drawAt writes a glyph at a point of a plot. Where that lies outside, one of
// four arrows at the edge says on which side.
func (o *Probe) drawAt(r plot.Rect, side *SidePlot, at []float64, glyph, arrows string, style plot.Style) {
	if at == nil {
		return
	}
	v, x, y := side.Shown, at[o.plots.Axes[0]], at[o.plots.Axes[1]]
	cx, cy, ok := v.Cell(r.W, r.H, x, y)
	if !ok {
		if arrows == "" || math.IsNaN(x) || math.IsNaN(y) || !(v.XMax > v.XMin) {
			return
		}
		glyph = string([]rune(arrows)[beyond(v, x, y)])
		inside := func(v, lo, hi float64) float64 { return max(lo+1e-6*(hi-lo), min(hi-1e-6*(hi-lo), v)) }
		if cx, cy, ok = v.Cell(r.W, r.H, inside(x, v.XMin, v.XMax), inside(y, v.YMin, v.YMax)); !ok {
			return
		}
	}
	o.Grid.Text(r.X+cx, r.Y+cy, 1, glyph, style)
}

// beyond tells at which edge of a view a point is lost: right, left, below or
// above.
func beyond(v plot.View, x, y float64) int {
	switch {
	case x >= v.XMax:
		return 0
	case x < v.XMin:
		return 1
	case y <= v.YMin:
		return 2
	}
	return 3
}

// mark is the point as a plot of a line writes it out behind layer k, nil where it
// has no density.
func (o *Probe) mark(k int) *view.Mark {
	p := o.Probed()
	if p == nil || !p.HasDensity() {
		return nil
	}
	own, last := view.OwnUnits(o.Snap, k), len(o.Snap.Stack.Layers)
	m := &view.Mark{Z: p.At[0][0], X: own.Own(p.At[k][0]), LogZ: p.Base, LogX: p.Running(k), Style: o.crossStyle()}
	if k == last {
		m.LogX = p.LogProb
	}
	m.Ladj = m.LogZ - m.LogX
	return m
}

// ProbeText is what stands in the frame of the probe.
func (o *Probe) ProbeText() screen.Text {
	t := &o.Theme
	text := screen.Text{Title: o.Title(layout.Probe, "probe", "of one point, nats"), Foot: o.verdict()}
	if others := o.otherColumns(); others != "" {
		text.Note = []plot.Span{{Text: others, Style: t.Dim}}
	}
	if p := o.Probed(); p != nil {
		text.More = []plot.Span{{Text: "  round trip ", Style: t.Dim}, {Text: plot.Scientific(p.RoundTrip, 6, 0, o.Glyphs), Style: t.Dim}}
	}
	return text
}

// otherColumns says where the columns of the point are from that are not shown.
func (o *Probe) otherColumns() string {
	switch {
	case !view.MoreColumns(o.Snap):
		return ""
	case o.like >= 0:
		return "other columns of held-out point " + plot.Grouped(o.like+1, o.Glyphs)
	}
	return "other columns as they were"
}

// probeVerdict tells log p of the point, and what share of the test points is
// less likely.
func (o *Probe) verdict() []plot.Span {
	t, p := &o.Theme, o.Probed()
	switch {
	case p == nil:
		return []plot.Span{{Text: "log p …", Style: t.Dim}}
	case !p.HasDensity():
		return []plot.Span{{Text: "no density here: log p is ", Style: t.Warn}, {Text: plot.Fixed(p.LogProb, 2, 0, o.Glyphs), Style: t.Warn}}
	}
	above, of := ", likelier than ", "% of held-out points"
	if o.Layout.Panes[layout.Probe].W < layout.LeastSize[layout.Medium].W {
		above, of = ", above ", "% held out"
	}
	less := 100 * o.rank.less(p.LogProb)
	return []plot.Span{{Text: "log p", Style: t.Dim}, {Text: plot.Fixed(p.LogProb, 8, 3, o.Glyphs), Style: t.Strong},
		{Text: above + plot.Fixed(less, 3, 0, o.Glyphs) + of, Style: t.Dim}}
}

// probePoints writes the point at the data and on the base, in the columns that
// are shown and the data's own units.
func (o *Probe) probePoints() []plot.Span {
	t, p, d := &o.Theme, o.Probed(), o.Snap.Data
	if p == nil {
		return []plot.Span{{Text: "x ← z  …", Style: t.Dim}}
	}
	axes, own := o.plots.Axes, make([]float64, o.Snap.Stack.Dim)
	width := 5
	for _, j := range axes {
		own[j] = d.OwnOf(j, p.At[len(p.Layers)][j])
		most := max(math.Abs(d.OwnOf(j, -4)), math.Abs(d.OwnOf(j, 4)))
		for reach := 10.0; reach < most && width < 9; reach *= 10 { // of most of the data, so that it stands still
			width++
		}
	}
	return []plot.Span{{Text: "x ", Style: t.Dim}, {Text: o.pair(own, width), Style: t.Strong},
		{Text: " ← z ", Style: t.Dim}, {Text: o.pair(p.At[0], 5), Style: t.Strong}}
}

// pair writes the columns shown of a point.
func (o *Probe) pair(at []float64, width int) string {
	one := func(i int) string { return plot.Signed(at[o.plots.Axes[i]], width, 2, o.Glyphs) }
	if len(at) == 1 {
		return one(0)
	}
	return fmt.Sprintf("(%s, %s)", one(0), one(1))
}

// probeSum writes log p as the sum that it is, in at most w columns.
func (o *Probe) probeSum(p *probed, w int) []plot.Span {
	t, g := &o.Theme, o.Glyphs
	if !p.HasDensity() {
		return nil
	}
	for _, names := range [][4]string{{"log p(x) ", " = log p(z) ", " − Σ ", " − units "}, {"log p ", " = ", " − Σ ", " − "}, {"", " = ", " − ", " − "}} {
		spans := []plot.Span{{Text: names[0], Style: t.Dim}, {Text: plot.Fixed(p.LogProb, 7, 3, g), Style: t.Strong},
			{Text: names[1], Style: t.Dim}, {Text: plot.Fixed(p.Base, 7, 3, g)},
			{Text: names[2], Style: t.Dim}, {Text: plot.Signed(p.Sum, 7, 3, g)},
			{Text: names[3], Style: t.Dim}, {Text: plot.Signed(p.Units, 7, 3, g)}}
		if plot.SpansWidth(spans) <= w {
			return spans
		}
	}
	return nil
}
