package tui

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// baseText is what stands in the frame of the base side.
func (a *App) baseText() screen.Text {
	t := &a.Theme
	shows := "z = f⁻¹(x)"
	switch {
	case a.Snap.Stack.Dim == 1:
		shows = "p(z)"
	case a.plots.look.hasHeat(a.Snap):
		shows = "log p(z)"
	}
	text := screen.Text{Title: a.Title(layout.Base, "base", shows)}
	legend := a.lookLegend(&a.plots.base, layout.Base, text.Title, "z", "f⁻¹("+a.DataWord()+")")
	var about []plot.Span
	if c := a.pictures.cloud; c != nil {
		spread := "σ " + plot.Fixed(c.Spread[0], 4, 2, a.Glyphs)
		if a.Snap.Stack.Dim > 1 {
			spread += " " + plot.Fixed(c.Spread[1], 4, 2, a.Glyphs)
		}
		about = append(about, plot.Span{Text: spread, Style: t.Dim})
	}
	about = append(about, a.areaText(0)...)
	if a.plots.look.hasHeat(a.Snap) {
		about = []plot.Span{{Text: "log p in nats", Style: t.Dim}}
		if legend == nil { // no room in the title
			about = append(a.plots.base.heatLegend(a, a.Layout.Panes[layout.Base].W-11), plot.Span{Text: " nats", Style: t.Dim})
		}
	}
	if axes := a.axesText(); axes != nil {
		about = append(append(axes, plot.Span{Text: "  "}), about...)
	}
	if a.FitsBeside(text.Title, legend, layout.Base) {
		text.Note, text.Foot = legend, about
	} else {
		text.Foot, text.More = legend, append([]plot.Span{{Text: "  "}}, about...)
	}
	return text
}

// lookLegend tells what the plots are drawn in at present.
func (a *App) lookLegend(side *sidePlot, p layout.Pane, title []plot.Span, target, image string) []plot.Span {
	const ends = 9 // as in fitsBeside
	switch look := a.plots.look; {
	case a.Snap.Stack.Dim == 1:
		return a.lineLegend()
	case look.hasHeat(a.Snap):
		return side.heatLegend(a, a.Layout.Panes[p].W-plot.SpansWidth(title)-ends)
	case look.hasLattice(a.Snap):
		return a.latticeLegend(image)
	case side == &a.plots.sample && a.trail() != nil:
		return []plot.Span{{Text: "─", Style: a.Theme.Image}, {Text: " drift", Style: a.Theme.Dim}}
	}
	return a.legend(target, image)
}

// lineLegend tells what densities on a line are drawn in.
func (a *App) lineLegend() []plot.Span {
	t := &a.Theme
	fill := plot.Span{Text: "▄", Style: plot.Ink(t.Heap.BG)}
	if t.Heap.BG == plot.None || a.Glyphs == plot.ASCII {
		fill = plot.Span{Text: "░", Style: t.Heap}
	}
	imageGlyph, targetGlyph := a.Signs()
	spans := []plot.Span{fill, {Text: " " + a.DataWord() + " ", Style: t.Dim}, {Text: imageGlyph, Style: t.Image}, {Text: " p", Style: t.Dim}}
	if a.Snap.Data.Truth != nil {
		spans = append(spans, plot.Span{Text: " " + targetGlyph, Style: t.Target}, plot.Span{Text: " truth", Style: t.Dim})
	}
	return spans
}

// areaText is the mass below the density behind layer k, of a flow of one
// column: 1 if every log|det| is that of its map.
func (a *App) areaText(k int) []plot.Span {
	l := a.pictures.line
	if a.Snap.Stack.Dim != 1 || l == nil || k >= len(l.At) {
		return nil
	}
	name, style := "  ∫p", a.Theme.Dim
	if a.Glyphs == plot.ASCII {
		name = "  area"
	}
	const fair = 0.005
	if !(math.Abs(l.At[k].Area-1) <= fair) {
		style = a.Theme.Warn
	}
	return []plot.Span{{Text: name + plot.Fixed(l.At[k].Area, 6, 3, a.Glyphs), Style: style}}
}

// legend tells the glyphs of what is compared and of what the flow makes.
func (a *App) legend(target, image string) []plot.Span {
	t := &a.Theme
	imageGlyph, targetGlyph := a.Signs()
	return []plot.Span{{Text: targetGlyph, Style: t.Target}, {Text: " " + target + "  ", Style: t.Dim}, {Text: imageGlyph, Style: t.Image}, {Text: " " + image, Style: t.Dim}}
}

