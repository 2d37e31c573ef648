package popup

import (
	tea "charm.land/bubbletea/v2"

	"bijou/presets"
	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Recipes is the popup in which a whole run is chosen: data, layers and training.
type Recipes struct {
	*screen.State
	row, top int
	Busy     bool // the data of one are being made
}

// Move selects another recipe.
func (p *Recipes) Move(by int) tea.Cmd {
	p.row = plot.Clamp(p.row+by, 0, len(presets.Recipes())-1)
	return nil
}

// At is the selected recipe.
func (p *Recipes) At() presets.Recipe { return presets.Recipes()[p.row] }

// aboutRecipe is how many lines say more about the selected one.
const aboutRecipe = 6

// Draw lists the recipes, and below them the line of the selected one.
func (p *Recipes) Draw() {
	t, list := &p.Theme, presets.Recipes()
	text := screen.Text{Title: []plot.Span{{Text: "recipes", Style: t.Strong}, {Text: "  whole runs: data, layers, training", Style: t.Dim}}}
	if p.Busy {
		text.Foot = []plot.Span{{Text: "making the data…", Style: t.Accent}}
	}
	in := p.OpenBox(100, len(list)+aboutRecipe+3, text)
	upper, below := layout.SplitY(in, max(in.H-aboutRecipe-1, min(in.H, 1)))
	name := 0
	for _, r := range list {
		name = max(name, plot.Width(r.Name))
	}
	name = min(name, max(upper.W/3, 8))
	p.top = form.Scrolled(p.top, p.row, len(list), max(upper.H, 1))
	for i := range min(upper.H, len(list)-p.top) {
		r, y, style := list[p.top+i], upper.Y+i, plot.Style{}
		if p.top+i == p.row {
			style = t.Strong
			p.Grid.Text(upper.X+1, y, 1, "▸", t.Accent)
		}
		p.Grid.Text(upper.X+3, y, name, screen.Cut(r.Name, name), style)
		w := upper.W - name - 6
		p.Grid.Text(upper.X+name+5, y, w, screen.Cut(r.Summary, w), t.Dim)
	}
	p.Rule(below)
	p.Grid.TextRight(below.X+1, below.Y, below.W-3, form.Beyond(p.top, upper.H, len(list)), t.Dim)
	p.drawAbout(plot.Rect{X: below.X + 1, Y: below.Y + 1, W: below.W - 2, H: below.H - 1})
}

func (p *Recipes) drawAbout(r plot.Rect) {
	at := p.At()
	lines := screen.Wrap(at.Summary, r.W)
	strong := len(lines)
	lines = append(lines, screen.Wrap(at.Line, r.W)...)
	for i := range min(len(lines), r.H) {
		style := p.Theme.Dim
		if i < strong {
			style = plot.Style{}
		}
		p.Grid.Text(r.X, r.Y+i, r.W, lines[i], style)
	}
}
