package pane

import (
	"fmt"
	"math"

	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// drawSums writes the terms of the NLL one by one.
func (f *Flow) drawSums(r plot.Rect) {
	t, l, g := &f.Theme, f.Ledger.shown(), f.Glyphs
	number := func(x float64) string { return plot.Fixed(x, 8, 3, g) }
	f.Rule(r)
	f.Entry(r, 1, "Σ log|det|", plot.Signed(l.Sum, 8, 3, g), plot.Style{}, t.Strong)
	f.Entry(r, 2, "base term", number(l.BaseTerm), t.Dim, plot.Style{})
	f.Entry(r, 3, "units", plot.Signed(l.Units, 8, 3, g), t.Dim, plot.Style{})
	f.Entry(r, 4, f.sumName(), number(l.NLL), t.Strong, t.Strong)
	f.Grid.Spans(r.X+6, r.Y+4, r.W-15, f.verdict(l.Residual, r.W-15))
}

// sumName is what the terms add up to: of latent variables, whose draws are accounted for,
// the entropy of the posterior.
func (f *Flow) sumName() string {
	if f.Snap.Data.Latent {
		return "H(q)"
	}
	return "NLL"
}

// verdict says whether the terms add up, if the way back from z comes to numbers.
func (f *Flow) verdict(residual float64, w int) plot.Span {
	if math.IsNaN(residual) {
		return plot.Span{Text: screen.Cut("not checked", w), Style: f.Theme.Dim}
	}
	if f.Ledger.adds() {
		text := "= sum, exactly"
		if f.Ledger.solved() {
			text = "= sum to " + plot.Short(residual, f.Glyphs)
		}
		if w < plot.Width(text) {
			text = "= sum"
		}
		return plot.Span{Text: text, Style: f.Theme.Dim}
	}
	return plot.Span{Text: screen.Cut(fmt.Sprintf("≠ sum by %s", plot.Short(residual, f.Glyphs)), w), Style: f.Theme.Bad}
}

// drawShortSums does the same in three lines.
func (f *Flow) drawShortSums(r plot.Rect) {
	t, l, g := &f.Theme, f.Ledger.shown(), f.Glyphs
	f.Entry(r, 0, "Σ log|det|", plot.Signed(l.Sum, 7, 3, g), t.Dim, plot.Style{})
	f.Entry(r, 1, "base + units", plot.Signed(l.BaseTerm+l.Units, 7, 3, g), t.Dim, plot.Style{})
	f.Entry(r, 2, f.sumName(), plot.Fixed(l.NLL, 7, 3, g), t.Strong, t.Strong)
	f.Grid.Spans(r.X+5, r.Y+2, r.W-14, f.verdict(l.Residual, r.W-14))
}

// inverseLimit is the round-trip error above which what depends on the inverse
// cannot be trusted.
const inverseLimit = 1e-6

// solvedLimit is that of a flow with a layer that is solved to a tolerance.
const solvedLimit = 1e-4

// drawFacts writes what else is known of the whole flow, below an empty line.
func (f *Flow) drawFacts(r plot.Rect) {
	t, l, g := &f.Theme, f.Ledger.shown(), f.Glyphs
	f.Entry(r, 1, "parameters", plot.Grouped(f.Snap.Free(), g), t.Dim, plot.Style{})
	style, limit := t.Good, inverseLimit
	if f.Ledger.solved() {
		limit = solvedLimit
	}
	if !(l.RoundTrip <= limit) {
		style = t.Bad
	}
	f.Entry(r, 2, "inverse error", plot.Scientific(l.RoundTrip, 8, 0, g), t.Dim, style)
	if tails := f.Ledger.tails(); !math.IsNaN(tails) {
		f.Entry(r, 3, "in spline tails", plot.Fixed(100*tails, 6, 1, g)+"%", t.Dim, plot.Style{})
	} else {
		f.Entry(r, 3, "gradient", plot.Fixed(length(f.Snap.GradNorm), 8, 3, g), t.Dim, plot.Style{})
	}
}

// drawLayer writes more about the selected layer, below an empty line, and how
// its log|det| went.
func (f *Flow) drawLayer(r plot.Rect) {
	l := f.Layer()
	if f.Selected == screen.BaseRow {
		f.drawBaseFacts(r)
	}
	if l == nil {
		return
	}
	t, g := &f.Theme, f.Glyphs
	s := f.Ledger.Stats(l.ID)
	row, _ := screen.RowOf(f.Selected, f.Snap.Stack)
	state, style := evaluated(s), t.Dim
	switch {
	case l.Off:
		state, style = "off", t.Warn
	case l.Frozen:
		state, style = "frozen", t.Warn
	}
	f.Entry(r, 1, fmt.Sprintf("%d %s", row, l.Label(f.Snap.Stack.Dim)), state, t.Strong, style)
	f.Entry(r, 2, "sd of log|det|", plot.Fixed(s.SD, 8, 3, g), t.Dim, plot.Style{})
	f.Entry(r, 3, "gradient", plot.Fixed(f.Snap.GradNorm[row-1], 8, 3, g), t.Dim, plot.Style{})
	f.Grid.Text(r.X+1, r.Y+4, 9, "log|det|", t.Dim)
	style = t.Squeeze
	if s.Mean > 0 {
		style = t.Expand
	}
	plot.Sparkline(&f.Grid, plot.Rect{X: r.X + 12, Y: r.Y + 4, W: max(r.W-12, 0), H: 1}, f.Ledger.trail[l.ID], style, g)
}

// evaluated tells how often a continuous layer evaluated its field in the last
// account; it is empty for other layers.
func evaluated(s model.LayerStats) string {
	if s.Evaluations == 0 {
		return ""
	}
	return fmt.Sprintf("%d evaluations", s.Evaluations)
}

// length is the norm of a vector.
func length(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return math.Sqrt(sum)
}
