package popup

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/form"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Rows is a popup in which one goes up and down: a list, or a page of text.
type Rows interface {
	Popup
	Move(by int) tea.Cmd     // by so many rows, down above 0
	TurnPage(by int) tea.Cmd // by as many as are seen, less one
}

// A Clicked popup takes a click of the mouse.
type Clicked interface{ Click(x, y int) tea.Cmd }

// A List is the rows of a popup, of which one is selected: one cursor, window, wheel and mouse
// for all of them. It draws into the cells of the screen, which know the glyphs and colours
// of the terminal; the list of Bubbles makes text with escapes, which would have to be parsed
// back into cells, and takes .12 ms for twelve rows at 120×40, where this draws a popup of
// thirty in .02 ms (BenchmarkList).
type List struct {
	Row   int       // the selected one
	Len   int       // how many there are
	least int       // −1 where something above the rows can be selected
	of    []int     // the row of each line, −1 for a heading; nil where lines are rows
	top   int       // first line that is seen
	place plot.Rect // where the lines were drawn last
}

// Move selects another row.
func (l *List) Move(by int) tea.Cmd {
	l.Row = plot.Clamp(l.Row+by, l.least, max(l.Len-1, l.least))
	return nil
}

// TurnPage goes on by as many rows as are seen, less one.
func (l *List) TurnPage(by int) tea.Cmd { return l.Move(by * max(l.place.H-1, 1)) }

// Wheel selects further on.
func (l *List) Wheel(by int) tea.Cmd { return l.Move(by) }

// Click selects the row under the mouse.
func (l *List) Click(x, y int) tea.Cmd {
	at := l.top + y - l.place.Y
	if !l.place.Contains(x, y) || at >= l.lines() {
		return nil
	}
	if l.of != nil {
		at = l.of[at]
	}
	if at >= 0 && at < l.Len { // what is drawn may be older than what is found
		l.Row = at
	}
	return nil
}

// lines is how many lines the rows take, with their headings.
func (l *List) lines() int {
	if l.of != nil {
		return len(l.of)
	}
	return l.Len
}

// line is where the selected row stands; what lies behind the last row is seen with it.
func (l *List) line() int {
	switch {
	case l.of == nil:
		return max(l.Row, 0)
	case l.Row >= l.Len-1:
		return len(l.of) - 1
	}
	return max(slices.Index(l.of, l.Row), 0)
}

// draw draws as many lines as fit: the mark of the selected one, and behind it what draw
// makes of a line, which is a row unless there are headings.
func (l *List) draw(s *screen.State, r plot.Rect, draw func(line int, r plot.Rect, selected bool)) {
	l.place = r
	l.Move(0) // there may be fewer than before
	l.top = form.Scrolled(l.top, l.line(), l.lines(), max(r.H, 1))
	for i := range min(r.H, l.lines()-l.top) {
		at := l.top + i
		row := at
		if l.of != nil {
			row = l.of[at]
		}
		selected := row == l.Row && row >= 0
		if selected {
			s.Grid.Text(r.X, r.Y+i, min(r.W, 1), "▸", s.Theme.Accent)
		}
		draw(at, plot.Rect{X: r.X + 2, Y: r.Y + i, W: max(r.W-2, 0), H: 1}, selected)
	}
}

// beyond says how many lines are out of sight.
func (l *List) beyond() string { return form.Beyond(l.top, l.place.H, l.lines()) }

// A Pager is a text in a popup, which is scrolled where there is no room for all of it.
type Pager struct {
	Top  int // first line that is seen
	Page int // how many lines are
}

// Move scrolls.
func (p *Pager) Move(by int) tea.Cmd {
	p.Top += by // drawing keeps it within bounds
	return nil
}

// TurnPage scrolls by a screen less a line.
func (p *Pager) TurnPage(by int) tea.Cmd { return p.Move(by * max(p.Page-1, 1)) }

// Wheel scrolls.
func (p *Pager) Wheel(by int) tea.Cmd { return p.Move(by) }

// window returns which of n lines are seen where there is room for h.
func (p *Pager) window(n, h int) (from, to int) {
	p.Page = max(h, 0)
	p.Top = plot.Clamp(p.Top, 0, max(n-p.Page, 0))
	return p.Top, min(p.Top+p.Page, n)
}
