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
	List
	Of   []Preference
	Kept string // where changes are kept; empty for nowhere
}

// NewSettings starts at the first of some settings.
func NewSettings(s *screen.State, of []Preference, kept string) Settings {
	return Settings{s, List{Len: len(of)}, of, kept}
}

// At is the selected setting.
func (p *Settings) At() *Preference { return &p.Of[p.Row] }

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
	in := screen.Padded(p.OpenBox(78, len(p.Of)+4, screen.Text{
		Title: []plot.Span{{Text: "settings", Style: t.Strong}},
		Foot:  []plot.Span{{Text: screen.CutLeft(about, max(min(p.Layout.Screen.W, 78)-6, 1)), Style: t.Dim}},
	}))
	const name, value = 12, 18
	p.draw(p.State, plot.Rect{X: in.X, Y: in.Y + 1, W: in.W, H: max(in.H-2, 0)}, func(at int, r plot.Rect, selected bool) {
		style := plot.Style{}
		if selected {
			style = t.Strong
		}
		p.Grid.Text(r.X, r.Y, min(name, r.W), p.Of[at].Name, t.Dim)
		p.Grid.Text(r.X+name, r.Y, min(value, max(r.W-name, 0)), p.Of[at].Value, style)
		if w := r.W - name - value; w > 0 {
			p.Grid.Text(r.X+name+value, r.Y, w, screen.Cut(p.Of[at].About, w), t.Dim)
		}
	})
}
