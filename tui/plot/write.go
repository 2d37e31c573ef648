package plot

import (
	"strconv"
	"unicode/utf8"
)

// AppendLine appends row y to dst: exactly W columns, escape sequences only where the style changes, and the
// terminal's own style again at the end. Colours are written in 24 bits; Bubble Tea converts them for lesser terminals.
func (g *Grid) AppendLine(dst []byte, y int) []byte {
	return g.AppendSpan(dst, 0, g.W, y)
}

// AppendSpan appends the columns from x0 up to x1 of row y, for a row that has text of another origin in its middle.
// Columns outside the grid are spaces.
func (g *Grid) AppendSpan(dst []byte, x0, x1, y int) []byte {
	var now Style
	for x := x0; x < x1; x++ {
		c := g.At(x, y)
		if c.Rune < ' ' {
			c.Rune = ' '
		}
		// A space shows no foreground: leaving the style as it is saves most sequences of a sparse picture.
		if c.Style != now && (c.Rune != ' ' || c.fills() || now.fills()) {
			dst = appendStyle(dst, now, c.Style)
			now = c.Style
		}
		if c.Rune < utf8.RuneSelf {
			dst = append(dst, byte(c.Rune))
		} else {
			dst = utf8.AppendRune(dst, c.Rune)
		}
	}
	if now != (Style{}) {
		dst = append(dst, "\x1b[m"...)
	}
	return dst
}

// Append appends all rows to dst, joined by newlines.
func (g *Grid) Append(dst []byte) []byte {
	for y := range g.H {
		if y > 0 {
			dst = append(dst, '\n')
		}
		dst = g.AppendLine(dst, y)
	}
	return dst
}

// String returns all rows with their styles, joined by newlines.
func (g *Grid) String() string { return string(g.Append(nil)) }

// Plain returns all rows without styles, joined by newlines.
func (g *Grid) Plain() string {
	bare := Grid{W: g.W, H: g.H, Cells: make([]Cell, len(g.Cells))}
	for i, c := range g.Cells {
		bare.Cells[i].Rune = c.Rune
	}
	return bare.String()
}

// appendStyle appends the one sequence that turns the style from now into next; the two differ.
func appendStyle(dst []byte, now, next Style) []byte {
	if next == (Style{}) {
		return append(dst, "\x1b[m"...)
	}
	dst = append(dst, "\x1b["...)
	gone := now.Attr &^ next.Attr
	if gone&(Bold|Dim) != 0 { // one code ends both
		dst = append(dst, "22;"...)
		now.Attr &^= Bold | Dim
	}
	if gone&Reverse != 0 {
		dst = append(dst, "27;"...)
	}
	came := next.Attr &^ now.Attr
	for _, a := range [...]struct {
		attr Attr
		code string
	}{{Bold, "1;"}, {Dim, "2;"}, {Reverse, "7;"}} {
		if came&a.attr != 0 {
			dst = append(dst, a.code...)
		}
	}
	if next.FG != now.FG {
		dst = appendColour(dst, '3', next.FG)
	}
	if next.BG != now.BG {
		dst = appendColour(dst, '4', next.BG)
	}
	dst[len(dst)-1] = 'm'
	return dst
}

// appendColour appends the code of a colour, with a trailing semicolon; plane is '3' for foreground, '4' for background.
func appendColour(dst []byte, plane byte, c Colour) []byte {
	dst = append(dst, plane)
	if c == None {
		return append(dst, "9;"...)
	}
	dst = append(dst, "8;2;"...)
	r, g, b := c.Parts()
	for _, part := range [...]uint8{r, g, b} {
		dst = strconv.AppendUint(dst, uint64(part), 10)
		dst = append(dst, ';')
	}
	return dst
}
