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
	List
	Things []Thing
	Line   form.Line
}

// NewWrite starts with the first of some things.
func NewWrite(s *screen.State, things []Thing) Write {
	return Write{s, List{Len: len(things)}, things, form.NewLine(things[0].File)}
}

// Move selects another thing.
func (w *Write) Move(by int) tea.Cmd { return w.follow(func() { w.List.Move(by) }) }

// TurnPage goes on by a page.
func (w *Write) TurnPage(by int) tea.Cmd { return w.follow(func() { w.List.TurnPage(by) }) }

// Wheel selects further on.
func (w *Write) Wheel(by int) tea.Cmd { return w.Move(by) }

// Click selects the thing under the mouse.
func (w *Write) Click(x, y int) tea.Cmd { return w.follow(func() { w.List.Click(x, y) }) }

// follow selects another thing, whose file is named then unless a name was typed.
func (w *Write) follow(move func()) tea.Cmd {
	before := w.At()
	move()
	if w.Line.Text() == before.File {
		w.Line.Set(w.At().File)
	}
	return nil
}

// At is the selected thing.
func (w *Write) At() Thing { return w.Things[w.Row] }

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
	rows := plot.Clamp(in.H-2, 0, len(w.Things))
	w.draw(w.State, plot.Rect{X: in.X, Y: in.Y, W: in.W, H: rows}, func(at int, r plot.Rect, selected bool) {
		style := plot.Style{}
		if selected {
			style = t.Strong
		}
		w.Grid.Text(r.X, r.Y, name, w.Things[at].Name, style)
		w.Grid.Text(r.X+name, r.Y, r.W-name, screen.Cut(w.Things[at].About, max(r.W-name, 0)), t.Dim)
	})
	w.Grid.TextRight(in.X, in.Y+rows, in.W, w.beyond(), t.Dim)
	y := in.Y + rows + 1
	w.Grid.Text(in.X+2, y, name, "file", t.Dim)
	w.Line.Draw(w.State, in.X+2+name, y, max(in.W-2-name, 1))
}
