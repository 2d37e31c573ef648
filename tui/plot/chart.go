package plot

import (
	"fmt"
	"math"
)

// Stroke is how a series is drawn; strokes differ without colour.
type Stroke uint8

const (
	// Solid joins the values by a line.
	Solid Stroke = iota
	// Dotted joins the values by a broken line.
	Dotted
	// Marks puts a square or a ring at values that are at least a few columns apart, for what is measured now and then.
	Marks
)

// Series is one curve: Values[i] in nats at step Steps[i]. A value that is not finite is a gap.
type Series struct {
	Name          string
	Stroke        Stroke
	Style         Style
	Steps, Values []float64
}

// Event marks a step on the time axis: a layer added, another learning rate.
type Event struct {
	Step  float64
	Label string
	Style Style
}

// LossChart draws the course of a loss against the step, on an ntcharts line chart.
//
// Each column of dots shows the mean of the steps that fall into it. The floor, if there is one, is the entropy of the
// data: no model can have a lower expected NLL, so the distance to it says how good a model is. Its value stands on
// the axis. With LogY the axis shows that distance on a logarithmic scale; what lies at or below the floor then sits
// on the lower edge.
//
// The axes stand still and rescale in steps: time ends at a round number, the losses follow [Range.Steady] on a range
// that leaves out the first spikes and zooms in as the curve flattens. The newest values are in it, unless the loss
// diverges: then the curve leaves at the top.
type LossChart struct {
	Glyphs Glyphs
	// Axis paints the axes, Label their numbers, FloorInk the floor and its number, CursorInk the cursor.
	Axis, Label, FloorInk, CursorInk Style
	// Floor is NaN when it is not known.
	Floor float64
	LogY  bool
	// Cursor is a step to read values at, shown as a vertical line; 0 shows none.
	Cursor float64

	y    Range // in nats, or with LogY in decades above the floor
	logY bool  // whether y is in decades
}

// The least size of a chart with axes: below it ntcharts has no room to draw.
const (
	chartMinW = 12
	chartMinH = 3
)

// NewLossChart returns a chart without a floor.
func NewLossChart(g Glyphs) *LossChart {
	return &LossChart{Glyphs: g, Floor: math.NaN()}
}

// Reset forgets the scale of the losses, for a new run.
func (c *LossChart) Reset() { c.y = Range{} }

// Draw draws the series into r, later ones over earlier ones. In less than 12×3 cells it only writes the last value of
// the first series, and returns false.
func (c *LossChart) Draw(g *Grid, r Rect, series []Series, events []Event) bool {
	for _, s := range series {
		if len(s.Steps) != len(s.Values) {
			panic(fmt.Sprintf("plot: series %q has %d steps and %d values", s.Name, len(s.Steps), len(s.Values)))
		}
	}
	if r.W < chartMinW || r.H < chartMinH {
		c.drawValue(g, r, series)
		return false
	}
	p := newPlotter(c, r.W, r.H, endOfTime(series))
	binned := make([]bins, len(series))
	for i, s := range series {
		binned[i] = p.bin(s)
	}
	c.rescale(binned)
	p.open()
	for i, s := range series {
		p.series(s, binned[i])
	}
	p.floor()
	p.cursor()
	p.time(events)
	p.copy(g, r)
	return true
}

// StepAt returns the step at column x of a chart w columns wide, for a click; left of the axis it is 0.
func (c *LossChart) StepAt(series []Series, w, x int) float64 {
	p := newPlotter(c, w, chartMinH, endOfTime(series))
	return min(max(float64(x-labelWidth-1)/float64(max(p.gw-1, 1)), 0), 1) * p.end
}

// drawValue writes the newest value in the first row.
func (c *LossChart) drawValue(g *Grid, r Rect, series []Series) {
	if r.H < 1 || len(series) == 0 {
		return
	}
	if n := len(series[0].Values); n > 0 {
		g.Text(r.X, r.Y, r.W, Fixed(series[0].Values[n-1], r.W, 3, c.Glyphs), series[0].Style)
	}
}

// Legend returns the names of the series with a sample of their strokes, and the floor, for the border of the pane.
func (c *LossChart) Legend(series []Series, name Style) []Span {
	var spans []Span
	for _, s := range series {
		if len(spans) > 0 {
			spans = append(spans, Span{"  ", name})
		}
		spans = append(spans, Span{s.Name + " ", name}, Span{c.sample(s.Stroke), s.Style})
	}
	entropy := "entropy " + Fixed(c.Floor, 5, 3, c.Glyphs)
	switch {
	case c.decades():
		spans = append(spans, Span{"  nats above " + entropy, name})
	case c.hasFloor():
		spans = append(spans, Span{"  " + entropy + " ", name}, Span{c.floorSample(), c.FloorInk})
	}
	return spans
}

func (c *LossChart) hasFloor() bool { return !math.IsNaN(c.Floor) && math.Abs(c.Floor) < lossLimit }

// sample returns a piece of a stroke for the legend.
func (c *LossChart) sample(s Stroke) string {
	return [...][3]string{Braille: {"⠒⠒", "⠂⠂", "⠶"}, Blocks: {"──", "··", "∘"}, ASCII: {"**", "..", "o"}}[c.Glyphs][s]
}

// floorSample returns a piece of the floor for the legend.
func (c *LossChart) floorSample() string {
	return [...]string{Braille: "⠒ ⠒", Blocks: "╌╌", ASCII: "--"}[c.Glyphs]
}
