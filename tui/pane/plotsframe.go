package pane

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"

	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// BaseText is what stands in the frame of the base side.
func (v *Plots) BaseText() screen.Text {
	if v.Stage.Shown() {
		return v.Stage.Text(layout.Base)
	}
	if v.Current().Needs().Latents {
		return v.latentsText(layout.Base)
	}
	if v.Current().Needs().Four {
		return v.fourText(layout.Base)
	}
	t := &v.Theme
	z, _ := v.Variables()
	shows := cmp.Or(v.Current().Shows(z), z+" = f⁻¹("+v.variable()+")")
	text := screen.Text{Title: v.Title(layout.Base, "base", shows)}
	legend := v.legend(&v.Base, v.baseScene(), v.beside(text.Title, layout.Base))
	var about []plot.Span
	if c := v.Pictures.Cloud; c != nil && v.Current().Needs().Planar() {
		spread := "σ " + plot.Fixed(c.Spread[0], 4, 2, v.Glyphs)
		if !view.OneColumn(v.Snap) {
			spread += " " + plot.Fixed(c.Spread[1], 4, 2, v.Glyphs)
		}
		about = append(about, plot.Span{Text: spread, Style: t.Dim})
	}
	about = append(about, v.areaText(0)...)
	if v.Current().Needs().Heat {
		about = []plot.Span{{Text: "log p in nats", Style: t.Dim}}
		if legend == nil { // no room in the title
			about = append(v.legend(&v.Base, v.baseScene(), v.Layout.Panes[layout.Base].W-11), plot.Span{Text: " nats", Style: t.Dim})
		}
	}
	if axes := v.axesText(); axes != nil {
		about = append(append(axes, plot.Span{Text: "  "}), about...)
	}
	if v.FitsBeside(text.Title, legend, layout.Base) {
		text.Note, text.Foot = legend, about
	} else {
		text.Foot, text.More = legend, append([]plot.Span{{Text: "  "}}, about...)
	}
	return text
}

// variable is what the data are called in a formula: x, or the one column that is learnt
// under conditions, which may be called x themselves.
func (v *Plots) variable() string {
	if d := v.Snap.Data; d.Dim() == 1 && d.GivenDim() > 0 {
		return screen.Cut(d.Columns[0], 8)
	}
	_, x := v.Variables()
	return x
}

// legend tells what a plot is drawn in, in at most w columns.
func (v *Plots) legend(side *SidePlot, s view.Scene, w int) []plot.Span {
	return v.Current().Legend(&side.Canvas, &s, w)
}

// beside is the room that a title leaves in the frame of a pane.
func (v *Plots) beside(title []plot.Span, p layout.Pane) int {
	const ends = 9 // as in FitsBeside
	return v.Layout.Panes[p].W - plot.SpansWidth(title) - ends
}

// areaText is the mass below the density behind layer k, of a flow of one
// column: 1 if every log|det| is that of its map.
func (v *Plots) areaText(k int) []plot.Span {
	l := v.Pictures.Line
	if !view.OneColumn(v.Snap) || l == nil || k >= len(l.At) {
		return nil
	}
	name, style := "  ∫p", v.Theme.Dim
	if v.Glyphs == plot.ASCII {
		name = "  area"
	}
	const fair = 0.005
	if !(math.Abs(l.At[k].Area-1) <= fair) {
		style = v.Theme.Warn
	}
	return []plot.Span{{Text: name + plot.Fixed(l.At[k].Area, 6, 3, v.Glyphs), Style: style}}
}

// SampleText is what stands in the frame of the data side.
func (v *Plots) SampleText() screen.Text {
	if v.Stage.Shown() {
		return v.Stage.Text(layout.Samples)
	}
	if v.Current().Needs().Latents {
		return v.latentsText(layout.Samples)
	}
	if v.Current().Needs().Four {
		return v.fourText(layout.Samples)
	}
	t := &v.Theme
	x := v.variable()
	z, _ := v.Variables()
	shows := cmp.Or(v.Current().Shows(x), x+" = f("+z+")")
	k, d := len(v.Snap.Stack.Layers), v.Depth()
	need := v.Current().Needs()
	switch {
	case need.Sheet: // of the whole flow
		d = k
	case v.Path.MomentShown() > 0:
		shows = fmt.Sprintf("in layer %d · t %.2f", d+1, v.Path.fieldTime())
	case d == 0 && k > 0:
		shows = z
	case d < k:
		shows = fmt.Sprintf("after layer %d", d)
	case v.Compare.Run != nil:
		shows = objectiveOf(v.Snap)
	}
	if under := v.ConditionText(); under != "" && !need.Own {
		const rest = 20 // number, name and corners
		if shows += " · " + under; plot.Width(shows)+rest > v.Layout.Panes[layout.Samples].W {
			shows = under
		}
	}
	name := "data side"
	if v.Compare.Run != nil {
		name = "B"
	}
	text := screen.Text{Title: v.Title(layout.Samples, name, shows), Badge: d < k}
	style := t.Dim
	if d < k {
		style = t.Warn
		text.Title[len(text.Title)-1].Style = style
	}
	if !need.Sheet {
		text.Foot = append(v.scrubber(), plot.Span{Text: "  depth " + v.depthText(), Style: style})
	}
	if v.Compare.Run != nil && d == k {
		text.Foot = v.Compare.distanceText(v.Snap, v.Pictures.Distance, layout.Samples)
	}
	text.Foot = append(text.Foot, v.areaText(d)...)
	if v.Want.Probe && v.Layout.Class == layout.Small && d == k {
		text.Foot = v.Probe.verdict()
	}
	if c := v.Pictures.Cloud; c != nil && c.Lost > 0 {
		text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  %d not finite", c.Lost), Style: t.Bad})
	}
	legend := v.legend(&v.Sample, v.SampleScene(), v.beside(text.Title, layout.Samples))
	switch {
	case legend != nil && v.FitsBeside(text.Title, legend, layout.Samples):
		text.Note = legend
	case v.Current().Needs().Heat && v.Compare.Run == nil:
		text.Foot = v.shortHeatFoot()
	default:
		text.More = append([]plot.Span{{Text: "  "}}, legend...)
	}
	return text
}

