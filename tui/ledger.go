package tui

import (
	"bijou/flows"
	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// flowText is what stands in the frame of the flow pane.
func (a *App) flowText() screen.Text {
	t := &a.Theme
	text := screen.Text{Title: a.Title(layout.Flow, "flow", "z → x")}
	row, _ := screen.RowOf(a.Selected, a.Snap.Stack)
	k := len(a.Snap.Stack.Layers)
	where := plot.Grouped(row, a.Glyphs) + "/" + plot.Grouped(k, a.Glyphs)
	switch {
	case row == 0:
		where = "base"
	case row > k:
		where = "data"
	}
	text.Foot = []plot.Span{{Text: where, Style: t.Dim}}
	if l := a.Layer(); l != nil && !a.hasLayerFacts() {
		if n := evaluated(a.ledger.stats(l.ID)); n != "" {
			text.More = []plot.Span{{Text: "  " + n, Style: t.Dim}}
		}
	}
	if rows := a.flowRows(); a.flow.fields && rows != nil {
		text.More = nil
		f := rows[min(a.flow.form.Row, len(rows)-1)].Field
		switch editing := a.flow.form.Edit != nil; {
		case editing && f.Restarts:
			text.Foot = append(text.Foot, plot.Span{Text: "  starts the layer anew", Style: t.Warn})
		case editing && a.Selected == screen.BaseRow:
			text.Foot = append(text.Foot, plot.Span{Text: "  the picture jumps", Style: t.Warn})
		case a.helpBelow(rows) == nil:
			text.Foot = append(text.Foot, plot.Span{Text: "  " + screen.Cut(f.Help, max(a.Layout.Panes[layout.Flow].W-12, 0)), Style: t.Dim})
		}
	}
	return text
}

// helpBelow is the help of the field that is selected in the flow pane, line by
// line, nil if it has no room below the fields.
func (a *App) helpBelow(rows []form.Row) []string {
	r := a.Inside(layout.Flow)
	lines := screen.Wrap(rows[min(a.flow.form.Row, len(rows)-1)].Field.Help, r.W-3)
	if !a.Layout.Framed() || len(a.Snap.Stack.Layers)+3+len(rows)+2+len(lines) > r.H {
		return nil
	}
	return lines
}

// drawFlow draws the rows from base to data, the sums below them, and below
// these the fields of the layer or more about it.
func (a *App) drawFlow(r plot.Rect, focused bool) {
	rows := len(a.Snap.Stack.Layers) + 2
	var parts []part
	if fields := a.flowRows(); a.flow.fields && fields != nil {
		parts = []part{a.formPart(fields, r.H-4, focused)}
	} else {
		parts = a.parts(r.H - 1 - rows)
	}
	height := 0
	for _, p := range parts {
		height += p.h
	}
	c := a.columns(r)
	list, below := layout.SplitY(r, r.H-height)
	if list.H > rows { // else the row of the base serves as the heading
		a.Grid.Text(c.label, list.Y, c.words, "layer", a.Theme.Dim)
		c.signs(a, list.Y, plot.Width("layer "))
		list = plot.Rect{X: list.X, Y: list.Y + 1, W: list.W, H: min(list.H-1, rows)}
		below.Y = list.Y + list.H
		a.drawRows(list, c, focused)
	} else {
		a.drawRows(list, c, focused)
		if a.flow.top == 0 {
			c.signs(a, list.Y, plot.Width("z  "+baseLabel(a.Snap.BaseSpec)+" "))
		}
	}
	for _, p := range parts {
		p.draw(plot.Rect{X: r.X, Y: below.Y, W: r.W, H: p.h})
		below.Y += p.h
	}
}

// formPart shows fields in at most h lines, and below them the help of one if
// there is room.
func (a *App) formPart(rows []form.Row, h int, focused bool) part {
	help := a.helpBelow(rows)
	lines := plot.Clamp(len(rows)+1, 2, max(h, 2))
	all := lines
	if help != nil {
		all += 1 + len(help)
	}
	return part{all, func(r plot.Rect) {
		a.Rule(r)
		a.flow.form.Quiet = help != nil
		a.flow.form.Draw(a.State, plot.Rect{X: r.X, Y: r.Y + 1, W: r.W, H: lines - 1}, rows, focused)
		for i, line := range help {
			a.Grid.Text(r.X+2, r.Y+lines+1+i, r.W-3, line, a.Theme.Dim)
		}
	}}
}

// A part is something below the rows of the flow.
type part struct {
	h    int
	draw func(plot.Rect)
}

// parts chooses what stands below the rows, given how many lines they leave.
func (a *App) parts(free int) []part {
	sums, short := part{5, a.drawSums}, part{3, a.drawShortSums}
	numbers, layer := part{4, a.drawFacts}, part{5, a.drawLayer}
	switch {
	case free >= sums.h+numbers.h+layer.h:
		return []part{sums, numbers, layer}
	case free >= sums.h+numbers.h:
		return []part{sums, numbers}
	case free >= sums.h:
		return []part{sums}
	}
	return []part{short}
}

// hasLayerFacts tells whether there is room for more about the selected layer.
func (a *App) hasLayerFacts() bool {
	h := a.Inside(layout.Flow).H
	if !a.Layout.Framed() {
		h-- // what stands in the frame elsewhere
	}
	return len(a.parts(h-len(a.Snap.Stack.Layers)-3)) == 3
}

// columns are where things stand in a row of the flow.
type columns struct {
	mark, number, label, barX, value int // x
	digits, words, width             int // of number, label and value
	bar                              plot.Bar
	grad                             int // x; 0 where there is no room
}

// gradWidth is the width of a gradient's norm, shown in wide panes.
const gradWidth = 6

func (a *App) columns(r plot.Rect) columns {
	s := a.Snap.Stack
	c := columns{mark: r.X, number: r.X + 1, digits: len(plot.Grouped(len(s.Layers), a.Glyphs)), width: 6}
	for _, l := range s.Layers {
		c.words = max(c.words, plot.Width(l.Label(s.Dim)))
	}
	right := r.X + r.W
	switch {
	case r.W >= 46:
		right -= gradWidth + 2
		c.grad = right + 2
	case r.W < 28:
		c.width = 5
	}
	c.label, c.value = c.number+c.digits+1, right-c.width
	const least = 6 // columns of a bar
	c.words = plot.Clamp(c.words, 8, max(c.value-c.label-least-1, 4))
	side := max(c.value-c.label-c.words-2, 0) / 2 // the same both ways: a unit is a unit
	c.bar = plot.Bar{Glyphs: a.Glyphs, Left: side, Right: side, Full: a.ledger.full,
		Negative: a.Theme.Squeeze, Positive: a.Theme.Expand, Axis: a.Theme.Faint}
	c.barX = c.value - c.bar.Width()
	return c
}

// signs names the two sides of the bars, behind a text of w columns.
func (c *columns) signs(a *App, y, w int) {
	t, g := &a.Theme, &a.Grid
	axis := c.barX + c.bar.Left
	left, right := "squeeze", "expand"
	if axis-len(left) < c.label+w || axis+1+len(right) > c.value+c.width {
		left, right = "−", "+"
	}
	n := plot.Width(left)
	g.Text(axis-n, y, n, left, t.Squeeze)
	g.Text(axis, y, 1, "│", t.Faint)
	g.Text(axis+1, y, c.value+c.width-axis-1, right, t.Expand)
	if c.grad > 0 {
		g.TextRight(c.grad, y, gradWidth, "grad", t.Dim)
	}
}

// drawRows draws as many rows as fit, the selected one among them.
func (a *App) drawRows(r plot.Rect, c columns, focused bool) {
	n := len(a.Snap.Stack.Layers) + 2
	at, _ := screen.RowOf(a.Selected, a.Snap.Stack)
	a.flow.top = form.Scrolled(a.flow.top, at, n, max(r.H, 1))
	a.flow.list = r
	for i := range min(r.H, n-a.flow.top) {
		a.drawFlowRow(r.Y+i, a.flow.top+i, c, a.flow.top+i == at, focused)
	}
	if a.flow.top > 0 && a.flow.top != at {
		a.Grid.Text(c.mark, r.Y, 1, "↑", a.Theme.Dim)
	}
	if last := a.flow.top + r.H - 1; last < n-1 && last != at {
		a.Grid.Text(c.mark, r.Y+r.H-1, 1, "↓", a.Theme.Dim)
	}
}

func (a *App) drawFlowRow(y, row int, c columns, selected, focused bool) {
	t, g := &a.Theme, &a.Grid
	word := plot.Style{}
	if selected {
		word = t.Strong
		g.Text(c.mark, y, 1, "▸", t.Accent)
	}
	width := c.value + c.width - c.label
	switch k := len(a.Snap.Stack.Layers); {
	case row == 0:
		g.Spans(c.label, y, width, plot.Span{Text: "z  ", Style: word}, plot.Span{Text: screen.CutWords(baseLabel(a.Snap.BaseSpec), width-3), Style: t.Dim})
	case row > k:
		g.Spans(c.label, y, width, plot.Span{Text: "x  ", Style: word}, plot.Span{Text: "model", Style: t.Dim})
	default:
		a.drawLayerRow(y, row, c, word, selected)
	}
}

func (a *App) drawLayerRow(y, row int, c columns, word plot.Style, selected bool) {
	t, g := &a.Theme, &a.Grid
	l := &a.Snap.Stack.Layers[row-1]
	if !selected {
		g.Text(c.mark, y, 1, flagGlyph(l), t.Dim)
	}
	g.TextRight(c.number, y, c.digits, plot.Grouped(row, a.Glyphs), t.Dim)
	if l.Off {
		g.Text(c.label, y, c.words, screen.Cut(l.Label(a.Snap.Stack.Dim), c.words), t.Dim)
		g.TextRight(c.value, y, c.width, "off", t.Dim)
		g.Text(c.barX+c.bar.Left, y, 1, "│", t.Faint)
		return
	}
	g.Text(c.label, y, c.words, screen.Cut(l.Label(a.Snap.Stack.Dim), c.words), word)
	stats := a.ledger.stats(l.ID)
	c.bar.Draw(g, c.barX, y, stats.Mean)
	g.Text(c.value, y, c.width, plot.Signed(stats.Mean, c.width, 2, a.Glyphs), word)
	if c.grad > 0 && row <= len(a.Snap.GradNorm) {
		grad := a.Snap.GradNorm[row-1]
		text := plot.Fixed(grad, gradWidth, 3, a.Glyphs)
		if l.Frozen {
			text = "frozen"
		}
		g.Text(c.grad, y, gradWidth, text, t.Dim)
	}
}

// flagGlyph marks a layer that is off or frozen.
func flagGlyph(l *flows.Layer) string {
	switch {
	case l.Off:
		return "○"
	case l.Frozen:
		return "◆"
	}
	return " "
}
