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
	beside := in.W >= settingName+settingValue+settingAbout
	if last := in.Y + in.H - 1; !beside && in.H > 2 {
		p.Grid.Text(in.X+2, last, in.W-2, screen.Cut(p.At().About, in.W-2), t.Dim)
	}
	p.draw(p.State, plot.Rect{X: in.X, Y: in.Y + 1, W: in.W, H: max(in.H-2, 0)}, func(at int, r plot.Rect, selected bool) {
		p.drawRow(&p.Of[at], r, selected, beside)
	})
}

// The widths of the columns of settings; that of what they are for is the least.
const (
	settingName  = 12
	settingValue = 18
	settingAbout = 30
)

// drawRow draws a setting, with what it is for where there is room beside it.
func (p *Settings) drawRow(of *Preference, r plot.Rect, selected, beside bool) {
	t := &p.Theme
	style := plot.Style{}
	if selected {
		style = t.Strong
	}
	p.Grid.Text(r.X, r.Y, min(settingName, r.W), of.Name, t.Dim)
	p.Grid.Text(r.X+settingName, r.Y, min(settingValue, max(r.W-settingName, 0)), of.Value, style)
	if w := r.W - settingName - settingValue; beside {
		p.Grid.Text(r.X+r.W-w, r.Y, w, screen.Cut(of.About, w), t.Dim)
	}
}
