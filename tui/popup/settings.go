package popup

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/plot"
	"bijou/tui/screen"
)

// A Preference is a setting of the explorer: its name, which is that of the flag, half a
// sentence, the words that it can be, and what it is.
type Preference struct {
	Name, About string
	Words       []string
	Value       string
}

// Settings is the popup in which a person says how the explorer looks. Every change is seen at
// once.
type Settings struct {
	*screen.State
	List []Preference
	Kept string // where changes are kept; empty for nowhere
	row  int
}

// Move selects another setting.
func (p *Settings) Move(by int) tea.Cmd {
	p.row = plot.Clamp(p.row+by, 0, len(p.List)-1)
	return nil
}

// At is the selected setting.
func (p *Settings) At() *Preference { return &p.List[p.row] }

// Step changes the selected setting to the word behind or before.
func (p *Settings) Step(dir int) tea.Cmd {
	at := p.At()
	n := len(at.Words)
	at.Value = at.Words[(max(slices.Index(at.Words, at.Value), 0)+dir+n)%n]
	return nil
}

// Draw lists the settings.
func (p *Settings) Draw() {
	t := &p.Theme
	about := "changes end with this session"
	if p.Kept != "" {
		about = "kept in " + p.Kept
	}
	in := screen.Padded(p.OpenBox(78, len(p.List)+4, screen.Text{
		Title: []plot.Span{{Text: "settings", Style: t.Strong}},
		Foot:  []plot.Span{{Text: screen.CutLeft(about, max(min(p.Layout.Screen.W, 78)-6, 1)), Style: t.Dim}},
	}))
	const name, value = 12, 18
	for i, s := range p.List {
		if i >= in.H-1 {
			break
		}
		y, style := in.Y+1+i, plot.Style{}
		if i == p.row {
			style = t.Strong
			p.Grid.Text(in.X, y, 1, "▸", t.Accent)
		}
		p.Grid.Text(in.X+2, y, min(name, max(in.W-2, 0)), s.Name, t.Dim)
		p.Grid.Text(in.X+2+name, y, min(value, max(in.W-2-name, 0)), s.Value, style)
		if w := in.W - 2 - name - value; w > 0 {
			p.Grid.Text(in.X+2+name+value, y, w, screen.Cut(s.About, w), t.Dim)
		}
	}
}
