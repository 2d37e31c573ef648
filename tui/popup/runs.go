package popup

import (
	"math"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/theme"
	"bijou/tui/view"
)

// A RunRow is a run in the table of runs.
type RunRow struct {
	Name        string // a number, or now for the live one
	Data, Stack string
	Snap        *model.Snapshot
	NLL, KL     view.Estimate // on the test part, and from the truth; NaN where not known or not measured yet
	Shown       bool          // it is A
}

// Runs is the table of the runs that were pinned, the live one first, over their losses.
type Runs struct {
	*screen.State
	List
	Rows func() []RunRow

	chart *plot.LossChart
	grid  plot.Grid
	drawn chartKey
	age   int // frames since
}

// A chartKey is what the picture of the losses depends on.
type chartKey struct {
	runs, row, w, h, changed int
	live                     view.Version
}

// NewRuns returns the table.
func NewRuns(s *screen.State, rows func() []RunRow) Runs {
	return Runs{State: s, List: List{Len: len(rows())}, Rows: rows, chart: plot.NewLossChart(s.Glyphs)}
}

// Selected is the place of the selected run among those that were pinned, −1 for the live
// one.
func (p *Runs) Selected() int { return plot.Clamp(p.Row, 0, len(p.Rows())-1) - 1 }

// IsLive says why nothing is done with the live run.
func (p *Runs) IsLive() string {
	if p.Selected() < 0 {
		return "this is the live run; c keeps it as it is"
	}
	return ""
}

// A runColumn is a column of the table.
type runColumn struct {
	head string
	w    int
	text func(r RunRow) string
	left bool
}

// columns are those that have room in w cells: the numbers before the words.
func (p *Runs) columns(w int) []runColumn {
	g := p.Glyphs
	number := func(e view.Estimate, se bool) string {
		text := plot.Fixed(e.Mean, 7, 3, g)
		if se && !math.IsNaN(e.Mean) {
			text += "±" + plot.Fixed(e.SE, 5, 3, g)
		}
		return text
	}
	roomy := w >= 80
	estimate := 7
	if roomy {
		estimate = 13
	}
	all := []runColumn{
		{"", 4, func(r RunRow) string { return r.Name }, true},
		{"test NLL", max(estimate, 8), func(r RunRow) string { return number(r.NLL, roomy) }, false},
		{"KL", estimate, func(r RunRow) string { return number(r.KL, roomy) }, false},
		{"step", 7, func(r RunRow) string { return plot.Grouped(r.Snap.Step, g) }, false},
		{"seconds", 7, func(r RunRow) string { return plot.Fixed(r.Snap.Seconds, 7, 1, g) }, false},
		{"parameters", 10, func(r RunRow) string { return plot.Grouped(r.Snap.Free(), g) }, false},
		{"stack", 30, func(r RunRow) string { return r.Stack }, true},
		{"data", 14, func(r RunRow) string { return r.Data }, true},
	}
	var list []runColumn
	for _, c := range all {
		if w < 8 {
			break
		}
		if c.left && c.head != "" { // words take what is left
			c.w = min(c.w, w)
		}
		if c.w > w {
			break
		}
		list, w = append(list, c), w-c.w-1
	}
	return list
}

// Draw draws the table, and below it the validation losses over each other.
func (p *Runs) Draw() {
	const widest = 116
	t, rows := &p.Theme, p.Rows()
	p.Len = len(rows)
	in := p.OpenBox(widest, p.Layout.Screen.H, screen.Text{
		Title: []plot.Span{{Text: "runs", Style: t.Strong}, {Text: "  that were pinned, below them their losses", Style: t.Dim}},
	})
	const chart = 8
	upper, lower := layout.SplitY(in, min(len(rows)+1, max(in.H-chart, in.H/2)))
	columns := p.columns(upper.W - 4)
	x := upper.X + 3
	for _, c := range columns {
		p.cell(c, x, upper.Y, c.head, t.Dim)
		x += c.w + 1
	}
	h := max(upper.H-1, 0)
	p.draw(p.State, plot.Rect{X: upper.X, Y: upper.Y + 1, W: upper.W, H: h}, func(at int, r plot.Rect, selected bool) {
		p.drawRow(r, at, rows[at], columns, selected)
	})
	p.drawLosses(lower, rows)
}

func (p *Runs) cell(c runColumn, x, y int, text string, style plot.Style) {
	if c.left {
		p.Grid.Text(x, y, c.w, screen.Cut(text, c.w), style)
		return
	}
	p.Grid.TextRight(x, y, c.w, text, style)
}

func (p *Runs) drawRow(r plot.Rect, i int, row RunRow, columns []runColumn, selected bool) {
	t, style := &p.Theme, plot.Style{}
	if selected {
		style = t.Strong
	}
	if row.Shown {
		p.Grid.Text(r.X-1, r.Y, 1, "A", t.Accent)
	}
	x := r.X + 1
	for j, c := range columns {
		if j == 0 {
			p.cell(c, x, r.Y, c.text(row), p.ink(i))
		} else {
			p.cell(c, x, r.Y, c.text(row), style)
		}
		x += c.w + 1
	}
}

// ink is the colour of a run in the table and in the chart.
func (p *Runs) ink(i int) plot.Style {
	if !p.Theme.Coloured {
		return plot.Style{}
	}
	return p.Theme.Angle[i*3%theme.Hues] // neighbours differ
}

// chartRest is how many frames a chart stays while the live run goes on.
const chartRest = 4

// drawLosses draws the chart on a grid of its own, anew when something changed.
func (p *Runs) drawLosses(r plot.Rect, rows []RunRow) {
	if r.W <= 0 || r.H <= 0 {
		return
	}
	key := chartKey{len(rows), p.Row, r.W, r.H, p.Changed, view.VersionOf(p.Snap)}
	before := p.drawn
	before.live = key.live
	p.age++
	if key != p.drawn && (key != before || p.age >= chartRest || p.Snap.State != model.Training) {
		p.drawn, p.age = key, 0
		p.grid.Resize(r.W, r.H)
		c, t := p.chart, &p.Theme
		c.Glyphs, c.Axis, c.Label, c.FloorInk, c.CursorInk = p.Glyphs, t.Faint, t.Dim, t.Floor, t.Accent
		if c.Floor = p.Snap.Entropy; len(rows) > 1 && !sameFloor(rows) {
			c.Floor = math.NaN()
		}
		c.Draw(&p.grid, p.grid.Bounds(), p.series(rows), nil)
	}
	p.Grid.Blit(&p.grid, r.X, r.Y)
}

// sameFloor tells whether all runs have one entropy.
func sameFloor(rows []RunRow) bool {
	for _, r := range rows {
		if r.Snap.Entropy != rows[0].Snap.Entropy {
			return false
		}
	}
	return true
}

// series are the validation losses, the selected one above the others.
func (p *Runs) series(rows []RunRow) (list []plot.Series) {
	add := func(i int, stroke plot.Stroke) {
		s := plot.Series{Name: rows[i].Name, Stroke: stroke, Style: p.ink(i)}
		for _, point := range rows[i].Snap.History.Test {
			s.Steps, s.Values = append(s.Steps, float64(point.Step)), append(s.Values, point.NLL)
		}
		list = append(list, s)
	}
	for i := range rows {
		if i != p.Row {
			add(i, plot.Dotted)
		}
	}
	add(p.Row, plot.Solid)
	return list
}
