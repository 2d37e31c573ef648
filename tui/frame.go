package tui

import (
	"fmt"

	"bijou/tui/layout"
	"bijou/tui/plot"
)

// A paneText is what stands in the frame of a pane.
type paneText struct {
	title, note, foot []plot.Span
	more              []plot.Span // behind the foot, if all of it fits
	badge             bool        // the last part of the title must not be left out
}

// fit leaves out what has no room in a frame of w columns: the last part of the
// title first, if that makes room for the note.
func (t *paneText) fit(w int) {
	const ends = 2 // a space on either side
	room := w - 4
	beside := func() int {
		if len(t.note) == 0 {
			return 0
		}
		return plot.SpansWidth(t.note) + ends + 1
	}
	if n := len(t.title) - 1; n > 0 && !t.badge && plot.SpansWidth(t.title)+ends+beside() > room {
		t.title = t.title[:n]
	}
	if n := plot.SpansWidth(t.more); n > 0 && plot.SpansWidth(t.foot)+n+ends <= room {
		t.foot = append(t.foot, t.more...)
	}
	for len(t.foot) > 1 && plot.SpansWidth(t.foot)+ends > room {
		t.foot = t.foot[:len(t.foot)-1]
	}
}

// title is the number and the name of a pane, and what it shows.
func (s *State) title(p layout.Pane, name, shows string) []plot.Span {
	t := &s.Theme
	number := t.Dim
	if s.Want.Focus == p {
		number = t.Accent
	}
	return []plot.Span{{Text: fmt.Sprint(int(p)), Style: number}, {Text: " " + name, Style: t.Strong}, {Text: "  " + shows, Style: t.Dim}}
}

// rule draws a line between the rows of the flow and what stands below.
func (s *State) rule(r plot.Rect) {
	if r.H > 0 {
		s.Grid.Fill(plot.Rect{X: r.X + 1, Y: r.Y, W: r.W - 2, H: 1}, plot.Cell{Rune: '─', Style: s.Theme.Faint})
	}
}

// entry writes a name at the left and a number at the right of a line.
func (s *State) entry(r plot.Rect, line int, name, value string, ns, vs plot.Style) {
	s.Grid.Text(r.X+1, r.Y+line, r.W-1, name, ns)
	s.Grid.TextRight(r.X+1, r.Y+line, r.W-1, value, vs)
}

// openBox clears a rectangle of at most w×h cells in the middle of the screen
// between status and foot, frames it and returns the inside.
func (s *State) openBox(w, h int, text paneText) plot.Rect {
	top := s.Layout.Status.H
	room := plot.Rect{Y: top, W: s.Layout.Screen.W, H: max(s.Layout.Screen.H-top-s.Layout.Foot.H, 0)}
	w, h = min(w, room.W), min(h, room.H)
	r := plot.Rect{X: (room.W - w) / 2, Y: room.Y + (room.H-h)/2, W: w, H: h}
	s.Box = r
	s.Grid.Fill(r, plot.Cell{})
	frame := plot.Frame{Glyphs: s.Glyphs, Focused: true, Border: s.Theme.Accent, Title: text.title, Note: text.note, Foot: text.foot}
	frame.Draw(&s.Grid, r)
	return r.Inner()
}
