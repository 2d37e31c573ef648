package plot

import "unicode"

// Attr is a set of text attributes.
type Attr uint8

// The attributes a cell can carry, to be joined with |.
const (
	Bold Attr = 1 << iota
	Dim
	Reverse
)

// Style is how a cell is painted. The zero Style is the terminal's own.
type Style struct {
	FG, BG Colour
	Attr   Attr
}

// Ink returns the style with a foreground only.
func Ink(c Colour) Style { return Style{FG: c} }

// With returns the style with more attributes.
func (s Style) With(a Attr) Style {
	s.Attr |= a
	return s
}

// fills reports whether the style shows on a space.
func (s Style) fills() bool { return s.BG != None || s.Attr&Reverse != 0 }

// Cell is one column of one row. The zero rune is a space.
type Cell struct {
	Rune rune
	Style
}

// Span is a piece of text in one style.
type Span struct {
	Text  string
	Style Style
}

// Width returns how many columns the text takes in a grid: one a rune.
func Width(text string) int {
	n := 0
	for range text {
		n++
	}
	return n
}

// SpansWidth returns how many columns the spans take in a grid.
func SpansWidth(spans []Span) int {
	n := 0
	for _, s := range spans {
		n += Width(s.Text)
	}
	return n
}

// wide lists the blocks whose characters take two columns, or may.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, {Lo: 0x231a, Hi: 0x231b, Stride: 1}, {Lo: 0x2e80, Hi: 0xa4cf, Stride: 1},
		{Lo: 0xa960, Hi: 0xa97f, Stride: 1}, {Lo: 0xac00, Hi: 0xd7ff, Stride: 1}, {Lo: 0xf900, Hi: 0xfaff, Stride: 1},
		{Lo: 0xfe10, Hi: 0xfe6f, Stride: 1}, {Lo: 0xff00, Hi: 0xff60, Stride: 1}, {Lo: 0xffe0, Hi: 0xffe6, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x16fe0, Hi: 0x18cff, Stride: 1}, {Lo: 0x1aff0, Hi: 0x1b2ff, Stride: 1},
		{Lo: 0x1f000, Hi: 0x1ffff, Stride: 1}, {Lo: 0x20000, Hi: 0x3ffff, Stride: 1}},
}

// narrow returns r if it takes exactly one column, else a question mark. Texts may come from a file's name or from a
// visitor over SSH: this is what keeps them from breaking a row or slipping an escape sequence into the screen.
func narrow(r rune) rune {
	switch {
	case r >= ' ' && r < 0x7f:
		return r
	case r < 0xa0, !unicode.IsGraphic(r), unicode.In(r, unicode.Mn, unicode.Me, wide):
		return '?'
	}
	return r
}
