package tui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// A picker is the popup in which data is chosen. Its list is its own: values
// that are tried out here touch nothing.
type picker struct {
	list    []dataChoice
	row     int
	top     int // first line of tiles that is seen
	across  int // tiles in a line
	inForm  bool
	form    form.Form
	tiles   []plot.Rect // of the tiles that were drawn, for the mouse
	first   int         // the choice in the first of them
	scatter plot.Scatter
}

func (a *App) openPicker() tea.Cmd {
	if a.Snap == nil {
		return a.Warn(a.NoSnapshot())
	}
	a.popup = popup{kind: pickerPopup}
	p := &a.popup.picker
	p.list = slices.Clone(a.sources.list)
	p.row = max(slices.IndexFunc(p.list, func(c dataChoice) bool { return c.name() == a.sources.now.name() }), 0)
	p.across = 1
	return nil
}

func (p *picker) at() *dataChoice { return &p.list[p.row] }

// rows are the fields of the selected set.
func (p *picker) rows() []form.Row {
	var rows []form.Row
	for _, f := range p.at().set.Fields {
		rows = append(rows, form.Row{Field: f, Value: p.at().values[f.Name]})
	}
	return rows
}

// set changes a value of the selected set.
func (p *picker) set(name, value string) tea.Cmd {
	*p.at() = p.at().with(name, value)
	return nil
}

// shown is the selected set with what is being typed, as far as it makes sense.
func (p *picker) shown() dataChoice {
	c := *p.at()
	if e := p.form.Edit; e != nil {
		if value, err := e.Field.Parse(e.Draft); err == nil {
			c = c.with(e.Field.Name, value)
		}
	}
	return c
}

func (a *App) moveInPicker(dx, dy int) tea.Cmd {
	p := &a.popup.picker
	if to := p.row + dx + dy*p.across; to >= 0 && to < len(p.list) {
		p.row = to
	} else if dy > 0 && p.row/p.across < (len(p.list)-1)/p.across { // into a last line that is not full
		p.row = len(p.list) - 1
	}
	p.form = form.Form{}
	return nil
}

func (a *App) hasNoPickerFields() string {
	if len(a.popup.picker.at().set.Fields) == 0 {
		return "this set has no fields"
	}
	return ""
}

func (a *App) enterPickerForm() tea.Cmd {
	a.popup.picker.inForm = true
	return nil
}

func (a *App) leavePickerForm() tea.Cmd {
	a.popup.picker.inForm = false
	return nil
}

func (a *App) stepPickerField(dir int) tea.Cmd {
	p := &a.popup.picker
	row := p.rows()[p.form.Row]
	return p.set(row.Field.Name, form.Stepped(row.Field, row.Value, dir))
}

// pick learns the selected set.
func (a *App) pick(fresh bool) tea.Cmd {
	c := *a.popup.picker.at()
	a.closePopup()
	return a.load(c, fresh)
}

// A tile is a thumbnail with its name below, and a column of space.
const (
	tileW, tileH = 14, 6
	detailW      = 26 // at least
)

// drawPicker draws the sets as tiles and, where there is room, more about the
// selected one beside them.
func (a *App) drawPicker() {
	t, p := &a.Theme, &a.popup.picker
	in := a.OpenBox(6*tileW+detailW+10, 5*tileH+2, screen.Text{
		Title: []plot.Span{{Text: "data", Style: t.Strong}, {Text: "  what the flow learns", Style: t.Dim}},
	})
	in = plot.Rect{X: in.X + 1, Y: in.Y, W: max(in.W-2, 0), H: in.H}
	tiles, detail := in, plot.Rect{}
	if in.W >= detailW+2*tileW {
		tiles, detail = layout.SplitX(in, (in.W-detailW)/tileW*tileW)
	} else {
		tiles, detail = layout.SplitY(in, max(in.H-len(p.rows())-2, min(tileH, in.H)))
	}
	p.across = max(tiles.W/tileW, 1)
	lines := max(tiles.H/tileH, 1)
	p.top = form.Scrolled(p.top, p.row/p.across, (len(p.list)+p.across-1)/p.across, lines)
	p.tiles, p.first = p.tiles[:0], p.top*p.across
	for i := range min(lines*p.across, len(p.list)-p.first) {
		r := plot.Rect{X: tiles.X + i%p.across*tileW, Y: tiles.Y + i/p.across*tileH, W: min(tileW, tiles.W), H: min(tileH, tiles.H)}
		p.tiles = append(p.tiles, r)
		a.drawTile(r, p.first+i)
	}
	a.drawDetail(plot.Rect{X: detail.X + 1, Y: detail.Y, W: max(detail.W-1, 0), H: detail.H})
}

func (a *App) drawTile(r plot.Rect, i int) {
	t, p := &a.Theme, &a.popup.picker
	c := &p.list[i]
	ink, name, mark := t.Dim, t.Dim, " "
	if i == p.row {
		ink, name, mark = t.Image, t.Strong, "▸"
	}
	a.drawThumbnail(plot.Rect{X: r.X, Y: r.Y, W: min(r.W-2, 2*(r.H-1)+2), H: r.H - 1}, c, ink)
	a.Grid.Text(r.X, r.Y+r.H-1, 1, mark, t.Accent)
	a.Grid.Text(r.X+1, r.Y+r.H-1, r.W-2, screen.Cut(c.name(), r.W-2), name)
}

// drawDetail tells about the selected set: a larger picture if there is room,
// words, and its fields.
func (a *App) drawDetail(r plot.Rect) {
	t, p := &a.Theme, &a.popup.picker
	c, rows := p.at(), p.rows()
	if r.H <= 0 {
		return
	}
	y, end := r.Y, r.Y+r.H-len(rows)-1
	line := func(text string, s plot.Style) {
		for _, l := range screen.Wrap(text, r.W) {
			if y < end {
				a.Grid.Text(r.X, y, r.W, l, s)
				y++
			}
		}
	}
	line(c.title(), t.Strong)
	line(c.summary(), plot.Style{})
	line(c.set.Origin, t.Dim)
	if h := end - y - 1; h >= tileH {
		a.drawThumbnail(plot.Rect{X: r.X, Y: y + 1, W: min(r.W, 2*h), H: h}, c, t.Image)
	}
	p.form.Draw(a.State, plot.Rect{X: r.X - 1, Y: max(end+1, r.Y), W: r.W + 1, H: len(rows)}, rows, p.inForm)
}
