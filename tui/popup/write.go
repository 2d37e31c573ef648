package popup

import (
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/form"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// A Thing is what can be written into a file: its name, half a sentence, and how a file
// of it is called.
type Thing struct{ Name, About, File string }

// Write is the popup in which something of the run is written into a file.
type Write struct {
	*screen.State
	Things []Thing
	Line   form.Line
	row    int
}

// NewWrite starts with the first of some things.
func NewWrite(s *screen.State, things []Thing) Write {
	return Write{State: s, Things: things, Line: form.NewLine(things[0].File)}
}

// Move selects another thing. The name of the file follows, unless it was typed.
func (w *Write) Move(by int) tea.Cmd {
	before := w.At()
	w.row = plot.Clamp(w.row+by, 0, len(w.Things)-1)
	if w.Line.Text() == before.File {
		w.Line.Set(w.At().File)
	}
	return nil
}

// At is the selected thing.
func (w *Write) At() Thing { return w.Things[w.row] }

// Take gives a key or a paste to the name of the file.
func (w *Write) Take(msg tea.Msg) bool { return w.Line.Take(msg) }

// NoName says why nothing can be written.
func (w *Write) NoName() string {
	if base := filepath.Base(w.Line.Text()); w.Line.Text() == "" || base == "." || strings.HasSuffix(w.Line.Text(), "/") {
		return "type a name for the file"
	}
	return ""
}

// Draw lists the things over the name of the file.
func (w *Write) Draw() {
	t := &w.Theme
	in := w.OpenBox(84, len(w.Things)+5, screen.Text{
		Title: []plot.Span{{Text: "write", Style: t.Strong}, {Text: "  into a file; none is overwritten", Style: t.Dim}},
	})
	in = screen.Padded(in)
	const name = 12
	for i, thing := range w.Things {
		style := plot.Style{}
		if i == w.row {
			style = t.Strong
			w.Grid.Text(in.X, in.Y+i, 1, "▸", t.Accent)
		}
		w.Grid.Text(in.X+2, in.Y+i, name, thing.Name, style)
		w.Grid.Text(in.X+2+name, in.Y+i, in.W-2-name, screen.Cut(thing.About, max(in.W-2-name, 0)), t.Dim)
	}
	y := in.Y + len(w.Things) + 1
	w.Grid.Text(in.X+2, y, name, "file", t.Dim)
	w.Line.Draw(w.State, in.X+2+name, y, max(in.W-2-name, 1))
}
