package popup

import (
	"strings"

	"bijou/model/diagnose"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// A page is a text of many lines with pictures in it, of which a part is seen.
type page struct {
	v    *Diagnosis
	w    int
	rows []func(g *plot.Grid, y int)
}

// Where things stand in a line of the diagnosis. The widths are those of the
// texts that there are, so that nothing moves when the numbers change.
const (
	markCol, nameCol                                   = 1, 3
	nameWidth, valueWidth, errorWidth, unitWidth       = 18, 8, 10, 4
	verdictWidth, meansWidth                           = 11, 23
	oneLine                                            = nameCol + nameWidth + 1 + valueWidth + 1 + errorWidth + 1 + verdictWidth + 1 + meansWidth + 1
	roomyLine                                          = oneLine + unitWidth + 2 + 2 // with its units, and two columns between texts
	besideWidth, besideMost, pictureHeight, pictureMax = 31, 46, 13, 24
)

// howMeasured is read while there is nothing else to read.
const howMeasured = "Points that the flow never saw are carried to the base, its own samples are held against them, and the map is checked from both ends. " +
	"A small p says that a difference is seen, not that it is large."

// Draw draws the numbers and, beside or below them, the pictures.
func (v *Diagnosis) Draw() {
	text := v.text()
	w := min(roomyLine+besideMost+3, v.Layout.Screen.W)
	text.Fit(w)
	if !v.hasResult(v.Snap) {
		in := v.OpenBox(w, v.Layout.Screen.H, text)
		for i, line := range append([]string{"measuring…", ""}, screen.Wrap(howMeasured, min(in.W-2, 70))...) {
			if i < in.H {
				v.Grid.Text(in.X+1, in.Y+i, in.W-1, line, v.Theme.Dim)
			}
		}
		return
	}
	beside := 0
	if w-2 >= roomyLine+besideWidth+1 {
		beside = plot.Clamp(w-2-roomyLine-1, besideWidth, besideMost)
	}
	p := &page{v: v, w: max(w-2-beside-min(beside, 1), 0)}
	p.diagnosis(v.Result, beside == 0)
	in := v.OpenBox(w, max(len(p.rows), min(beside, 1)*2*pictureMax)+2, text)
	list, pictures := layout.SplitX(in, p.w)
	v.window(len(p.rows), list.H)
	if in.H > 0 && in.W > 0 {
		p.draw(list, v.Top)
	}
	if beside > 0 {
		v.drawBeside(plot.Rect{X: in.X + in.W - beside, Y: pictures.Y, W: beside, H: pictures.H}, v.Result)
	}
}

// drawBeside draws the pictures above each other.
func (v *Diagnosis) drawBeside(r plot.Rect, d *diagnose.Diagnosis) {
	upper, lower := layout.SplitY(r, min(r.H/2, pictureMax))
	lower.H = min(lower.H, pictureMax)
	v.drawQQ(&v.Grid, upper, d)
	v.drawCoverage(&v.Grid, lower, d)
}

// draw shows the page from a row on, with arrows at its right where it goes on.
func (p *page) draw(r plot.Rect, top int) {
	whole := plot.NewGrid(p.w, len(p.rows))
	for y, row := range p.rows {
		if row != nil {
			row(whole, y)
		}
	}
	h := min(r.H, len(p.rows)-top)
	seen := plot.Grid{W: p.w, H: h, Cells: whole.Cells[top*p.w : (top+h)*p.w]}
	g := &p.v.Grid
	g.Blit(&seen, r.X, r.Y)
	if top > 0 {
		g.Text(r.X+r.W, r.Y, 1, "↑", p.v.Theme.Accent)
	}
	if top+h < len(p.rows) {
		g.Text(r.X+r.W, r.Y+r.H-1, 1, "↓", p.v.Theme.Accent)
	}
}

// text adds a row.
func (p *page) text(x int, spans ...plot.Span) {
	p.rows = append(p.rows, func(g *plot.Grid, y int) { g.Spans(x, y, p.w-x, spans...) })
}

// gap adds an empty row, but at the top.
func (p *page) gap() {
	if len(p.rows) > 0 {
		p.rows = append(p.rows, nil)
	}
}

func (p *page) heading(text string) {
	p.gap()
	for _, line := range screen.Wrap(text, p.w-markCol) {
		p.text(markCol, plot.Span{Text: line, Style: p.v.Theme.Strong})
	}
}

// diagnosis adds everything: what must not be first, the layers last.
func (p *page) diagnosis(d *diagnose.Diagnosis, pictures bool) {
	for _, alarm := range d.Alarms {
		for i, line := range screen.Wrap(p.v.minus(alarm), p.w-nameCol-1) {
			mark := " "
			if i == 0 {
				mark = diagnose.Bad.String()
			}
			p.text(markCol, plot.Span{Text: mark + " " + line, Style: p.v.Theme.Bad})
		}
	}
	for _, s := range d.Sections() {
		if len(s.Lines) == 0 {
			continue
		}
		p.heading(s.Title)
		for _, l := range s.Lines {
			p.line(l)
		}
	}
	if pictures {
		p.pictures(d)
	}
	p.layers(d.LayerTable())
}

// line adds a number: in one row, or in two where there is no room.
func (p *page) line(l diagnose.Line) {
	t, v := &p.v.Theme, p.v
	mark := t.Dim
	switch l.Mark {
	case diagnose.Good:
		mark = t.Good
	case diagnose.Bad:
		mark = t.Warn
	}
	l.Value, l.Error, l.Verdict = v.minus(l.Value), v.minus(l.Error), v.minus(l.Verdict)
	if p.w < oneLine {
		p.tallLine(l, mark)
	} else {
		p.flatLine(l, mark)
	}
}

// flatLine writes a number in one row.
func (p *page) flatLine(l diagnose.Line, mark plot.Style) {
	t, gap := &p.v.Theme, 1
	if p.w >= roomyLine {
		gap = 2
	}
	p.rows = append(p.rows, func(g *plot.Grid, y int) {
		g.Text(markCol, y, 1, l.Mark.String(), mark)
		g.Text(nameCol, y, nameWidth, l.Name, plot.Style{})
		x := nameCol + nameWidth + gap
		g.TextRight(x, y, valueWidth, l.Value, t.Strong)
		x += valueWidth + 1
		g.Text(x, y, errorWidth, l.Error, t.Dim)
		x += errorWidth + 1
		if gap > 1 {
			g.Text(x, y, unitWidth, l.Unit, t.Dim)
			x += unitWidth + gap
		}
		if l.Means == "" {
			g.Text(x, y, p.w-x-1, l.Verdict, mark)
			return
		}
		g.Text(x, y, verdictWidth, l.Verdict, mark)
		x += verdictWidth + gap
		g.Text(x, y, p.w-x-1, l.Means, t.Dim)
	})
}

// tallLine writes a number and, below it, what it says.
func (p *page) tallLine(l diagnose.Line, mark plot.Style) {
	t := &p.v.Theme
	value := []plot.Span{{Text: l.Value, Style: t.Strong}}
	if l.Error != "" {
		value = append(value, plot.Span{Text: " " + l.Error, Style: t.Dim})
	}
	p.rows = append(p.rows, func(g *plot.Grid, y int) {
		g.Text(markCol, y, 1, l.Mark.String(), mark)
		n := plot.SpansWidth(value)
		g.Text(nameCol, y, p.w-nameCol-n-2, l.Name, plot.Style{})
		g.Spans(p.w-n-1, y, n, value...)
	})
	between := " "
	switch {
	case l.Verdict == "" || l.Means == "":
		between = ""
	case l.Mark != diagnose.NoMark:
		between = ": "
	}
	p.text(nameCol, plot.Span{Text: l.Verdict + between, Style: mark}, plot.Span{Text: l.Means, Style: t.Dim})
}

// layers adds the table of the layers, as many columns of it as there is room
// for.
func (p *page) layers(table diagnose.Table) {
	if len(table.Rows) == 0 {
		return
	}
	t := &p.v.Theme
	p.heading("the layers, from base to data")
	x, columns := nameCol-1, []tableColumn(nil)
	for i, head := range table.Head {
		c := tableColumn{i, x, plot.Width(head), i != 1}
		for _, row := range table.Rows {
			c.w = max(c.w, plot.Width(row[i]))
		}
		if x = c.x + c.w + 2; x-1 > p.w {
			break
		}
		if i == 0 {
			x--
		}
		columns = append(columns, c)
	}
	for i, row := range append([][]string{table.Head}, table.Rows...) {
		style := plot.Style{}
		if i == 0 {
			style = t.Dim
		}
		p.rows = append(p.rows, func(g *plot.Grid, y int) {
			for _, c := range columns {
				c.draw(g, y, p.v.minus(row[c.i]), style)
			}
		})
	}
}

// A tableColumn is where a column of a table stands.
type tableColumn struct {
	i, x, w int
	right   bool
}

func (c tableColumn) draw(g *plot.Grid, y int, text string, s plot.Style) {
	if c.right {
		g.TextRight(c.x, y, c.w, text, s)
	} else {
		g.Text(c.x, y, c.w, text, s)
	}
}

// minus writes hyphens in numbers as minus signs, where there are any.
func (v *Diagnosis) minus(text string) string {
	return strings.ReplaceAll(text, "-", string(v.Glyphs.Minus()))
}
