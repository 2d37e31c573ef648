package plot

import (
	"math"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"github.com/NimbleMarkets/ntcharts/v2/canvas"
	"github.com/NimbleMarkets/ntcharts/v2/canvas/graph"
	"github.com/NimbleMarkets/ntcharts/v2/canvas/runes"
	"github.com/NimbleMarkets/ntcharts/v2/linechart"
)

// labelWidth is fixed, so that the axis does not move when its numbers change.
const labelWidth = 5

// plotter draws one picture of a LossChart. The line chart has one row more than the picture: ntcharts keeps it for the
// labels of the time axis, which here stand on the axis itself to save a row.
type plotter struct {
	*LossChart
	w, h     int     // cells of the picture
	gw, gh   int     // cells inside the axes
	columns  int     // dots across inside the axes
	end      float64 // of time
	chart    linechart.Model
	at       map[int]string // labels of the loss axis by row from the top
	floorRow int            // -1 if the floor is not in the picture
}

func newPlotter(c *LossChart, w, h int, end float64) *plotter {
	across, _ := c.Glyphs.Dots()
	if c.Glyphs == Blocks {
		across = 1 // its curves are box lines
	}
	gw := w - labelWidth - 1
	return &plotter{LossChart: c, w: w, h: h, gw: gw, gh: h - 1, columns: across * gw, end: end, floorRow: -1}
}

// column returns the column of dots of a step.
func (p *plotter) column(step float64) int {
	return int(math.Round(step / p.end * float64(p.columns-1)))
}

// open makes the line chart for the present scale, with axes and the labels of the loss axis.
func (p *plotter) open() {
	p.label()
	labels := func(i int, _ float64) string {
		if s, ok := p.at[p.gh-i]; ok {
			return s
		}
		return "     "
	}
	none := func(int, float64) string { return "" }
	axis := lip(p.Axis)
	p.chart = linechart.New(p.w, p.h+1, 0, p.end, p.y.Lo, p.y.Hi, linechart.WithXYSteps(1, 1),
		linechart.WithStyles(axis, lip(p.Label), axis),
		linechart.WithYLabelFormatter(labels), linechart.WithXLabelFormatter(none))
	p.chart.DrawXYAxisAndLabel()
	for row := range p.at {
		p.set(-1, row, '┤', p.Axis)
	}
}

// label places the numbers of the loss axis.
func (p *plotter) label() {
	p.at = map[int]string{}
	losses, texts := p.lossTicks(min(max((p.gh+1)/2, 2), 8))
	for i, v := range losses {
		if p.decades() {
			v += p.Floor
		}
		p.at[p.row(v)] = texts[i]
	}
	if p.hasFloor() && !p.decades() {
		p.floorRow = p.row(p.Floor)
		delete(p.at, p.floorRow-1) // the floor's number needs air
		delete(p.at, p.floorRow+1)
		p.at[p.floorRow] = Fixed(p.Floor, labelWidth, 2, ASCII)
	}
}

// dotsDown returns how many rows of dots the curves have in a cell.
func (p *plotter) dotsDown() int {
	if p.Glyphs == Braille {
		return 4
	}
	return 1
}

// dotRow returns the row of dots of a loss, from the top; it may lie a little above the picture but never below.
func (p *plotter) dotRow(v float64) int {
	rows := float64(p.gh * p.dotsDown())
	h := p.height(v)
	if math.IsNaN(h) {
		h = math.Inf(-1)
	}
	up := (h - p.y.Lo) / p.y.Size() * (rows - 1)
	return int(math.Round(rows - 1 - min(max(up, 0), 2*rows)))
}

// row returns the row of cells of a loss.
func (p *plotter) row(v float64) int {
	return int(math.Floor(float64(p.dotRow(v)) / float64(p.dotsDown())))
}

// set puts a rune into cell x, y inside the axes.
func (p *plotter) set(x, y int, r rune, s Style) {
	p.chart.Canvas.SetCell(p.place(x, y), canvas.NewCellWithStyle(r, lip(s)))
}

func (p *plotter) place(x, y int) canvas.Point {
	return canvas.Point{X: p.chart.Origin().X + 1 + x, Y: y}
}

// free reports whether nothing is drawn in cell x, y inside the axes.
func (p *plotter) free(x, y int) bool { return p.chart.Canvas.Cell(p.place(x, y)).Rune == runes.Null }

