package plot

import (
	"strings"
	"testing"
)

func TestFramesOfEverySmallSizeStayInside(t *testing.T) {
	f := Frame{Title: []Span{{Text: "title"}}, Note: []Span{{Text: "note"}}, Foot: []Span{{Text: "foot"}}}
	for _, c := range []struct {
		r    Rect
		want string
	}{
		{Rect{0, 0, 1, 1}, "╮     /      /      "},
		{Rect{0, 0, 6, 1}, "╭────╮/      /      "},
		{Rect{1, 1, 2, 2}, "      / ╭╮   / ╰╯   "},
		{Rect{-1, -1, 4, 3}, "  │   /──╯   /      "},
		{Rect{0, 0, 0, 3}, "      /      /      "},
	} {
		g := NewGrid(6, 3)
		f.Draw(g, c.r)
		if got := strings.ReplaceAll(g.Plain(), "\n", "/"); got != c.want {
			t.Errorf("%v: %q, want %q", c.r, got, c.want)
		}
	}
}

func TestANoteNeverCutsTheTitle(t *testing.T) {
	f := Frame{Title: []Span{{Text: "title"}}, Note: []Span{{Text: "note"}}}
	for w := range 40 {
		g := NewGrid(w, 2)
		f.Draw(g, g.Bounds())
		top, _, _ := strings.Cut(g.Plain(), "\n")
		if fits := strings.Contains(top, "note"); fits != (w >= 18) {
			t.Errorf("%d columns: %q", w, top)
		}
		if w >= 11 && !strings.Contains(top, "─ title ─") {
			t.Errorf("%d columns: %q", w, top)
		}
	}
}

func TestInnerIsNeverNegative(t *testing.T) {
	if got := (Rect{3, 4, 1, 0}).Inner(); got.W != 0 || got.H != 0 {
		t.Errorf("%v", got)
	}
	if r := (Rect{3, 4, 5, 6}).Inner(); r != (Rect{4, 5, 3, 4}) || !r.Contains(4, 8) || r.Contains(7, 5) {
		t.Errorf("%v", r)
	}
}
