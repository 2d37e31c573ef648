package popup

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/dataset"
	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// A Picker is the popup in which data is chosen. Its list is its own: values
// that are tried out here touch nothing.
type Picker struct {
	*screen.State
	List       // of the sets; its window is one of lines of tiles
	thumbnails *Thumbnails
	list       []dataset.Choice
	across     int // tiles in a line
	InForm     bool
	Form       form.Form
	Tiles      []plot.Rect // of the tiles that were drawn, for the mouse
	First      int         // the choice in the first of them
	scatter    plot.Scatter
}

// NewPicker starts at the set that is learnt now.
func NewPicker(s *screen.State, sets *dataset.List, n *Thumbnails) Picker {
	p := Picker{State: s, List: List{Len: len(sets.List)}, thumbnails: n, list: slices.Clone(sets.List), across: 1}
	p.Row = max(slices.IndexFunc(p.list, func(c dataset.Choice) bool { return c.Name() == sets.Now.Name() }), 0)
	return p
}

// Across is how many sets stand in a line.
func (p *Picker) Across() int { return p.across }

func (p *Picker) At() *dataset.Choice { return &p.list[p.Row] }

// Rows are the fields of the selected set.
func (p *Picker) Rows() []form.Row {
	var rows []form.Row
	for _, f := range p.At().Set.Fields {
		rows = append(rows, form.Row{Field: f, Value: p.At().Values[f.Name]})
	}
	return rows
}

// Set changes a value of the selected set.
func (p *Picker) Set(name, value string) tea.Cmd {
	*p.At() = p.At().With(name, value)
	return nil
}

// shown is the selected set with what is being typed, as far as it makes sense.
func (p *Picker) shown() dataset.Choice {
	c := *p.At()
	if e := p.Form.Edit; e != nil {
		if value, err := e.Field.Parse(e.Draft); err == nil {
			c = c.With(e.Field.Name, value)
		}
	}
	return c
}

// Move selects a set so many further on.
func (p *Picker) Move(by int) tea.Cmd {
	p.Form = form.Form{}
	return p.List.Move(by)
}

// TurnPage goes on by as many lines of tiles as are seen, less one.
func (p *Picker) TurnPage(by int) tea.Cmd { return p.Move(by * p.across * max(p.place.H/tileH-1, 1)) }

// Wheel selects a set in the next line.
func (p *Picker) Wheel(by int) tea.Cmd { return p.Step(0, cmp.Compare(by, 0)) }

// Click selects the set under the mouse.
func (p *Picker) Click(x, y int) tea.Cmd {
	for i, r := range p.Tiles {
		if r.Contains(x, y) {
			p.Row, p.InForm, p.Form = p.First+i, false, form.Form{}
			return p.Start()
		}
	}
	return nil
}

// Step selects the set beside, or in the next line.
func (p *Picker) Step(dx, dy int) tea.Cmd {
	if to := p.Row + dx + dy*p.across; to >= 0 && to < len(p.list) {
		p.Row = to
	} else if dy > 0 && p.Row/p.across < (len(p.list)-1)/p.across { // into a last line that is not full
		p.Row = len(p.list) - 1
	}
	p.Form = form.Form{}
	return nil
}

func (p *Picker) HasNoFields() string {
	if len(p.At().Set.Fields) == 0 {
		return "this set has no fields"
	}
	return ""
}

func (p *Picker) EnterForm() tea.Cmd {
	p.InForm = true
	return nil
}

func (p *Picker) LeaveForm() tea.Cmd {
	p.InForm = false
	return nil
}

func (p *Picker) StepField(dir int) tea.Cmd {
	row := p.Rows()[p.Form.Row]
	return p.Set(row.Field.Name, form.Stepped(row.Field, row.Value, dir))
}

// A tile is a thumbnail with its name below, and a column of space.
const (
	tileW, tileH = 14, 6
	detailW      = 26 // at least
)

// Draw draws the sets as tiles and, where there is room, more about the
// selected one beside them.
func (p *Picker) Draw() {
	t := &p.Theme
	in := p.OpenBox(6*tileW+detailW+10, 5*tileH+2, screen.Text{
		Title: []plot.Span{{Text: "data", Style: t.Strong}, {Text: "  what the flow learns", Style: t.Dim}},
	})
	in = screen.Padded(in)
	tiles, detail := in, plot.Rect{}
	if in.W >= detailW+2*tileW {
		tiles, detail = layout.SplitX(in, (in.W-detailW)/tileW*tileW)
	} else {
		tiles, detail = layout.SplitY(in, max((in.H-len(p.Rows())-2)/tileH*tileH, min(tileH, in.H)))
	}
	p.across = max(tiles.W/tileW, 1)
	lines := max(tiles.H/tileH, 1)
	p.place = tiles
	p.top = form.Scrolled(p.top, p.Row/p.across, (len(p.list)+p.across-1)/p.across, lines)
	p.Tiles, p.First = p.Tiles[:0], p.top*p.across
	before, shown := min(p.First, len(p.list)), lines*p.across
	p.Grid.TextRight(in.X, in.Y+in.H, in.W, form.Beyond(before, shown, len(p.list)), t.Dim)
	for i := range min(lines*p.across, len(p.list)-p.First) {
		r := plot.Rect{X: tiles.X + i%p.across*tileW, Y: tiles.Y + i/p.across*tileH, W: min(tileW, tiles.W), H: min(tileH, tiles.H)}
		p.Tiles = append(p.Tiles, r)
		p.drawTile(r, p.First+i)
	}
	p.drawDetail(plot.Rect{X: detail.X + 1, Y: detail.Y, W: max(detail.W-1, 0), H: detail.H})
}

func (p *Picker) drawTile(r plot.Rect, i int) {
	t := &p.Theme
	c := &p.list[i]
	ink, name, mark := t.Dim, t.Dim, " "
	if i == p.Row {
		ink, name, mark = t.Image, t.Strong, "▸"
	}
	p.drawThumbnail(plot.Rect{X: r.X, Y: r.Y, W: min(r.W-2, 2*(r.H-1)+2), H: r.H - 1}, c, ink)
	p.Grid.Text(r.X, r.Y+r.H-1, 1, mark, t.Accent)
	p.Grid.Text(r.X+1, r.Y+r.H-1, r.W-2, screen.Cut(c.Name(), r.W-2), name)
}

// drawDetail tells about the selected set: a larger picture if there is room,
// words, and its fields.
func (p *Picker) drawDetail(r plot.Rect) {
	t := &p.Theme
	c, rows := p.At(), p.Rows()
	if r.H <= 0 {
		return
	}
	y, end := r.Y, r.Y+r.H-len(rows)-1
	line := func(text string, s plot.Style) {
		for _, l := range screen.Wrap(text, r.W) {
			if y < end {
				p.Grid.Text(r.X, y, r.W, l, s)
				y++
			}
		}
	}
	line(c.Title(), t.Strong)
	line(c.Summary(), plot.Style{})
	line(c.Set.Origin, t.Dim)
	if h := end - y - 1; h >= tileH {
		p.drawThumbnail(plot.Rect{X: r.X, Y: y + 1, W: min(r.W, 2*h), H: h}, c, t.Image)
	}
	p.Form.Draw(p.State, plot.Rect{X: r.X - 1, Y: max(end+1, r.Y), W: r.W + 1, H: len(rows)}, rows, p.InForm)
}
