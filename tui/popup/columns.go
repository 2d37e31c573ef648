package popup

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/presets"
	"bijou/presets/reading"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Columns is the popup that tells what every column of a file is taken for, and takes a
// person's word for it.
type Columns struct {
	*screen.State
	List
	Path  string
	Of    []presets.Column
	Notes []string // of the reader
	Busy  bool     // the file is being read again
	Wrong string   // why it cannot be learnt like this
}

// NewColumns starts with what the reader takes the columns for.
func NewColumns(s *screen.State, path string, list []presets.Column, notes []string) Columns {
	return Columns{State: s, List: List{Len: len(list)}, Path: path, Of: slices.Clone(list), Notes: notes}
}

// Take takes the selected column for something else.
func (c *Columns) Take(role presets.Role) tea.Cmd {
	c.Of[c.Row].Role, c.Wrong = role, ""
	return c.Move(1)
}

// NoSupport says why the selected column has none.
func (c *Columns) NoSupport() string {
	if c.Of[c.Row].Role != presets.Learnt {
		return "columns that are learnt have a support"
	}
	return ""
}

// NextSupport says that the selected column can be something else.
func (c *Columns) NextSupport() tea.Cmd {
	col := &c.Of[c.Row]
	at := slices.Index(reading.SupportChoices, col.Support)
	col.Support, c.Wrong = reading.SupportChoices[(at+1)%len(reading.SupportChoices)], ""
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
	text := screen.Text{Title: []plot.Span{{Text: "columns", Style: t.Strong}, {Text: "  " + screen.CutLeft(reading.Clean(c.Path), 40), Style: t.Dim}}}
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
	for _, col := range c.Of {
		n[col.Role]++
	}
	return fmt.Sprintf("%d learnt, %d given, %d left out", n[presets.Learnt], n[presets.GivenTo], n[presets.LeftAway])
}

func (c *Columns) drawRows(r plot.Rect) {
	t := &c.Theme
	const role, support = 11, 13
	name := 6
	for _, col := range c.Of {
		name = max(name, min(plot.Width(col.Name), 24))
	}
	c.draw(c.State, r, func(at int, r plot.Rect, selected bool) {
		col, style := c.Of[at], plot.Style{}
		switch {
		case selected:
			style = t.Strong
		case col.Role == presets.LeftAway:
			style = t.Dim
		}
		x, end := r.X, r.X+r.W
		c.Grid.Text(x, r.Y, r.W, screen.Cut(col.Name, name), style)
		x += name + 2
		c.Grid.Text(x, r.Y, end-x, string(col.Role), style)
		x += role
		if col.Role == presets.Learnt {
			c.Grid.Text(x, r.Y, end-x, screen.Cut(col.Support, max(end-x, 0)), t.Dim)
		}
		if x += support; x < end {
			c.Grid.Text(x, r.Y, end-x, screen.Cut(col.About, end-x), t.Dim)
		}
	})
	c.Grid.TextRight(r.X, r.Y+r.H, r.W, c.beyond(), t.Dim)
}
