package pane

import (
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Loss is the chart of the NLL. It is drawn on a grid of its own, a few
// times a second at most, and copied from there.
type Loss struct {
	*screen.State
	Plots *Plots // A, beside which the run is drawn
	Probe *Probe

	Chart  *plot.LossChart
	grid   plot.Grid
	Log    bool
	Cursor int  // index into the history of the training loss, from its end; 0 is off
	Behind bool // the history went on since the chart was drawn
	Stale  bool // the chart must be drawn anew
	drawn  int  // State.Changed when it was
	rest   int  // frames until it may follow the history
}

// chartEvery is how many frames pass between two charts: lines need no more.
const chartEvery = 4

// Frame lets one frame pass.
func (v *Loss) Frame() {
	if v.rest--; v.rest <= 0 && v.Behind {
		v.Stale, v.rest = true, chartEvery
	}
}

// Reset forgets the scale, for another run.
func (v *Loss) Reset() {
	v.Chart.Reset()
	v.Cursor, v.Stale = 0, true
}

func (v *Loss) DrawLoss(r plot.Rect) {
	if v.Stale || v.drawn != v.Changed || v.grid.W != r.W || v.grid.H != r.H {
		v.grid.Resize(r.W, r.H)
		v.DrawChart()
		v.Stale, v.Behind, v.drawn = false, false, v.Changed
	}
	v.Grid.Blit(&v.grid, r.X, r.Y)
}

func (v *Loss) DrawChart() {
	t, s := &v.Theme, v.Snap
	c := v.Chart
	v.readyChart()
	c.Cursor = 0
	if p, ok := v.read(); ok {
		c.Cursor = float64(p.Step)
	}
	var events []plot.Event
	for _, m := range s.Marks {
		events = append(events, plot.Event{Step: float64(m.Step), Label: m.Label, Style: t.Expand})
	}
	c.Draw(&v.grid, v.grid.Bounds(), v.series(), events)
}

// readyChart gives the chart the floor and the colours of now, which its legend
// needs before it is drawn.
func (v *Loss) readyChart() {
	c, t := v.Chart, &v.Theme
	c.Floor, c.LogY = v.Snap.Entropy, v.Log
	c.Glyphs, c.Axis, c.Label, c.FloorInk, c.CursorInk = v.Glyphs, t.Faint, t.Dim, t.Floor, t.Accent
}

// series are the curves of the chart.
func (v *Loss) series() []plot.Series {
	t, h := &v.Theme, &v.Snap.History
	train := plot.Series{Name: "train", Stroke: plot.Solid, Style: t.Train}
	test := plot.Series{Name: "val", Stroke: plot.Dotted, Style: t.Test}
	if v.Snap.Objective.Acts { // its loss is no return
		test.Stroke = plot.Solid
	}
	for _, p := range h.Train {
		train.Steps, train.Values = append(train.Steps, float64(p.Step)), append(train.Values, p.NLL)
	}
	for _, p := range h.Test {
		test.Steps, test.Values = append(test.Steps, float64(p.Step)), append(test.Values, p.NLL)
	}
	if pinned, ok := v.Plots.Compare.PinCurve(); ok { // below the others
		return []plot.Series{pinned, train, test}
	}
	return []plot.Series{train, test}
}

// curveOf is the curve by which a run is followed: that of the training loss or, where
// this is another number than the one that counts, that of what it is judged by.
func curveOf(s *model.Snapshot) []model.Point {
	if followsTraining(s) {
		return s.History.Train
	}
	return s.History.Test
}

// followsTraining tells whether the training loss is the number that counts: flow matching
// learns by squared distances, and what acts by rewards.
func followsTraining(s *model.Snapshot) bool {
	known := func(p model.Point) bool { return !math.IsNaN(p.NLL) }
	return !s.Objective.Acts && (s.Step == 0 || slices.ContainsFunc(s.History.Train, known))
}

// underCursor returns the point of the curve under the cursor.
func (v *Loss) underCursor(s *model.Snapshot) (model.Point, bool) {
	curve := curveOf(s)
	n := len(curve)
	if v.Cursor == 0 || n == 0 {
		return model.Point{}, false
	}
	return curve[max(n-v.Cursor, 0)], true
}

// read returns what is read on the chart: the point under its cursor, or else
// the step of the past that is shown.
func (v *Loss) read() (model.Point, bool) {
	if p, ok := v.underCursor(v.Snap); ok || v.Live == nil {
		return p, ok
	}
	return model.Point{Step: v.Snap.Step, NLL: v.Snap.Train}, true
}

// LossText is what stands in the frame of the chart.
func (v *Loss) LossText() screen.Text {
	t := &v.Theme
	acts := v.Snap.Objective.Acts
	legend := []plot.Series{{Name: "train", Stroke: plot.Solid, Style: t.Train}, {Name: "val", Stroke: plot.Dotted, Style: t.Test}}
	text := screen.Text{Title: v.Title(layout.Loss, v.LossName(), "nats")}
	if acts { // rewards have no unit
		text.Title = text.Title[:2]
		legend = []plot.Series{{Name: "policy", Stroke: plot.Solid, Style: t.Test}}
	}
	if !acts && !followsTraining(v.Snap) {
		legend = legend[1:]
	}
	v.readyChart()
	if pinned, ok := v.Plots.Compare.PinCurve(); ok {
		legend = append(legend, plot.Series{Name: pinned.Name, Stroke: pinned.Stroke, Style: pinned.Style})
	}
	text.Note = v.Chart.Legend(legend, t.Dim)
	for i := range text.Note {
		text.Note[i].Text = strings.Replace(text.Note[i].Text, "entropy", v.Snap.Objective.Words.Floor, 1)
		if acts {
			text.Note[i].Text = strings.Replace(text.Note[i].Text, "nats above", "above", 1)
		}
	}
	const perCurve, beforeNext = 2, 1 // spans of the legend; the floor is named on the axis too
	if n := len(legend)*(perCurve+beforeNext) - beforeNext; n < len(text.Note) && !v.FitsBeside(text.Title[:2], text.Note, layout.Loss) {
		text.Note = text.Note[:n]
	}
	scale := "L log"
	if v.Log {
		scale = "L linear"
	}
	text.Foot = []plot.Span{{Text: scale + "  ←→ read", Style: t.Dim}}
	if p, ok := v.read(); ok {
		text.Foot = v.readText(text.Foot[0], p)
	} else if s := v.Snap; v.Plots.Compare.Run != nil || s.Objective.Reverse {
		text.Foot = append(append(text.Foot, v.Plots.Compare.pinDifference()...), v.Plots.weightsText()...)
	} else if s.BestStep > 0 {
		text.Foot = append(text.Foot, plot.Span{Text: "  best validation " + plot.Fixed(s.Best, 6, 3, v.Glyphs) + " at step " + plot.Grouped(s.BestStep, v.Glyphs), Style: t.Dim})
	}
	return text
}

// readText says what is read at a step, behind the keys if they have room too.
func (v *Loss) readText(keys plot.Span, p model.Point) []plot.Span {
	t := &v.Theme
	spans := []plot.Span{keys, {Text: "  step " + plot.Grouped(p.Step, v.Glyphs), Style: t.Strong}}
	if followsTraining(v.Snap) && !math.IsNaN(p.NLL) {
		spans = append(spans, plot.Span{Text: "  train", Style: t.Dim}, plot.Span{Text: plot.Fixed(p.NLL, 7, 3, v.Glyphs), Style: t.Strong})
	}
	spans = append(spans, plot.Span{Text: "  val ", Style: t.Dim}, plot.Span{Text: plot.Fixed(testAt(v.Snap.History.Test, p.Step), 7, 3, v.Glyphs), Style: t.Strong})
	const ends = 6 // of the frame
	if plot.SpansWidth(spans)+ends > v.Layout.Panes[layout.Loss].W {
		spans = spans[1:]
		spans[0].Text = strings.TrimLeft(spans[0].Text, " ")
	}
	return spans
}

// testAt returns the test NLL that was measured last at a step.
func testAt(curve []model.Point, step int) float64 {
	i, _ := slices.BinarySearchFunc(curve, step+1, func(p model.Point, step int) int { return p.Step - step })
	if i == 0 {
		return math.NaN()
	}
	return curve[i-1].NLL
}

func (v *Loss) NoHistory() string {
	if v.Snap == nil || len(curveOf(v.Snap)) == 0 {
		return "there is nothing to read before the first step"
	}
	return ""
}

// ReadLoss moves the cursor by a column of the chart.
func (v *Loss) ReadLoss(by int) tea.Cmd {
	n := len(curveOf(v.Snap))
	notch := max(n/max(v.grid.W, 1), 1)
	v.Cursor = plot.Clamp(v.Cursor-by*notch, 1, n)
	v.Stale = true
	return nil
}

func (v *Loss) ToggleLog() tea.Cmd {
	v.Log = !v.Log
	v.Stale = true
	return nil
}

// DrawSpark draws the training loss as a row or a few of columns.
func (v *Loss) DrawSpark() {
	r, t := v.Layout.Spark, &v.Theme
	if v.Probe.Probing() && v.Layout.Class == layout.Small {
		v.Grid.Spans(r.X+1, r.Y, r.W-1, v.Probe.probePoints()...)
		return
	}
	var values []float64
	for _, p := range curveOf(v.Snap) {
		values = append(values, p.NLL)
	}
	most := plot.FitRange(values, 0.95).Hi // the first steps would flatten all that follow
	for i := range values {
		values[i] = min(values[i], most)
	}
	if v.Layout.Class > layout.Tiny {
		n := 1 + v.Grid.Text(r.X, r.Y, r.W, v.LossName(), t.Dim)
		r.X, r.W = r.X+n, r.W-n
	}
	plot.Sparkline(&v.Grid, r, values, t.Accent, v.Glyphs)
}
