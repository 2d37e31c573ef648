package form

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"bijou/tui/plot"
	"bijou/tui/screen"
)

// A Line is a text that is typed, with a cursor: words move and go by the usual keys, and
// paste puts text in.
type Line struct{ input textinput.Model }

// NewLine returns a line that holds a text, the cursor behind it.
func NewLine(text string) Line {
	l := Line{textinput.New()}
	l.input.KeyMap.Paste.SetEnabled(false) // it would read the clipboard of this machine, not that of the terminal
	l.input.Focus()
	l.Set(text)
	return l
}

// Text is what has been typed.
func (l *Line) Text() string { return l.input.Value() }

// Set puts another text in its place, the cursor behind it.
func (l *Line) Set(text string) {
	l.input.SetValue(text)
	l.input.CursorEnd()
}

// Take gives a key or a paste to the line, and tells whether that changed the text.
func (l *Line) Take(msg tea.Msg) (changed bool) {
	before := l.input.Value()
	l.input, _ = l.input.Update(msg)
	return l.input.Value() != before
}

// Draw writes the part of the line round the cursor into w columns.
func (l *Line) Draw(s *screen.State, x, y, w int) { l.draw(s, x, y, w, plot.Style{}) }

func (l *Line) draw(s *screen.State, x, y, w int, style plot.Style) {
	text, at := []rune(l.input.Value()), l.input.Position()
	from := max(at-w+1, 0)
	s.Grid.Text(x, y, w, string(text[from:]), style)
	under := " "
	if at < len(text) {
		under = string(text[at])
	}
	s.Grid.Text(x+at-from, y, 1, under, plot.Style{Attr: plot.Reverse})
}
