package pane

import (
	"bijou/flows"
	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// FlowText is what stands in the frame of the flow pane.
func (f *Flow) FlowText() screen.Text {
	t := &f.Theme
	z, x := f.Variables()
	text := screen.Text{Title: f.Title(layout.Flow, "flow", z+" → "+x)}
	row, _ := screen.RowOf(f.Selected, f.Snap.Stack)
	k := len(f.Snap.Stack.Layers)
	where := plot.Grouped(row, f.Glyphs) + "/" + plot.Grouped(k, f.Glyphs)
	switch {
	case row == 0:
		where = "base"
	case row > k:
		where = "data"
	}
	text.Foot = []plot.Span{{Text: where, Style: t.Dim}}
	if l := f.Layer(); l != nil && !f.hasLayerFacts() {
		if n := evaluated(f.Ledger.Stats(l.ID)); n != "" {
			text.More = []plot.Span{{Text: "  " + n, Style: t.Dim}}
		}
	}
	if rows := f.FlowRows(); f.Fields && rows != nil {
		text.More = nil
		field := rows[min(f.Form.Row, len(rows)-1)].Field
		switch editing := f.Form.Edit != nil; {
		case editing && field.Restarts:
			text.Foot = append(text.Foot, plot.Span{Text: "  starts the layer anew", Style: t.Warn})
		case editing && f.Selected == screen.BaseRow:
			text.Foot = append(text.Foot, plot.Span{Text: "  the picture jumps", Style: t.Warn})
		case f.helpBelow(rows) == nil:
			text.Foot = append(text.Foot, plot.Span{Text: "  " + screen.Cut(field.Help, max(f.Layout.Panes[layout.Flow].W-12, 0)), Style: t.Dim})
		}
	}
	return text
}

// helpBelow is the help of the field that is selected in the flow pane, line by
// line, nil if it has no room below the fields.
func (f *Flow) helpBelow(rows []form.Row) []string {
	r := f.Inside(layout.Flow)
	lines := screen.Wrap(rows[min(f.Form.Row, len(rows)-1)].Field.Help, r.W-3)
	if !f.Layout.Framed() || len(f.Snap.Stack.Layers)+3+len(rows)+2+len(lines) > r.H {
		return nil
	}
	return lines
}

// DrawFlow draws the rows from base to data, the sums below them, and below
// these the fields of the layer or more about it.
func (f *Flow) DrawFlow(r plot.Rect, focused bool) {
	rows := len(f.Snap.Stack.Layers) + 2
	var parts []part
	if fields := f.FlowRows(); f.Fields && fields != nil {
		parts = []part{f.formPart(fields, r.H-4, focused)}
	} else {
		parts = f.parts(r.H - 1 - rows)
	}
	height := 0
	for _, p := range parts {
		height += p.h
	}
	c := f.Columns(r)
	list, below := layout.SplitY(r, r.H-height)
	if list.H > rows { // else the row of the base serves as the heading
		f.Grid.Text(c.label, list.Y, c.words, "layer", f.Theme.Dim)
		f.heading(&c, list.Y, plot.Width("layer "))
		list = plot.Rect{X: list.X, Y: list.Y + 1, W: list.W, H: min(list.H-1, rows)}
		below.Y = list.Y + list.H
		f.drawRows(list, c, focused)
	} else {
		f.drawRows(list, c, focused)
		if f.Top == 0 {
			f.heading(&c, list.Y, plot.Width("z  "+baseLabel(f.Snap.BaseSpec)+" "))
		}
	}
	for _, p := range parts {
		p.draw(plot.Rect{X: r.X, Y: below.Y, W: r.W, H: p.h})
		below.Y += p.h
	}
}

// formPart shows fields in at most h lines, and below them the help of one if
// there is room.
func (f *Flow) formPart(rows []form.Row, h int, focused bool) part {
	help := f.helpBelow(rows)
	lines := plot.Clamp(len(rows)+1, 2, max(h, 2))
	all := lines
	if help != nil {
		all += 1 + len(help)
	}
	return part{all, func(r plot.Rect) {
		f.Rule(r)
		f.Form.Quiet = help != nil
		f.Form.Draw(f.State, plot.Rect{X: r.X, Y: r.Y + 1, W: r.W, H: lines - 1}, rows, focused)
		for i, line := range help {
			f.Grid.Text(r.X+2, r.Y+lines+1+i, r.W-3, line, f.Theme.Dim)
		}
	}}
}

// A part is something below the rows of the flow.
type part struct {
	h    int
	draw func(plot.Rect)
}

// parts chooses what stands below the rows, given how many lines they leave.
func (f *Flow) parts(free int) []part {
	sums, short := part{5, f.drawSums}, part{3, f.drawShortSums}
	numbers, layer := part{4, f.drawFacts}, part{5, f.drawLayer}
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
func (f *Flow) hasLayerFacts() bool {
	h := f.Inside(layout.Flow).H
	if !f.Layout.Framed() {
		h-- // what stands in the frame elsewhere
	}
	return len(f.parts(h-len(f.Snap.Stack.Layers)-3)) == 3
}

// columns are where things stand in a row of the flow.
type columns struct {
	mark, number, label, barX, value int // x
	digits, words, width             int // of number, label and value
	Bar                              plot.Bar
	grad                             int // x; 0 where there is no room
}

// gradWidth is the width of a gradient's norm, shown in wide panes.
const gradWidth = 6

func (f *Flow) Columns(r plot.Rect) columns {
	s := f.Snap.Stack
	c := columns{mark: r.X, number: r.X + 1, digits: len(plot.Grouped(len(s.Layers), f.Glyphs)), width: 6}
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
	c.Bar = plot.Bar{Glyphs: f.Glyphs, Left: side, Right: side, Full: f.fullBar(),
		Negative: f.Theme.Squeeze, Positive: f.Theme.Expand, Axis: f.Theme.Faint}
	c.barX = c.value - c.Bar.Width()
	return c
}

// signs names the two sides of the bars, behind a text of w columns.
func (c *columns) signs(a *screen.State, y, w int) {
	t, g := &a.Theme, &a.Grid
	axis := c.barX + c.Bar.Left
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
func (f *Flow) drawRows(r plot.Rect, c columns, focused bool) {
	n := len(f.Snap.Stack.Layers) + 2
	at, _ := screen.RowOf(f.Selected, f.Snap.Stack)
	f.Top = form.Scrolled(f.Top, at, n, max(r.H, 1))
	f.List = r
	for i := range min(r.H, n-f.Top) {
		f.drawFlowRow(r.Y+i, f.Top+i, c, f.Top+i == at, focused)
	}
	if f.Top > 0 && f.Top != at {
		f.Grid.Text(c.mark, r.Y, 1, "↑", f.Theme.Dim)
	}
	if last := f.Top + r.H - 1; last < n-1 && last != at {
		f.Grid.Text(c.mark, r.Y+r.H-1, 1, "↓", f.Theme.Dim)
	}
}

func (f *Flow) drawFlowRow(y, row int, c columns, selected, focused bool) {
	t, g := &f.Theme, &f.Grid
	word := plot.Style{}
	if selected {
		word = t.Strong
		g.Text(c.mark, y, 1, "▸", t.Accent)
	}
	width := c.value + c.width - c.label
	z, x := f.Variables()
	switch k := len(f.Snap.Stack.Layers); {
	case row == 0:
		g.Spans(c.label, y, width, plot.Span{Text: z + "  ", Style: word}, plot.Span{Text: screen.CutWords(baseLabel(f.Snap.BaseSpec), width-3), Style: t.Dim})
	case row > k:
		g.Spans(c.label, y, width, plot.Span{Text: x + "  ", Style: word}, plot.Span{Text: "model", Style: t.Dim})
		if a := f.worthShown(); a != nil {
			g.Text(c.value, y, c.width, plot.Fixed(a.NLL, c.width, 2, f.Glyphs), t.Strong)
		}
	default:
		f.drawLayerRow(y, row, c, word, selected)
	}
}

func (f *Flow) drawLayerRow(y, row int, c columns, word plot.Style, selected bool) {
	t, g := &f.Theme, &f.Grid
	l := &f.Snap.Stack.Layers[row-1]
	if !selected {
		g.Text(c.mark, y, 1, flagGlyph(l), t.Dim)
	}
	g.TextRight(c.number, y, c.digits, plot.Grouped(row, f.Glyphs), t.Dim)
	if l.Off {
		g.Text(c.label, y, c.words, screen.Cut(l.Label(f.Snap.Stack.Dim), c.words), t.Dim)
		g.TextRight(c.value, y, c.width, "off", t.Dim)
		g.Text(c.barX+c.Bar.Left, y, 1, "│", t.Faint)
		return
	}
	g.Text(c.label, y, c.words, screen.Cut(l.Label(f.Snap.Stack.Dim), c.words), word)
	value, text := f.layerNumber(row, c.width)
	c.Bar.Draw(g, c.barX, y, value)
	g.Text(c.value, y, c.width, text, word)
	if c.grad > 0 && row <= len(f.Snap.GradNorm) {
		grad := f.Snap.GradNorm[row-1]
		text := plot.Fixed(grad, gradWidth, 3, f.Glyphs)
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