// series draws one curve.
func (p *plotter) series(s Series, b bins) {
	if s.Stroke == Marks {
		p.marks(s, b)
		return
	}
	var run []canvas.Point // dots of the values between two gaps
	var runs [][]canvas.Point
	for k := range p.columns {
		switch {
		case b.empty(k):
		case math.IsNaN(b.mean[k]):
			runs, run = append(runs, run), nil
		default:
			run = append(run, canvas.Point{X: k, Y: p.dotRow(b.mean[k])})
		}
	}
	runs = append(runs, run)
	switch p.Glyphs {
	case Braille:
		p.braille(s, runs)
	case Blocks:
		p.boxLines(s, runs)
	default:
		p.runeLines(s, runs)
	}
}

// marks puts rings at the values, at least four cells apart. In braille they are squares of dots, which sit at the
// height of the value to a dot and join with a line in the same cell.
func (p *plotter) marks(s Series, b bins) {
	const apart = 4
	grid := graph.NewBrailleGrid(p.gw, p.gh, 0, 1, 0, 1)
	next := 0
	for k := range p.columns {
		cell := k * p.gw / p.columns
		if b.n[k] == 0 || cell < next {
			continue
		}
		next = cell + apart
		if p.Glyphs != Braille {
			p.set(cell, p.row(b.mean[k]), p.pen(s.Stroke), s.Style)
			continue
		}
		row := p.dotRow(b.mean[k])
		row = min(row, row|3-1) // within one cell
		for i := range 4 {
			grid.Set(canvas.Point{X: 2*cell + i%2, Y: row + i/2})
		}
	}
	graph.DrawBraillePatterns(&p.chart.Canvas, p.place(0, 0), grid.BraillePatterns(), lip(s.Style))
}

func (p *plotter) braille(s Series, runs [][]canvas.Point) {
	grid := graph.NewBrailleGrid(p.gw, p.gh, 0, 1, 0, 1)
	p.join(s, runs, grid.Set)
	graph.DrawBraillePatterns(&p.chart.Canvas, p.place(0, 0), grid.BraillePatterns(), lip(s.Style))
}

func (p *plotter) runeLines(s Series, runs [][]canvas.Point) {
	r := p.pen(s.Stroke)
	p.join(s, runs, func(at canvas.Point) {
		if at.Y >= 0 {
			p.set(at.X, at.Y, r, s.Style)
		}
	})
}

// pen returns the rune of a stroke that is drawn in runes.
func (p *plotter) pen(s Stroke) rune {
	r, _ := utf8.DecodeRuneInString(p.sample(s))
	return r
}

// join calls set for the dots of the lines through each run.
func (p *plotter) join(s Series, runs [][]canvas.Point, set func(canvas.Point)) {
	for _, run := range runs {
		for i, a := range run {
			for _, at := range graph.GetLinePoints(run[max(i-1, 0)], a) {
				if s.Stroke == Solid || (at.X+at.Y)%2 == 0 {
					set(at)
				}
			}
		}
	}
}

func (p *plotter) boxLines(s Series, runs [][]canvas.Point) {
	if s.Stroke == Dotted {
		p.runeLines(s, runs)
		return
	}
	for _, run := range runs {
		var rows []int // one for each column from the first of the run
		for i, a := range run {
			for at := run[max(i-1, 0)]; i > 0 && at.X+1 < a.X; at.X++ {
				rows = append(rows, rows[len(rows)-1])
			}
			rows = append(rows, a.Y)
		}
		if len(rows) > 0 {
			graph.DrawLineSequence(&p.chart.Canvas, false, p.place(run[0].X, 0).X, rows, runes.ArcLineStyle, lip(s.Style))
		}
	}
}

// lip returns the style as ntcharts wants it.
func lip(s Style) lipgloss.Style {
	l := lipgloss.NewStyle()
	if s.FG != None {
		l = l.Foreground(s.FG)
	}
	if s.BG != None {
		l = l.Background(s.BG)
	}
	if s.Attr != 0 {
		l = l.Bold(s.Attr&Bold != 0).Faint(s.Attr&Dim != 0).Reverse(s.Attr&Reverse != 0)
	}
	return l
}

// unlip is the inverse of lip.
func unlip(l *lipgloss.Style) Style {
	var s Style
	s.FG, _ = l.GetForeground().(Colour)
	s.BG, _ = l.GetBackground().(Colour)
	if l.GetBold() {
		s.Attr |= Bold
	}
	if l.GetFaint() {
		s.Attr |= Dim
	}
	if l.GetReverse() {
		s.Attr |= Reverse
	}
	return s
}