// shortHeatFoot is what stands below a map that has no room for its scale above:
// what colours mean is worth more than the way.
func (v *Plots) shortHeatFoot() []plot.Span {
	const ends = 6 // of the frame
	room := v.Layout.Panes[layout.Samples].W - ends
	way := append(v.scrubber(), plot.Span{Text: "  "})
	if legend := v.legend(&v.Sample, v.SampleScene(), room-plot.SpansWidth(way)); legend != nil {
		return append(way, legend...)
	}
	return append(v.legend(&v.Sample, v.SampleScene(), room), plot.Span{Text: " nats", Style: v.Theme.Dim})
}

// scrubber shows the depth on the way from z to x: z ○─1─2─●─4 x.
func (v *Plots) scrubber() []plot.Span {
	const most = 9 // stops with a number each; longer ways get a plain bar
	t := &v.Theme
	k, d := len(v.Snap.Stack.Layers), v.Depth()
	z, x := v.Variables()
	spans := []plot.Span{{Text: z + " ", Style: t.Dim}}
	const ends, names = 6, 5 // of the frame, and of the bar
	room := v.Layout.Panes[layout.Samples].W - ends - names
	if k > most || 2*k > room {
		bar := plot.Clamp(room-len("  depth "+v.depthText()), 4, 2*most)
		at := ((d*view.Moments+v.Path.MomentShown())*bar/view.Moments + k/2) / k
		return append(spans, plot.Span{Text: strings.Repeat("─", at), Style: t.Faint}, plot.Span{Text: "●", Style: t.Accent},
			plot.Span{Text: strings.Repeat("─", bar-at), Style: t.Faint}, plot.Span{Text: " " + x, Style: t.Dim})
	}
	for i := range k + 1 {
		stop, style := strconv.Itoa(i), t.Dim
		if i == 0 {
			stop = "○"
		}
		if i == d && v.Path.MomentShown() == 0 {
			stop, style = "●", t.Accent
		}
		switch {
		case i == d+1 && v.Path.MomentShown() > 0:
			spans = append(spans, plot.Span{Text: "●", Style: t.Accent})
		case i > 0:
			spans = append(spans, plot.Span{Text: "─", Style: t.Faint})
		}
		spans = append(spans, plot.Span{Text: stop, Style: style})
	}
	return append(spans, plot.Span{Text: " " + x, Style: t.Dim})
}

// depthText is how many of the layers the batch shown has passed: 3/5.
func (v *Plots) depthText() string {
	k, d := len(v.Snap.Stack.Layers), v.Depth()
	if m := v.Path.MomentShown(); m > 0 {
		return fmt.Sprintf("%.2f/%d", float64(d)+float64(m)/view.Moments, k)
	}
	return fmt.Sprintf("%d/%d", d, k)
}

// axesText names the columns shown where there are more than two.
func (v *Plots) axesText() []plot.Span {
	if !view.MoreColumns(v.Snap) || !v.Current().Needs().Planar() {
		return nil
	}
	name := func(i int) string { return screen.Cut(v.Snap.Data.Columns[v.Axes[i]], 12) }
	return []plot.Span{{Text: name(0) + " × " + name(1), Style: v.Theme.Dim}}
}

// weightsText tells how far the samples can be trusted once they are weighed.
// The numbers keep their width.
func (v *Plots) weightsText() []plot.Span {
	w, t := &v.Pictures.Weights, &v.Theme
	if !v.Snap.Objective.Reverse || !w.version.SameFlow(view.VersionOf(v.Snap)) {
		return nil
	}
	quiet := plot.Span{Text: fmt.Sprintf("  ESS %3.0f%%  Pareto k %s", 100*w.ESS, plot.Fixed(w.Pareto, 5, 2, v.Glyphs)), Style: t.Dim}
	if w.Pareto > paretoLimit || math.IsNaN(w.Pareto) {
		return []plot.Span{quiet, {Text: " unreliable", Style: t.Bad}}
	}
	return []plot.Span{quiet}
}
