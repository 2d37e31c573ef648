package view

import (
	"fmt"
	"math"
	"strconv"

	"bijou/flows"
	"bijou/model/code"
	"bijou/tui/plot"
)

// A Walk is how far a row has been written of those that a coder writes: so many of its
// numbers. The zero value is no walk.
type Walk struct {
	On        bool
	Row, Step int
}

// Walkable says how many rows can be walked through and how many numbers each has; 0 where
// nothing that is shown is coded.
func Walkable(made any) (rows, numbers int) {
	c, is := made.(*codingMade)
	if !is || c.failed != nil || len(c.Said) == 0 {
		return 0, 0
	}
	return len(c.Said), len(c.Said[0])
}

// WillWalk tells whether a view can be walked through once it is made.
func WillWalk(v View) bool { _, is := v.(coding); return is }

// drawWalk draws a row as far as it is written: the image and its bits, or the numbers of a
// table, then what the number before took, and what the coder says of the next.
func (c *codingMade) drawWalk(g *plot.Grid, r plot.Rect, s *Scene, shape flows.Shape) {
	row, t := c.Said[c.walked(s)], s.Theme
	step, what := min(s.Walk.Step, len(row)), "pixel"
	if s.Snap.Data.Levels == 0 {
		what = "number"
	}
	line := func(text string, style plot.Style) {
		if r.H > 0 {
			g.Text(r.X, r.Y, r.W, fitting(text, r.W), style)
			r.Y, r.H = r.Y+1, r.H-1
		}
	}
	line(fmt.Sprintf("%s %d of %d written, row %d", what, step, len(row), c.walked(s)+1), t.Strong)
	const below = 6 // lines, with the least of the bars
	if room := (plot.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H - below}); shape.IsImage() {
		r = c.drawWritten(g, r, room, s, shape, row[:step])
	} else {
		r = c.drawTold(g, r, room, s, row[:step])
	}
	done := 0.0
	for _, said := range row[:step] {
		done += said.Bits
	}
	all := done
	for _, said := range row[step:] {
		all += said.Bits
	}
	if step > 0 {
		last := row[step-1]
		line(fmt.Sprintf("%s took %.2f bits", c.valueText(s, last), last.Bits), t.Dim)
	}
	line(fmt.Sprintf("%.1f of %.1f bits", done, all), t.Dim)
	if step == len(row) {
		return
	}
	next := fmt.Sprintf("%s is %s", c.nextText(s, row[step]), c.valueText(s, row[step]))
	if plot.Width(next) > r.W {
		next = "next is " + c.valueText(s, row[step])
	}
	line(next, t.Dim)
	drawShares(g, r, s, row[step])
}

// walked is the row that is walked through.
func (c *codingMade) walked(s *Scene) int { return min(s.Walk.Row, len(c.Said)-1) }

// drawWritten draws the pixels that are written beside their bits; it returns what is left
// of the room.
func (c *codingMade) drawWritten(g *plot.Grid, r, room plot.Rect, s *Scene, shape flows.Shape, row []code.Said) plot.Rect {
	h := (shape.Height + 1) / 2
	times := min((room.W-1)/(2*shape.Width), room.H/h)
	if times < 1 {
		return r
	}
	tile := plot.Rect{X: r.X, Y: r.Y, W: times * shape.Width, H: times * h}
	greys, bits := holes(shape.Size()), holes(shape.Size())
	for _, said := range row {
		greys[said.Column], bits[said.Column] = c.shares.At(c.walked(s), said.Column), said.Bits
	}
	drawImage(g, tile, imageHeat(s, 0, 1), shape, greys)
	tile.X += tile.W + 1
	drawImage(g, tile, imageHeat(s, 0, mostBits), shape, bits)
	return plot.Rect{X: r.X, Y: r.Y + tile.H, W: r.W, H: r.H - tile.H}
}

// holes are numbers that are not there yet.
func holes(n int) []float64 {
	h := make([]float64, n)
	for i := range h {
		h[i] = math.NaN()
	}
	return h
}

// drawTold lists the numbers of a table that are written, the last ones where not all have
// room.
func (c *codingMade) drawTold(g *plot.Grid, r, room plot.Rect, s *Scene, row []code.Said) plot.Rect {
	for _, said := range row[max(len(row)-max(room.H, 0), 0):] {
		g.Text(r.X, r.Y, r.W, fitting(fmt.Sprintf("%s %s", c.nextText(s, said), c.valueText(s, said)), r.W-10), s.Theme.Strong)
		g.TextRight(r.X, r.Y, r.W, fmt.Sprintf("%.2f bits", said.Bits), s.Theme.Dim)
		r.Y, r.H = r.Y+1, r.H-1
	}
	return r
}

// valueText is the number itself.
func (c *codingMade) valueText(s *Scene, said code.Said) string {
	v := strconv.FormatFloat(c.Rows.At(c.walked(s), said.Column), 'f', c.Grids[said.Column].Decimals, 64)
	if s.Snap.Data.Levels > 0 {
		return "grey " + v
	}
	return v
}

// nextText names a number.
func (c *codingMade) nextText(s *Scene, said code.Said) string {
	if shape := s.Snap.Stack.Shape; shape.IsImage() {
		at := said.Column % shape.Positions()
		return fmt.Sprintf("line %d, place %d", at/shape.Width+1, at%shape.Width+1)
	}
	return s.Snap.Data.Columns[said.Column]
}

// drawShares draws how probable the coder holds all values, as columns, the one that comes
// in the ink of the flow and above a mark.
func drawShares(g *plot.Grid, r plot.Rect, s *Scene, said code.Said) {
	width := min(r.W/len(said.Shares), 3)
	if width < 1 || r.H < 2 {
		return
	}
	top := 0.0
	for _, v := range said.Shares {
		top = max(top, v)
	}
	h := min(r.H-1, 8)
	for k, v := range said.Shares {
		style, w := s.Theme.Target, max(width-1, 1)
		if k == said.Part {
			style = s.Theme.Image
			g.Text(r.X+k*width+(w-1)/2, r.Y+h, 1, "▲", style)
		}
		drawColumn(g, plot.Rect{X: r.X + k*width, Y: r.Y, W: w, H: h}, s.Glyphs, v/top, style, s.Theme.Faint)
	}
}

// drawColumn fills a share of a rectangle from below, by halves of cells.
func drawColumn(g *plot.Grid, r plot.Rect, glyphs plot.Glyphs, share float64, style, faint plot.Style) {
	full, half, floor := "█", "▄", "▁"
	if glyphs == plot.ASCII {
		full, half, floor = "#", "=", "_"
	}
	halves := int(math.Round(share * float64(2*r.H)))
	if halves == 0 {
		halves, half, style = 1, floor, faint
	}
	for y := range (halves + 1) / 2 {
		glyph := full
		if y == halves/2 {
			glyph = half
		}
		for x := range r.W {
			g.Text(r.X+x, r.Y+r.H-1-y, 1, glyph, style)
		}
	}
}
