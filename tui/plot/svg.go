package plot

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// The size of a cell in an SVG, in pixels, and of letters that are as wide.
const (
	svgW, svgH = 8.0, 16.0
	svgLetters = 13.3
)

// WriteSVG writes the grid as vectors, on a ground and in an ink for what has no colour of its
// own. Letters are text; dots, blocks and frames, which fonts draw in their own ways, are
// shapes.
func (g *Grid) WriteSVG(out io.Writer, ground, ink Colour) error {
	p := svgPage{ground: ground, ink: ink, shapes: map[Colour]*[3]bytes.Buffer{}}
	for y := range g.H {
		p.row(g, y)
	}
	w, h := svgW*float64(g.W), svgH*float64(g.H)
	b := &bytes.Buffer{}
	fmt.Fprintf(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%g\" height=\"%g\" viewBox=\"0 0 %g %g\">\n", w, h, w, h)
	fmt.Fprintf(b, "<rect width=\"%g\" height=\"%g\" fill=\"%s\"/>\n", w, h, ground.hex())
	b.Write(p.grounds.Bytes())
	for _, c := range p.order {
		s := p.shapes[c]
		for i, style := range [...]string{
			svgFills:  "fill=\"%s\"",
			svgStroke: "stroke=\"%s\" stroke-width=\"1\" fill=\"none\"",
			svgDots:   "stroke=\"%s\" stroke-width=\"2.6\" stroke-linecap=\"round\" fill=\"none\"",
		} {
			if s[i].Len() > 0 {
				fmt.Fprintf(b, "<path "+style+" d=\"%s\"/>\n", c.hex(), s[i].String())
			}
		}
	}
	fmt.Fprintf(b, "<g font-family=\"DejaVu Sans Mono,Menlo,Consolas,monospace\" font-size=\"%g\" xml:space=\"preserve\">\n%s</g>\n</svg>\n", svgLetters, p.texts.String())
	_, err := out.Write(b.Bytes())
	return err
}

// hex writes a colour as #rrggbb.
func (c Colour) hex() string {
	r, g, b := c.Parts()
	return fmt.Sprintf("#%02x%02x%02x", r, g, b)
}

// The shapes of a colour: what is filled, lines, and dots.
const (
	svgFills = iota
	svgStroke
	svgDots
)

// svgPage gathers what is drawn: grounds below, then the shapes of each colour, then texts.
type svgPage struct {
	ground, ink    Colour
	grounds, texts bytes.Buffer
	shapes         map[Colour]*[3]bytes.Buffer
	order          []Colour
}

// colours are those that a style comes to.
func (p *svgPage) colours(s Style) (fg, bg Colour) {
	if fg = s.FG; fg == None {
		fg = p.ink
	}
	bg = s.BG
	if s.Attr&Reverse != 0 {
		if bg == None {
			bg = p.ground
		}
		fg, bg = bg, fg
	}
	if s.Attr&Dim != 0 {
		fg = fg.Mix(p.ground, 0.4)
	}
	return fg, bg
}

// shape is where the shapes of a colour go.
func (p *svgPage) shape(c Colour, kind int) *bytes.Buffer {
	s := p.shapes[c]
	if s == nil {
		s = &[3]bytes.Buffer{}
		p.shapes[c], p.order = s, append(p.order, c)
	}
	return &s[kind]
}

// row draws a row; neighbours of one style become one text.
func (p *svgPage) row(g *Grid, y int) {
	var text strings.Builder
	from, style := 0, Style{}
	flush := func(to int) {
		if word := strings.TrimRight(text.String(), " "); word != "" {
			p.text(from, y, word, style)
		}
		text.Reset()
		from = to
	}
	for x := range g.W {
		c := g.At(x, y)
		fg, bg := p.colours(c.Style)
		if c.Attr&Reverse != 0 && c.Rune > '█' && c.Rune <= '▏' { // the rest of the cell, without a seam
			p.fill(svgW*float64(x), svgH*float64(y), float64('▐'-c.Rune)/8, 0, 1, 1, bg)
			c.Rune, bg = 0, None
		}
		if bg != None {
			fmt.Fprintf(&p.grounds, "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" fill=\"%s\"/>\n", svgW*float64(x), svgH*float64(y), svgW, svgH, bg.hex())
		}
		drawn := c.Rune <= ' ' || p.draw(c.Rune, svgW*float64(x), svgH*float64(y), fg)
		if drawn || c.Style != style {
			flush(x)
			style = c.Style
		}
		if drawn {
			from = x + 1
			continue
		}
		text.WriteRune(c.Rune)
	}
	flush(g.W)
}

// text writes letters, each in its column.
func (p *svgPage) text(x, y int, word string, s Style) {
	fg, _ := p.colours(s)
	weight := ""
	if s.Attr&Bold != 0 {
		weight = " font-weight=\"bold\""
	}
	fmt.Fprintf(&p.texts, "<text x=\"%g\" y=\"%g\" textLength=\"%g\" fill=\"%s\"%s>", svgW*float64(x), svgH*float64(y)+12, svgW*float64(Width(word)), fg.hex(), weight)
	xml.EscapeText(&p.texts, []byte(word)) //nolint:errcheck // into memory
	p.texts.WriteString("</text>\n")
}

