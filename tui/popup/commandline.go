package popup

import (
	tea "charm.land/bubbletea/v2"

	"bijou/presets"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// runLine is the run as a command line, as it was when it was asked for.
type Line struct {
	*screen.State
	Text string
	Pager
}

// Copy puts the command line of the run on the clipboard, by OSC 52. It is shown
// as well: not every terminal takes that, and none says so.
func (l *Line) Copy() tea.Cmd {
	l.Text, l.Top = presets.CommandLine(l.Snap.Config()), 0
	return tea.SetClipboard(l.Text)
}

// about says what the line does and does not carry.
func (l *Line) about() string {
	about := "It starts anew what is on the screen, edits included, and learns the same bits on the same kind of processor. It carries no weights."
	if l.Snap.Data.Spec == "-" {
		about += " The data came from standard input: it is read again."
	}
	return about + " The clipboard has it if the terminal allows that; else M lets the mouse select it."
}

// Draw draws the line as it is typed, broken where the window is.
func (l *Line) Draw() {
	const widest = 100
	t, w := &l.Theme, min(widest, l.Layout.Screen.W)
	inner := max(w-4, 1)
	lines := Folded(l.Text, inner)
	of := len(lines)
	lines = append(append(lines, ""), screen.Wrap(l.about(), inner)...)
	in := l.OpenBox(w, len(lines)+2, screen.Text{
		Title: []plot.Span{{Text: "the line of this run", Style: t.Strong}},
		Foot:  []plot.Span{{Text: "Y copies again  esc closes", Style: t.Dim}},
	})
	from, to := l.window(len(lines), in.H)
	for i, line := range lines[from:to] {
		style := plot.Style{}
		if from+i >= of {
			style = t.Dim
		}
		l.Grid.Text(in.X+1, in.Y+i, in.W-2, line, style)
	}
}

// Folded breaks a text into lines of at most w columns, at spaces wherever it
// has one, and keeps all else: what a mouse selects must still be the line.
func Folded(text string, w int) []string {
	var lines []string
	rest := []rune(text)
	for len(rest) > w {
		at := w
		for at > 0 && rest[at] != ' ' {
			at--
		}
		if at == 0 {
			lines, rest = append(lines, string(rest[:w])), rest[w:]
			continue
		}
		lines, rest = append(lines, string(rest[:at])), rest[at+1:]
	}
	return append(lines, string(rest))
}
