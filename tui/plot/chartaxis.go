package plot

import "github.com/NimbleMarkets/ntcharts/v2/canvas"

// floor draws the entropy where no curve runs: in braille as dashes at its exact height.
func (p *plotter) floor() {
	if p.floorRow < 0 {
		return
	}
	r, every := p.Glyphs.pick('╌', '-'), 1
	if p.Glyphs == Braille {
		dots := brailleDot[p.dotRow(p.Floor)%4]
		r, every = brailleBase+rune(dots[0]|dots[1]), 2
	}
	for x := 0; x < p.gw; x += every {
		if p.free(x, p.floorRow) {
			p.set(x, p.floorRow, r, p.FloorInk)
		}
	}
}

// cursor draws a vertical line where no curve runs.
func (p *plotter) cursor() {
	if !(p.Cursor > 0 && p.Cursor <= p.end) {
		return
	}
	x := p.column(p.Cursor) * p.gw / p.columns
	for y := range p.gh {
		if p.free(x, y) {
			p.set(x, y, p.Glyphs.pick('┊', ':'), p.CursorInk)
		}
	}
}

// time writes events and ticks on the time axis; events come first, and only ticks that fit between them follow.
func (p *plotter) time(events []Event) {
	taken := make([]bool, p.gw+1)
	for i, e := range events {
		if !(e.Step >= 0 && e.Step <= p.end) {
			continue
		}
		x := p.column(e.Step) * p.gw / p.columns
		room := p.gw - x
		for _, later := range events[i+1:] {
			if later.Step >= e.Step && later.Step <= p.end {
				room = min(room, max(p.column(later.Step)*p.gw/p.columns-x, 1))
			}
		}
		p.write(x, room, string(p.Glyphs.pick('▲', '^'))+e.Label, e.Style, e.Style, taken)
	}
	for _, step := range Ticks(0, p.end, max(p.gw/14, 1)) {
		x := p.column(step) * p.gw / p.columns
		text := string(p.Glyphs.pick('┴', '+')) + Short(step, p.Glyphs)
		if step > 0 && p.fits(x, Width(text), taken) {
			p.write(x, p.gw-x, text, p.Axis, p.Label, taken)
		}
	}
}

// fits reports whether n columns from x are there and free, and their neighbours too.
func (p *plotter) fits(x, n int, taken []bool) bool {
	if x+n > p.gw {
		return false
	}
	for i := max(x-1, 0); i <= x+n; i++ {
		if taken[i] {
			return false
		}
	}
	return true
}

// write writes at most room columns of text on the time axis, its first rune in one style and the rest in another.
func (p *plotter) write(x, room int, text string, first, rest Style, taken []bool) {
	style := first
	n := 0
	for _, r := range text {
		if n >= room {
			return
		}
		p.set(x+n, p.gh, narrow(r), style)
		taken[x+n] = true
		style = rest
		n++
	}
}

// copy puts the finished picture on the grid. Reading the cells is what ntcharts' own View does too, but that renders
// each cell with a style of its own, at ten times the cost.
func (p *plotter) copy(g *Grid, r Rect) {
	axis := p.chart.Origin().X
	for y := range p.h {
		for x := range p.w {
			c := p.chart.Canvas.Cell(canvas.Point{X: x, Y: y})
			if c.Rune == 0 {
				continue
			}
			s := unlip(&c.Style)
			if x < axis && y == p.floorRow {
				s = p.FloorInk
			}
			g.over(r.X+x, r.Y+y, p.translate(c.Rune, x < axis), s)
		}
	}
}

// translate turns what ntcharts draws into the glyph set: it counts bytes, so its labels must be ASCII until here, and
// it knows no other lines than box lines.
func (p *plotter) translate(r rune, label bool) rune {
	switch {
	case label && r == '-':
		return p.Glyphs.Minus()
	case p.Glyphs != ASCII:
		return r
	case r == '│':
		return '|'
	case r == '─':
		return '-'
	case r == '└', r == '┤':
		return '+'
	}
	return r
}