// draw draws a character that is a shape, and tells whether it is one.
func (p *svgPage) draw(r rune, x, y float64, c Colour) bool {
	switch {
	case r >= 0x2800 && r <= 0x28ff:
		p.braille(r, x, y, c)
	case r >= 0x2580 && r <= 0x259f:
		p.block(r, x, y, c)
	default:
		arms, ok := frameArms[r]
		if !ok {
			return false
		}
		p.frame(arms, x, y, c)
	}
	return true
}

// braille draws the dots of a pattern, by their bits (Unicode, block 2800).
func (p *svgPage) braille(r rune, x, y float64, c Colour) {
	for bit, at := range [8][2]float64{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {0, 3}, {1, 3}} {
		if r&(1<<bit) != 0 {
			fmt.Fprintf(p.shape(c, svgDots), "M%g %gh0", x+svgW*(0.25+0.5*at[0]), y+svgH*(0.125+0.25*at[1]))
		}
	}
}

// block draws a block element as the parts of the cell that it fills.
func (p *svgPage) block(r rune, x, y float64, c Colour) {
	fill := func(left, top, right, bottom float64, c Colour) { p.fill(x, y, left, top, right, bottom, c) }
	switch {
	case r == '▀':
		fill(0, 0, 1, 0.5, c)
	case r <= '█':
		fill(0, 1-float64(r-'▀')/8, 1, 1, c)
	case r <= '▏':
		fill(0, 0, float64('▐'-r)/8, 1, c)
	case r == '▐':
		fill(0.5, 0, 1, 1, c)
	case r <= '▓':
		fill(0, 0, 1, 1, p.ground.Mix(c, float64(r-'▐')/4))
	case r == '▔':
		fill(0, 0, 1, 0.125, c)
	case r == '▕':
		fill(0.875, 0, 1, 1, c)
	default: // quadrants: upper left, upper right, lower left, lower right
		quarters := [...]int{4, 8, 1, 1 + 4 + 8, 1 + 8, 1 + 2 + 4, 1 + 2 + 8, 2, 2 + 4, 2 + 4 + 8}[r-'▖']
		for i := range 4 {
			if quarters&(1<<i) != 0 {
				left, top := float64(i%2)/2, float64(i/2)/2
				fill(left, top, left+0.5, top+0.5, c)
			}
		}
	}
}

// fill fills a part of the cell at x, y.
func (p *svgPage) fill(x, y, left, top, right, bottom float64, c Colour) {
	fmt.Fprintf(p.shape(c, svgFills), "M%g %gH%gV%gH%gz", x+svgW*left, y+svgH*top, x+svgW*right, y+svgH*bottom, x+svgW*left)
}

// frameArms are the arms of the characters of frames: up, right, down, left; 1 is light, 2
// heavy, and 3 half of a light one.
var frameArms = map[rune][4]int{
	'─': {0, 1, 0, 1}, '│': {1, 0, 1, 0}, '━': {0, 2, 0, 2}, '┃': {2, 0, 2, 0}, '╌': {0, 3, 0, 3}, '┊': {3, 0, 3, 0},
	'╭': {0, 1, 1, 0}, '╮': {0, 0, 1, 1}, '╰': {1, 1, 0, 0}, '╯': {1, 0, 0, 1},
	'┌': {0, 1, 1, 0}, '┐': {0, 0, 1, 1}, '└': {1, 1, 0, 0}, '┘': {1, 0, 0, 1},
	'┏': {0, 2, 2, 0}, '┓': {0, 0, 2, 2}, '┗': {2, 2, 0, 0}, '┛': {2, 0, 0, 2},
	'├': {1, 1, 1, 0}, '┤': {1, 0, 1, 1}, '┬': {0, 1, 1, 1}, '┴': {1, 1, 0, 1}, '┼': {1, 1, 1, 1},
}

// frame draws the arms of a character from the middle of its cell.
func (p *svgPage) frame(arms [4]int, x, y float64, c Colour) {
	x, y = x+svgW/2, y+svgH/2
	ends := [4][2]float64{{0, -svgH / 2}, {svgW / 2, 0}, {0, svgH / 2}, {-svgW / 2, 0}}
	for i, weight := range arms {
		dx, dy := ends[i][0], ends[i][1]
		switch weight {
		case 1:
			fmt.Fprintf(p.shape(c, svgStroke), "M%g %gl%g %g", x, y, dx, dy)
		case 2: // a bar of two pixels
			fmt.Fprintf(p.shape(c, svgFills), "M%g %gH%gV%gH%gz", x+min(dx, 0)-1, y+min(dy, 0)-1, x+max(dx, 0)+1, y+max(dy, 0)+1, x+min(dx, 0)-1)
		case 3:
			fmt.Fprintf(p.shape(c, svgStroke), "M%g %gl%g %g", x+dx/4, y+dy/4, dx/2, dy/2)
		}
	}
}
