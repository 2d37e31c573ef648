package plot

import (
	"math"
	"strings"
)

// Axes are the two axes of a picture of curves, with round numbers on them. As in [LossChart] the numbers of the
// horizontal axis stand on the axis itself, to save a row, and those of the vertical one have a fixed width, so that
// nothing moves when they change. A small picture goes without the vertical axis, a tiny one without both.
type Axes struct {
	Glyphs      Glyphs
	Axis, Label Style
}

// The least sizes of pictures that have room for axes.
const (
	axesMinW, axesMinH = 24, 5 // both
	axisMinW, axisMinH = 8, 3  // the horizontal one
	axesWidth          = 4     // of the numbers beside the vertical axis
)

// Inside returns the part of r that the axes leave to the curves.
func (a *Axes) Inside(r Rect) Rect {
	if r.W >= axesMinW && r.H >= axesMinH {
		r.X, r.W = r.X+axesWidth+1, r.W-axesWidth-1
	}
	if r.W >= axisMinW && r.H >= axisMinH {
		r.H--
	}
	return r
}

// Draw draws the axes of a view along the edge of r.
func (a *Axes) Draw(g *Grid, r Rect, v View) {
	in := a.Inside(r)
	if in.X > r.X {
		a.vertical(g, r, in, v)
	}
	if in.H < r.H {
		a.horizontal(g, in, v)
	}
	if in.X > r.X && in.H < r.H {
		g.Set(in.X-1, in.Y+in.H, Cell{a.Glyphs.pick('└', '+'), a.Axis})
	}
}

func (a *Axes) vertical(g *Grid, r, in Rect, v View) {
	for y := range in.H {
		g.Set(in.X-1, in.Y+y, Cell{a.Glyphs.pick('│', '|'), a.Axis})
	}
	ticks := Ticks(v.YMin, v.YMax, max(in.H/4, 1))
	for _, t := range ticks {
		_, y, ok := v.Cell(in.W, in.H, (v.XMin+v.XMax)/2, t)
		if !ok {
			continue
		}
		g.Set(in.X-1, in.Y+y, Cell{a.Glyphs.pick('┤', '+'), a.Axis})
		g.Text(r.X, in.Y+y, axesWidth, Fixed(t, axesWidth, stepDecimals(ticks), a.Glyphs), a.Label)
	}
}

func (a *Axes) horizontal(g *Grid, in Rect, v View) {
	y := in.Y + in.H
	g.Fill(Rect{in.X, y, in.W, 1}, Cell{a.Glyphs.pick('─', '-'), a.Axis})
	ticks := Ticks(v.XMin, v.XMax, max(in.W/6, 1))
	for i, t := range ticks {
		x, _, ok := v.Cell(in.W, in.H, t, (v.YMin+v.YMax)/2)
		if !ok {
			continue
		}
		text := strings.TrimLeft(Fixed(t, 10, stepDecimals(ticks), a.Glyphs), " ")
		room := in.W - x - 1
		if i+1 < len(ticks) {
			if next, _, ok := v.Cell(in.W, in.H, ticks[i+1], (v.YMin+v.YMax)/2); ok {
				room = min(room, next-x-1)
			}
		}
		g.Set(in.X+x, y, Cell{a.Glyphs.pick('┴', '+'), a.Axis})
		if Width(text) <= room {
			g.Text(in.X+x+1, y, room, text, a.Label)
		}
	}
}

// stepDecimals is how many decimals tell the ticks apart.
func stepDecimals(ticks []float64) int {
	switch len(ticks) {
	case 0:
		return 0
	case 1:
		if ticks[0] == 0 {
			return 0
		}
		return tickDecimals(math.Abs(ticks[0]))
	}
	return tickDecimals(ticks[1] - ticks[0])
}
