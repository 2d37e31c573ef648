package plot

import (
	"regexp"
	"strings"
	"testing"
)

var sgr = regexp.MustCompile(`\x1b\[[0-9;]*m`)

func TestARowWritesItsStyleOnlyWhenItChanges(t *testing.T) {
	red, blue := Hex(0xff0000), Hex(0x0000ff)
	for _, c := range []struct {
		name string
		draw func(*Grid)
		want string
	}{
		{"nothing drawn", func(*Grid) {}, "      "},
		{"one run", func(g *Grid) { g.Text(1, 0, 9, "abc", Ink(red)) }, " \x1b[38;2;255;0;0mabc  \x1b[m"},
		{"a space has no foreground", func(g *Grid) {
			g.Text(0, 0, 9, "a", Ink(red))
			g.Text(1, 0, 9, " ", Ink(blue))
			g.Text(2, 0, 9, "b", Ink(red))
		}, "\x1b[38;2;255;0;0ma b   \x1b[m"},
		{"a background shows on a space", func(g *Grid) { g.Fill(Rect{1, 0, 2, 1}, Cell{' ', Style{BG: blue}}) },
			" \x1b[48;2;0;0;255m  \x1b[m   "},
		{"only the difference", func(g *Grid) {
			g.Text(0, 0, 9, "ab", Ink(red).With(Bold))
			g.Text(2, 0, 9, "cd", Ink(red))
			g.Text(4, 0, 9, "ef", Ink(blue).With(Reverse))
		}, "\x1b[1;38;2;255;0;0mab\x1b[22mcd\x1b[7;38;2;0;0;255mef\x1b[m"},
		{"bold ends without ending dim", func(g *Grid) {
			g.Text(0, 0, 9, "abc", Style{Attr: Bold | Dim})
			g.Text(3, 0, 9, "def", Style{Attr: Dim})
		}, "\x1b[1;2mabc\x1b[22;2mdef\x1b[m"},
	} {
		g := NewGrid(6, 1)
		c.draw(g)
		if got := g.String(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTextCannotBreakTheRow(t *testing.T) {
	g := NewGrid(24, 1)
	g.Text(0, 0, 24, "a\x1b[31m\tb\u0301\u4e16\U0001f600\u202e\x00\u200b\u009b\uff21−é", Style{})
	if got, want := g.String(), "a?[31m?b????????−é      "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTextStaysInItsColumns(t *testing.T) {
	g := NewGrid(8, 1)
	if n := g.Text(2, 0, 3, "abcdef", Style{}); n != 3 {
		t.Errorf("Text took %d columns, want 3", n)
	}
	g.TextRight(5, 0, 3, "z", Style{})
	if got := g.Plain(); got != "  abc  z" {
		t.Errorf("got %q", got)
	}
}

func TestTextKeepsTheBackgroundBelow(t *testing.T) {
	g := NewGrid(2, 1)
	g.Fill(g.Bounds(), Cell{' ', Style{BG: Hex(0x101010)}})
	g.Text(0, 0, 1, "a", Ink(Hex(0xffffff)))
	if got := g.At(0, 0).BG; got != Hex(0x101010) {
		t.Errorf("background %x", got)
	}
}

func TestBlitClipsOnEverySide(t *testing.T) {
	src := NewGrid(3, 2)
	src.Text(0, 0, 3, "abc", Style{})
	src.Text(0, 1, 3, "def", Style{})
	for _, c := range []struct {
		x, y int
		want string
	}{
		{0, 0, "abc /def /    "}, {2, 1, "    /  ab/  de"}, {-1, -1, "ef  /    /    "},
		{3, 2, "    /    /   a"}, {4, 0, "    /    /    "}, {9, 9, "    /    /    "}, {-3, 0, "    /    /    "},
	} {
		g := NewGrid(4, 3)
		g.Blit(src, c.x, c.y)
		if got := strings.ReplaceAll(g.Plain(), "\n", "/"); got != c.want {
			t.Errorf("at %d,%d: %q, want %q", c.x, c.y, got, c.want)
		}
	}
}

func TestARowCanBeWrittenInPieces(t *testing.T) {
	g := NewGrid(6, 1)
	g.Text(0, 0, 6, "abcdef", Ink(Hex(0xff0000)))
	got := string(g.AppendSpan(g.AppendSpan(nil, 0, 2, 0), 4, 8, 0))
	if want := "\x1b[38;2;255;0;0mab\x1b[m\x1b[38;2;255;0;0mef  \x1b[m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestResizeBlanksAndKeepsItsMemory(t *testing.T) {
	g := NewGrid(10, 10)
	g.Text(0, 0, 10, "abc", Style{})
	if n := testing.AllocsPerRun(10, func() { g.Resize(9, 9); g.Resize(10, 10) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if strings.TrimSpace(g.Plain()) != "" {
		t.Error("old cells are left")
	}
}

func TestRestyleReachesOnlyItsRectangle(t *testing.T) {
	g := NewGrid(3, 1)
	g.Text(0, 0, 3, "abc", Style{})
	g.Restyle(Rect{1, 0, 1, 9}, func(s Style) Style { return s.With(Reverse) })
	if got, want := g.String(), "a\x1b[7mb\x1b[mc"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