// sampleText is what stands in the frame of the data side.
func (a *App) sampleText() screen.Text {
	t := &a.Theme
	shows := "x = f(z)"
	switch {
	case a.Snap.Stack.Dim == 1:
		shows = "p(x)"
	case a.plots.look.hasHeat(a.Snap):
		shows = "log p(x)"
	}
	k, d := len(a.Snap.Stack.Layers), a.Depth()
	switch {
	case a.moment() > 0:
		shows = fmt.Sprintf("in layer %d · t %.2f", d+1, a.fieldTime())
	case d == 0 && k > 0:
		shows = "z"
	case d < k:
		shows = fmt.Sprintf("after layer %d", d)
	case a.pin != nil:
		shows = objectiveOf(a.Snap)
	}
	name := "data side"
	if a.pin != nil {
		name = "B"
	}
	text := screen.Text{Title: a.Title(layout.Samples, name, shows), Badge: d < k}
	style := t.Dim
	if d < k {
		style = t.Warn
		text.Title[len(text.Title)-1].Style = style
	}
	if text.Foot = append(a.scrubber(), plot.Span{Text: "  depth " + a.depthText(), Style: style}); a.pin != nil && d == k {
		text.Foot = a.distanceText(a.Snap, a.pictures.distance, layout.Samples)
	}
	text.Foot = append(text.Foot, a.areaText(d)...)
	if a.Want.Probe && a.Layout.Class == layout.Small && d == k {
		text.Foot = a.probeVerdict()
	}
	if c := a.pictures.cloud; c != nil && c.Lost > 0 {
		text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  %d not finite", c.Lost), Style: t.Bad})
	}
	legend := a.lookLegend(&a.plots.sample, layout.Samples, text.Title, a.DataWord(), "f(z)")
	switch {
	case legend != nil && a.FitsBeside(text.Title, legend, layout.Samples):
		text.Note = legend
	case a.plots.look.hasHeat(a.Snap) && a.pin == nil:
		text.Foot = a.shortHeatFoot()
	default:
		text.More = append([]plot.Span{{Text: "  "}}, legend...)
	}
	return text
}

// shortHeatFoot is what stands below a map that has no room for its scale above:
// what colours mean is worth more than the way.
func (a *App) shortHeatFoot() []plot.Span {
	const ends = 6 // of the frame
	room := a.Layout.Panes[layout.Samples].W - ends
	way := append(a.scrubber(), plot.Span{Text: "  "})
	if legend := a.plots.sample.heatLegend(a, room-plot.SpansWidth(way)); legend != nil {
		return append(way, legend...)
	}
	return append(a.plots.sample.heatLegend(a, room), plot.Span{Text: " nats", Style: a.Theme.Dim})
}

// scrubber shows the depth on the way from z to x: z ○─1─2─●─4 x.
func (a *App) scrubber() []plot.Span {
	const most = 9 // stops with a number each; longer ways get a plain bar
	t := &a.Theme
	k, d := len(a.Snap.Stack.Layers), a.Depth()
	spans := []plot.Span{{Text: "z ", Style: t.Dim}}
	const ends, names = 6, 5 // of the frame, and of the bar
	room := a.Layout.Panes[layout.Samples].W - ends - names
	if k > most || 2*k > room {
		bar := plot.Clamp(room-len("  depth "+a.depthText()), 4, 2*most)
		at := ((d*view.Moments+a.moment())*bar/view.Moments + k/2) / k
		return append(spans, plot.Span{Text: strings.Repeat("─", at), Style: t.Faint}, plot.Span{Text: "●", Style: t.Accent},
			plot.Span{Text: strings.Repeat("─", bar-at), Style: t.Faint}, plot.Span{Text: " x", Style: t.Dim})
	}
	for i := range k + 1 {
		stop, style := strconv.Itoa(i), t.Dim
		if i == 0 {
			stop = "○"
		}
		if i == d && a.moment() == 0 {
			stop, style = "●", t.Accent
		}
		switch {
		case i == d+1 && a.moment() > 0:
			spans = append(spans, plot.Span{Text: "●", Style: t.Accent})
		case i > 0:
			spans = append(spans, plot.Span{Text: "─", Style: t.Faint})
		}
		spans = append(spans, plot.Span{Text: stop, Style: style})
	}
	return append(spans, plot.Span{Text: " x", Style: t.Dim})
}

// depthText is how many of the layers the batch shown has passed: 3/5.
func (a *App) depthText() string {
	k, d := len(a.Snap.Stack.Layers), a.Depth()
	if m := a.moment(); m > 0 {
		return fmt.Sprintf("%.2f/%d", float64(d)+float64(m)/view.Moments, k)
	}
	return fmt.Sprintf("%d/%d", d, k)
}

// axesText names the columns shown where there are more than two.
func (a *App) axesText() []plot.Span {
	if a.Snap.Stack.Dim <= 2 {
		return nil
	}
	name := func(i int) string { return screen.Cut(a.Snap.Data.Columns[a.plots.axes[i]], 12) }
	return []plot.Span{{Text: name(0) + " × " + name(1), Style: a.Theme.Dim}}
}
