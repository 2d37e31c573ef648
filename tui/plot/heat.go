package plot

import (
	"fmt"
	"math"
	"strings"
)

// Field is a table of numbers over a rectangle, row after row from the top.
type Field struct {
	Cols, Rows int
	Values     []float64
}

// Heat draws a field as colours or shades. With a ramp, a cell holds two numbers, one above the other, in half
// blocks; the levels are the ramp's, and 12 to 16 of them keep what goes to the terminal small. Without a ramp, and in
// ASCII, a cell shows the mean of its two numbers as a shade, in Ink or in a colour of the ramp.
//
// NaN is a hole. Numbers at or below Lo have the lowest level, those at or above Hi the highest.
type Heat struct {
	Glyphs Glyphs
	Ramp   Ramp
	Ink    Style
	Range  Range
}

const asciiShades = " .:-=+*#%@"

var shades = [...]rune{' ', '░', '▒', '▓', '█'}

// Draw draws the field into r. A field of r.W × 2·r.H numbers fits exactly; any other is sampled to the nearest number,
// so a picture still holds while the pane is resized.
func (h *Heat) Draw(g *Grid, r Rect, f Field) {
	if f.Cols < 0 || f.Rows < 0 || len(f.Values) != f.Cols*f.Rows {
		panic(fmt.Sprintf("plot: a field of %d×%d with %d numbers", f.Cols, f.Rows, len(f.Values)))
	}
	if len(f.Values) == 0 {
		return
	}
	for y := range r.H {
		above := f.Values[(4*y+1)*f.Rows/(4*r.H)*f.Cols:][:f.Cols]
		below := f.Values[(4*y+3)*f.Rows/(4*r.H)*f.Cols:][:f.Cols]
		for x := range r.W {
			col := (2*x + 1) * f.Cols / (2 * r.W)
			if c := h.cell(above[col], below[col]); c.Rune != 0 {
				g.Set(r.X+x, r.Y+y, c)
			}
		}
	}
}

// cell returns the picture of two numbers, the zero Cell if there is nothing to paint.
func (h *Heat) cell(above, below float64) Cell {
	if len(h.Ramp) == 0 || h.Glyphs == ASCII {
		return h.shade(above, below)
	}
	top, bottom := h.colour(above), h.colour(below)
	switch {
	case top == bottom && top == None:
		return Cell{}
	case top == bottom:
		return Cell{' ', Style{BG: top}}
	case top == None:
		return Cell{'▄', Style{FG: bottom}}
	case bottom == None:
		return Cell{'▀', Style{FG: top}}
	}
	return Cell{'▀', Style{FG: top, BG: bottom}}
}

func (h *Heat) colour(v float64) Colour {
	if l := h.level(v, len(h.Ramp)); l >= 0 {
		return h.Ramp[l]
	}
	return None
}

// level returns which of n levels v has, -1 for NaN.
func (h *Heat) level(v float64, n int) int {
	at := (v - h.Range.Lo) / h.Range.Size() * float64(n)
	switch {
	case math.IsNaN(v):
		return -1
	case v <= h.Range.Lo:
		return 0
	case v >= h.Range.Hi || at >= float64(n):
		return n - 1
	case at > 0:
		return int(at)
	}
	return 0
}

// shade returns one character for two numbers.
func (h *Heat) shade(above, below float64) Cell {
	mean := above/2 + below/2
	if math.IsNaN(mean) { // one is a hole, or they are the two infinities
		mean = above
		if math.IsNaN(above) {
			mean = below
		}
	}
	style := h.Ink
	if l := h.level(mean, len(h.Ramp)); l >= 0 && len(h.Ramp) > 0 {
		style.FG = h.Ramp[(l+len(h.Ramp))/2] // the upper half: low levels are pale as characters already
	}
	if h.Glyphs == ASCII {
		if l := h.level(mean, len(asciiShades)); l > 0 {
			return Cell{rune(asciiShades[l]), style}
		}
		return Cell{}
	}
	if l := h.level(mean, len(shades)); l > 0 {
		return Cell{shades[l], style}
	}
	return Cell{}
}

// Legend returns the scale of the map: n samples of what is painted between the numbers where that begins and ends.
func (h *Heat) Legend(n, decimals int, label Style) []Span {
	levels := h.levels()
	step := h.Range.Size() / float64(levels)
	number := func(v float64) string { return strings.TrimLeft(Fixed(v, 12, decimals, h.Glyphs), " ") }
	spans := []Span{{number(h.Range.Lo+step) + " ", label}}
	for i := range n {
		level := 1 + i*(levels-2)/max(n-1, 1)
		v := h.Range.Lo + (float64(level)+0.5)*step
		c := h.cell(v, v)
		if c.BG != None { // a block looks the same and ends where it should
			c = Cell{'█', Ink(c.BG)}
		}
		spans = append(spans, Span{string(max(c.Rune, ' ')), c.Style})
	}
	return append(spans, Span{" " + number(h.Range.Hi), label})
}

// levels is how many levels the map tells apart, the lowest included, which paints nothing.
func (h *Heat) levels() int {
	switch {
	case h.Glyphs == ASCII:
		return len(asciiShades)
	case len(h.Ramp) == 0:
		return len(shades)
	}
	return len(h.Ramp)
}
