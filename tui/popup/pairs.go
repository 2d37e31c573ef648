package popup

import (
	"cmp"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/form"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// Pairs is the popup of all pairs of columns as small pictures, samples over data, or
// of a table of their quantiles.
type Pairs struct {
	*screen.State
	made     func() *view.Pairs // what was compared last; nil before the first
	row, col int                // the selected picture: column row over column col
	top      int                // the first column that is seen down
	left     int                // and across
	fit      int                // how many there was room for
	table    bool               // quantiles are shown
	scatter  plot.Scatter
}

// NewPairs starts at the first pair, or at the table of a single column. What was
// compared last, made returns.
func NewPairs(s *screen.State, made func() *view.Pairs) Pairs {
	one := s.Snap.Stack.Dim == 1
	return Pairs{State: s, made: made, table: one, row: min(1, s.Snap.Stack.Dim-1)}
}

// Turn shows the table, or the pictures.
func (p *Pairs) Turn() tea.Cmd {
	p.table = !p.table
	return nil
}

// HasNoOther says why the table is all there is.
func (p *Pairs) HasNoOther() string {
	if p.Snap.Stack.Dim == 1 {
		return "one column makes no pair"
	}
	return ""
}

// Move selects another column down.
func (p *Pairs) Move(by int) tea.Cmd { return p.Step(0, by) }

// TurnPage goes on by as many columns as are seen, less one.
func (p *Pairs) TurnPage(by int) tea.Cmd { return p.Step(0, by*max(p.fit-1, 1)) }

// Wheel selects a pair in the next row.
func (p *Pairs) Wheel(by int) tea.Cmd { return p.Step(0, cmp.Compare(by, 0)) }

// Step selects another picture, or another column of the table.
func (p *Pairs) Step(dx, dy int) tea.Cmd {
	last := p.Snap.Stack.Dim - 1
	if p.table {
		dx = 0
	}
	p.row, p.col = plot.Clamp(p.row+dy, 0, last), plot.Clamp(p.col+dx, 0, last)
	return nil
}

// NoPair says why the selected picture cannot be plotted.
func (p *Pairs) NoPair() string {
	if p.row == p.col || p.table {
		return "a pair of two columns is plotted; go to one"
	}
	return ""
}

// Selected returns the columns across and up of the selected pair.
func (p *Pairs) Selected() (across, up int) { return min(p.row, p.col), max(p.row, p.col) }

// now is what was compared last, of the flow that is shown; nil before the first.
func (p *Pairs) now() *view.Pairs {
	if m := p.made(); m != nil && m.Version.SameFlow(view.VersionOf(p.Snap)) && m.Data.Cols == p.Snap.Stack.Dim {
		return m
	}
	return nil
}

// Draw draws the popup over all of the screen below the status.
func (p *Pairs) Draw() {
	last := p.Snap.Stack.Dim - 1
	p.row, p.col = min(p.row, last), min(p.col, last) // the data may have changed
	p.scroll()
	in := p.OpenBox(p.Layout.Screen.W, p.Layout.Screen.H, p.text())
	in = screen.Padded(in)
	m := p.now()
	switch {
	case m == nil:
		p.Grid.Text(in.X, in.Y, in.W, "drawing samples…", p.Theme.Dim)
	case p.table:
		p.drawTable(in, m)
	default:
		p.drawPairs(in, m)
	}
}

// scroll finds how many columns there is room for in the frame, and which are seen.
func (p *Pairs) scroll() {
	w, h := p.Layout.Screen.W-4, p.Layout.Screen.H-p.Layout.Status.H-p.Layout.Foot.H-2
	dim := p.Snap.Stack.Dim
	if p.table {
		p.fit = plot.Clamp((h-1)/2, 1, dim)
		p.top = form.Scrolled(p.top, p.row, dim, p.fit)
		return
	}
	p.fit = plot.Clamp(min((w-p.labelW())/pairW, (h-1)/pairH), 1, dim)
	p.top = form.Scrolled(p.top, p.row, dim, p.fit)
	p.left = form.Scrolled(p.left, p.col, dim, p.fit)
}

// labelW is how wide the names beside the pictures are.
func (p *Pairs) labelW() int {
	w := 2
	for _, name := range p.Snap.Data.Columns {
		w = max(w, min(plot.Width(name), nameW)+2)
	}
	return w
}

// text is what stands in the frame.
func (p *Pairs) text() screen.Text {
	t := &p.Theme
	image, target := p.Signs()
	text := screen.Text{
		Title: []plot.Span{{Text: "columns", Style: t.Strong}, {Text: "  " + screen.Cut(p.selectedText(), max(p.Layout.Screen.W-16, 0)), Style: t.Dim}},
		Note:  []plot.Span{{Text: target, Style: t.Target}, {Text: " " + p.DataWord() + "  ", Style: t.Dim}, {Text: image, Style: t.Image}, {Text: " samples", Style: t.Dim}},
	}
	if p.table {
		text.Note = nil
	}
	if beyond := p.beyond(); beyond != "" {
		text.Foot = []plot.Span{{Text: beyond, Style: t.Dim}}
	}
	if m := p.now(); m != nil && !p.table && p.row != p.col {
		data, flow := m.Correlation[0].At(p.row, p.col), m.Correlation[1].At(p.row, p.col)
		text.Foot = append(text.Foot, plot.Span{Text: fmt.Sprintf("  correlation %s %s, samples %s", p.DataWord(), plot.Signed(data, 5, 2, p.Glyphs), plot.Signed(flow, 5, 2, p.Glyphs)), Style: t.Dim})
	}
	return text
}

// beyond says which columns are seen where not all are.
func (p *Pairs) beyond() string {
	dim := p.Snap.Stack.Dim
	switch {
	case p.fit >= dim:
		return ""
	case p.table:
		return fmt.Sprintf("columns %d to %d of %d", p.top+1, p.top+p.fit, dim)
	}
	return fmt.Sprintf("columns %d to %d over %d to %d of %d", p.top+1, p.top+p.fit, p.left+1, p.left+p.fit, dim)
}

// selectedText names what is selected.
func (p *Pairs) selectedText() string {
	names := p.Snap.Data.Columns
	if across, up := p.Selected(); across != up && !p.table {
		return names[across] + " across, " + names[up] + " up"
	}
	return names[p.row]
}
