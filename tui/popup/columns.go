package popup

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/presets"
	"bijou/tui/form"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Columns is the popup that tells what every column of a file is taken for, and takes a
// person's word for it.
type Columns struct {
	*screen.State
	Path  string
	List  []presets.Column
	Notes []string // of the reader
	row   int
	top   int
	Busy  bool   // the file is being read again
	Wrong string // why it cannot be learnt like this
}

// NewColumns starts with what the reader takes the columns for.
func NewColumns(s *screen.State, path string, list []presets.Column, notes []string) Columns {
	return Columns{State: s, Path: path, List: slices.Clone(list), Notes: notes}
}

// Move selects another column.
func (c *Columns) Move(by int) tea.Cmd {
	c.row = plot.Clamp(c.row+by, 0, max(len(c.List)-1, 0))
	return nil
}

// Take takes the selected column for something else.
func (c *Columns) Take(role presets.Role) tea.Cmd {
	c.List[c.row].Role, c.Wrong = role, ""
	return c.Move(1)
}

// NoSupport says why the selected column has none.
func (c *Columns) NoSupport() string {
	if c.List[c.row].Role != presets.Learnt {
		return "columns that are learnt have a support"
	}
	return ""
}

// NextSupport says that the selected column can be something else.
func (c *Columns) NextSupport() tea.Cmd {
	col := &c.List[c.row]
	at := slices.Index(presets.SupportChoices, col.Support)
	col.Support, c.Wrong = presets.SupportChoices[(at+1)%len(presets.SupportChoices)], ""
	return nil
}

// IsBusy says why nothing can be learnt at the moment.
func (c *Columns) IsBusy() string {
	if c.Busy {
		return "the file is being read"
	}
	return ""
}

// Draw lists the columns, and below them what the reader says of the file.
func (c *Columns) Draw() {
	t := &c.Theme
	text := screen.Text{Title: []plot.Span{{Text: "columns", Style: t.Strong}, {Text: "  " + screen.CutLeft(presets.Clean(c.Path), 40), Style: t.Dim}}}
	text.Foot = []plot.Span{{Text: c.count(), Style: t.Dim}}
	if c.Busy {
		text.Foot = []plot.Span{{Text: "reading…", Style: t.Accent}}
	}
	in := c.OpenBox(90, 30, text)
	in = screen.Padded(in)
	var below []string
	for _, note := range c.below() {
		below = append(below, screen.Wrap(note, in.W)...)
	}
	below = below[:min(len(below), max(in.H/3, 1))]
	rows := max(in.H-len(below)-1, 1)
	c.drawRows(plot.Rect{X: in.X, Y: in.Y, W: in.W, H: rows})
	style := t.Dim
	if c.Wrong != "" {
		style = t.Bad
	}
	for i, line := range below {
		c.Grid.Text(in.X, in.Y+in.H-len(below)+i, in.W, line, style)
	}
}

// below is what stands below the columns: what is wrong, or what the reader says.
func (c *Columns) below() []string {
	if c.Wrong != "" {
		return []string{c.Wrong}
	}
	return c.Notes
}

// count says how many columns are taken for what.
func (c *Columns) count() string {
	n := map[presets.Role]int{}
	for _, col := range c.List {
		n[col.Role]++
	}
	return fmt.Sprintf("%d learnt, %d given, %d left out", n[presets.Learnt], n[presets.GivenTo], n[presets.LeftAway])
}

func (c *Columns) drawRows(r plot.Rect) {
	t := &c.Theme
	const role, support = 11, 13
	name := 6
	for _, col := range c.List {
		name = max(name, min(plot.Width(col.Name), 24))
	}
	c.top = form.Scrolled(c.top, c.row, len(c.List), r.H)
	for i := range min(r.H, len(c.List)-c.top) {
		col, y := c.List[c.top+i], r.Y+i
		style := plot.Style{}
		if col.Role == presets.LeftAway {
			style = t.Dim
		}
		if c.top+i == c.row {
			style = t.Strong
			c.Grid.Text(r.X, y, 1, "▸", t.Accent)
		}
		x := r.X + 2
		c.Grid.Text(x, y, r.W-2, screen.Cut(col.Name, name), style)
		x += name + 2
		c.Grid.Text(x, y, r.X+r.W-x, string(col.Role), style)
		x += role
		if col.Role == presets.Learnt {
			c.Grid.Text(x, y, r.X+r.W-x, screen.Cut(col.Support, max(r.X+r.W-x, 0)), t.Dim)
		}
		if x += support; x < r.X+r.W {
			c.Grid.Text(x, y, r.X+r.W-x, screen.Cut(col.About, r.X+r.W-x), t.Dim)
		}
	}
	c.Grid.TextRight(r.X, r.Y+r.H, r.W, form.Beyond(c.top, r.H, len(c.List)), t.Dim)
}
