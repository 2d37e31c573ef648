package screen

import (
	"fmt"
	"slices"
	"strings"

	"bijou/tui/layout"
	"bijou/tui/plot"
)

// A Text is what stands in the frame of a pane.
type Text struct {
	Title, Note, Foot []plot.Span
	More              []plot.Span // behind the foot, if all of it fits
	Badge             bool        // the last part of the title must not be left out
}

// frameEnds are a space on either side of what stands in a frame.
const frameEnds = 2

// Fit leaves out what has no room in a frame of w columns: the last part of the
// title first, if that makes room for the note, which goes below otherwise. A foot
// is cut at a word.
func (t *Text) Fit(w int) {
	room := w - 4
	note := 0
	if len(t.Note) > 0 {
		note = plot.SpansWidth(t.Note) + frameEnds + 1
	}
	if n := len(t.Title) - 1; n > 0 && !t.Badge && plot.SpansWidth(t.Title)+frameEnds+note > room {
		t.Title = t.Title[:n]
	}
	t.behind(t.More, room-frameEnds)
	if plot.SpansWidth(t.Title)+frameEnds+note > room {
		t.behind(slices.Concat([]plot.Span{{Text: "  "}}, t.Note), room-frameEnds)
		t.Note = nil
	}
	t.cutFoot(room - frameEnds)
}

// cutFoot leaves out the end of a foot that has no room.
func (t *Text) cutFoot(room int) {
	whole := len(t.Foot)
	for len(t.Foot) > 1 && plot.SpansWidth(t.Foot) > room {
		t.Foot = t.Foot[:len(t.Foot)-1]
	}
	for n := len(t.Foot) - 1; n >= 0 && dangles(t.Foot[n].Text, len(t.Foot) < whole); n-- {
		t.Foot = t.Foot[:n]
	}
	if len(t.Foot) == 1 {
		t.Foot = []plot.Span{{Text: CutWords(t.Foot[0].Text, room), Style: t.Foot[0].Style}}
	}
}

// behind adds what there is to the foot if all of it fits, without the space that it begins
// with where it is the first.
func (t *Text) behind(more []plot.Span, room int) {
	if len(t.Foot) == 0 && len(more) > 0 && strings.TrimSpace(more[0].Text) == "" {
		more = more[1:]
	}
	if plot.SpansWidth(t.Foot)+plot.SpansWidth(more) <= room {
		t.Foot = slices.Concat(t.Foot, more)
	}
}

// dangles tells whether the end of a foot is nothing but a space or, where more was cut
// off, the name of a number that is not there.
func dangles(text string, cut bool) bool {
	return strings.TrimSpace(text) == "" || cut && strings.HasSuffix(text, " ")
}

// Title is the number and the name of a pane, and what it shows.
func (s *State) Title(p layout.Pane, name, shows string) []plot.Span {
	t := &s.Theme
	number := t.Dim
	if s.Want.Focus == p {
		number = t.Accent
	}
	return []plot.Span{{Text: fmt.Sprint(int(p)), Style: number}, {Text: " " + name, Style: t.Strong}, {Text: "  " + shows, Style: t.Dim}}
}

// Rule draws a line between the rows of the flow and what stands below.
func (s *State) Rule(r plot.Rect) {
	if r.H > 0 {
		s.Grid.Fill(plot.Rect{X: r.X + 1, Y: r.Y, W: r.W - 2, H: 1}, plot.Cell{Rune: '─', Style: s.Theme.Faint})
	}
}

// Entry writes a name at the left and a number at the right of a line.
func (s *State) Entry(r plot.Rect, line int, name, value string, ns, vs plot.Style) {
	s.Grid.Text(r.X+1, r.Y+line, r.W-1, name, ns)
	s.Grid.TextRight(r.X+1, r.Y+line, r.W-1, value, vs)
}

// Padded leaves a column free at either side of the inside of a frame.
func Padded(in plot.Rect) plot.Rect {
	return plot.Rect{X: in.X + 1, Y: in.Y, W: max(in.W-2, 0), H: in.H}
}

// OpenBox clears a rectangle of at most w×h cells in the middle of the screen
// between status and foot, frames it and returns the inside.
func (s *State) OpenBox(w, h int, text Text) plot.Rect {
	top := s.Layout.Status.H
	room := plot.Rect{Y: top, W: s.Layout.Screen.W, H: max(s.Layout.Screen.H-top-s.Layout.Foot.H, 0)}
	w, h = min(w, room.W), min(h, room.H)
	r := plot.Rect{X: (room.W - w) / 2, Y: room.Y + (room.H-h)/2, W: w, H: h}
	s.Box = r
	s.Grid.Fill(r, plot.Cell{})
	frame := plot.Frame{Glyphs: s.Glyphs, Focused: true, Border: s.Theme.Accent, Title: text.Title, Note: text.Note, Foot: text.Foot}
	frame.Draw(&s.Grid, r)
	return r.Inner()
}
