package tui

import (
	"bijou/flows"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// A form is a list of fields in which a person moves and edits one at a time.
type form struct {
	row, top int     // selected, first seen
	edit     *editor // of the selected row, nil unless a draft is open
	quiet    bool    // help stands elsewhere
}

// A formRow is a field with its value and with what is said behind it.
type formRow struct {
	field flows.Field
	value string
}

// move selects a row. An open draft holds on to its own.
func (f *form) move(by, rows int) {
	if f.edit == nil {
		f.row = plot.Clamp(f.row+by, 0, max(rows-1, 0))
	}
}

// open starts a draft of the selected row.
func (f *form) open(rows []formRow) *editor {
	r := rows[f.row]
	f.edit = newEditor(r.field, r.value)
	return f.edit
}

// scrollTo keeps the selected row among the h that are seen.
func (f *form) scrollTo(rows, h int) {
	f.row = plot.Clamp(f.row, 0, max(rows-1, 0))
	f.top = scrolled(f.top, f.row, rows, h)
}

// scrolled returns the first of h lines to show out of n, near the one shown
// before, so that the selected line is seen.
func scrolled(top, selected, n, h int) int {
	top = plot.Clamp(top, selected-h+1, selected)
	return plot.Clamp(top, 0, max(n-h, 0))
}

// draw writes the rows into r. A row reads: mark, name, value, help.
func (f *form) draw(a *App, r plot.Rect, rows []formRow, focused bool) {
	f.scrollTo(len(rows), r.H)
	name := 0
	for _, row := range rows {
		name = max(name, plot.Width(row.field.Name))
	}
	for i := range min(r.H, len(rows)-f.top) {
		at := f.top + i
		f.drawRow(a, plot.Rect{X: r.X, Y: r.Y + i, W: r.W, H: 1}, rows[at], min(name, r.W/2), focused && at == f.row)
	}
}

func (f *form) drawRow(a *App, r plot.Rect, row formRow, name int, selected bool) {
	t, g := &a.Theme, &a.Grid
	label, value := t.Dim, plot.Style{}
	if selected {
		g.Text(r.X, r.Y, 1, "▸", t.Accent)
		label, value = t.Strong, t.Strong
	}
	x := r.X + 2
	g.Text(x, r.Y, name, row.field.Name, label)
	x += name + 2
	w := r.X + r.W - x
	if selected && f.edit != nil {
		f.drawDraft(a, x, r.Y, w)
		return
	}
	n := g.Text(x, r.Y, w, row.value, value)
	if about := row.field.Unit; about != "" {
		n += g.Text(x+n, r.Y, w-n, about, t.Dim)
	}
	if room := w - n - 2; selected && row.field.Help != "" && room >= 12 && !f.quiet {
		g.Text(x+n+2, r.Y, room, screen.Cut(row.field.Help, room), t.Dim)
	}
}

// drawDraft writes the value that is being edited, between arrows, and its
// bounds.
func (f *form) drawDraft(a *App, x, y, w int) {
	t, e := &a.Theme, f.edit
	style := t.Accent.With(plot.Bold)
	if e.wrong != "" {
		style = t.Bad.With(plot.Bold)
	}
	n := a.Grid.Text(x, y, w, "‹", t.Dim)
	n += a.Grid.Text(x+n, y, w-n, e.draft, style)
	if e.typed {
		n += a.Grid.Text(x+n, y, w-n, " ", plot.Style{Attr: plot.Reverse})
	}
	n += a.Grid.Text(x+n, y, w-n, "›", t.Dim)
	about := bounds(e.field)
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
