package popup

import (
	"bijou/presets"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Recipes is the popup in which a whole run is chosen: data, layers and training.
type Recipes struct {
	*screen.State
	List
	Busy bool // the data of one are being made
}

// NewRecipes starts at the first recipe.
func NewRecipes(s *screen.State) Recipes {
	return Recipes{State: s, List: List{Len: len(presets.Recipes())}}
}

// At is the selected recipe.
func (p *Recipes) At() presets.Recipe { return presets.Recipes()[p.Row] }

// IsBusy says why none can be chosen at the moment.
func (p *Recipes) IsBusy() string { return busy(p.Busy) }

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
	p.draw(p.State, screen.Padded(upper), func(at int, r plot.Rect, selected bool) {
		style := plot.Style{}
		if selected {
			style = t.Strong
		}
		p.Grid.Text(r.X, r.Y, name, screen.Cut(list[at].Name, name), style)
		w := r.W - name - 2
		p.Grid.Text(r.X+name+2, r.Y, w, screen.Cut(list[at].Summary, w), t.Dim)
	})
	p.Rule(below)
	p.Grid.TextRight(below.X+1, below.Y, below.W-3, p.beyond(), t.Dim)
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
