package form

import (
	"fmt"

	"bijou/flows"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// A Form is a list of fields in which a person moves and edits one at a time.
type Form struct {
	Row, Top int     // selected, first seen
	Edit     *Editor // of the selected row, nil unless a draft is open
	Quiet    bool    // help stands elsewhere
}

// A Row is a field and its value.
type Row struct {
	Field flows.Field
	Value string
}

// Move selects another row, unless a draft is open.
func (f *Form) Move(by, rows int) {
	if f.Edit == nil {
		f.Row = plot.Clamp(f.Row+by, 0, max(rows-1, 0))
	}
}

// Open starts a draft of the selected row.
func (f *Form) Open(rows []Row) *Editor {
	r := rows[f.Row]
	f.Edit = NewEditor(r.Field, r.Value)
	return f.Edit
}

// ScrollTo keeps the selected row among the h that are seen.
func (f *Form) ScrollTo(rows, h int) {
	f.Row = plot.Clamp(f.Row, 0, max(rows-1, 0))
	f.Top = Scrolled(f.Top, f.Row, rows, h)
}

// Beyond says how many of n lines stand above and below the h that are shown from top
// on; nothing where all are.
func Beyond(top, h, n int) string {
	above, below := top, n-top-h
	switch {
	case above > 0 && below > 0:
		return fmt.Sprintf(" %d above, %d below ", above, below)
	case above > 0:
		return fmt.Sprintf(" %d above ", above)
	case below > 0:
		return fmt.Sprintf(" %d below ", below)
	}
	return ""
}

// Scrolled returns the first of h lines to show out of n, near the one shown
// before, so that the selected line is seen.
func Scrolled(top, selected, n, h int) int {
	top = plot.Clamp(top, selected-h+1, selected)
	return plot.Clamp(top, 0, max(n-h, 0))
}

// Draw writes the rows into r, with arrows where more are out of sight. A row reads: mark,
// name, value, help.
func (f *Form) Draw(a *screen.State, r plot.Rect, rows []Row, focused bool) {
	f.ScrollTo(len(rows), r.H)
	name := 0
	for _, row := range rows {
		name = max(name, plot.Width(row.Field.Name))
	}
	for i := range min(r.H, len(rows)-f.Top) {
		at := f.Top + i
		f.drawRow(a, plot.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, rows[at], min(name, r.W/2), focused && at == f.Row)
	}
	if f.Top > 0 && !(focused && f.Top == f.Row) {
		a.Grid.Text(r.X, r.Y, 1, "↑", a.Theme.Dim)
	}
	if last := f.Top + r.H - 1; last >= 0 && last < len(rows)-1 && !(focused && last == f.Row) {
		a.Grid.Text(r.X, r.Y+r.H-1, 1, "↓", a.Theme.Dim)
	}
}

func (f *Form) drawRow(a *screen.State, r plot.Rect, row Row, name int, selected bool) {
	t, g := &a.Theme, &a.Grid
	label, value := t.Dim, plot.Style{}
	if selected {
		g.Text(r.X, r.Y, 1, "▸", t.Accent)
		label, value = t.Strong, t.Strong
	}
	x := r.X + 2
	g.Text(x, r.Y, name, row.Field.Name, label)
	x += name + 2
	w := r.X + r.W - x
	if selected && f.Edit != nil {
		f.drawDraft(a, x, r.Y, w)
		return
	}
	n := g.Text(x, r.Y, w, row.Value, value)
	if about := row.Field.Unit; about != "" {
		n += g.Text(x+n, r.Y, w-n, about, t.Dim)
	}
	if room := w - n - 2; selected && row.Field.Help != "" && room >= 12 && !f.Quiet {
		g.Text(x+n+2, r.Y, room, screen.Cut(row.Field.Help, room), t.Dim)
	}
}

// drawDraft writes the value that is being edited, between arrows, and its
// bounds.
func (f *Form) drawDraft(a *screen.State, x, y, w int) {
	t, e := &a.Theme, f.Edit
	style := t.Accent.With(plot.Bold)
	if e.Wrong != "" {
		style = t.Bad.With(plot.Bold)
	}
	n := a.Grid.Text(x, y, w, "‹", t.Dim)
	if room := min(plot.Width(e.Draft)+1, w-2); e.Typed && room > 0 {
		e.line.draw(a, x+n, y, room, style)
		n += room
	} else {
		n += a.Grid.Text(x+n, y, w-n, e.Draft, style)
	}
	n += a.Grid.Text(x+n, y, w-n, "›", t.Dim)
	about := bounds(e.Field)
	if room := w - n - 2; room >= plot.Width(about) {
		a.Grid.Text(x+n+2, y, room, about, t.Dim)
	}
}

// bounds says what a field takes.
func bounds(f flows.Field) string {
	switch f.Type {
	case flows.Int, flows.Float:
		return flows.FormatFloat(f.Min) + "…" + flows.FormatFloat(f.Max)
	}
	return ""
}

// Click selects the row under the mouse; a draft stays where it is.
func (f *Form) Click(r plot.Rect, y, rows int) {
	if row := f.Top + y - r.Y; f.Edit == nil && row >= 0 && row < rows {
		f.Row = row
	}
}
