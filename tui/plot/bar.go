package plot

import "math"

// Bar draws a signed number as a horizontal bar from an axis: to the left what is negative, to the right what is
// positive, in eighths of a cell. Left and Right are the columns on either side of the axis, which takes one itself;
// Full is the number whose bar has the length of the longer side. A bar that does not fit ends in an arrow head.
//
// In ASCII the bar is made of - or + signs, a whole one for each half cell or more.
type Bar struct {
	Glyphs                   Glyphs
	Left, Right              int
	Full                     float64
	Negative, Positive, Axis Style
}

// Width returns the columns the bar takes.
func (b *Bar) Width() int { return max(b.Left, 0) + 1 + max(b.Right, 0) }

// Draw draws v with the bar's first column at x, y. NaN shows as a question mark on the axis.
func (b *Bar) Draw(g *Grid, x, y int, v float64) {
	axis := x + max(b.Left, 0)
	g.over(axis, y, b.Glyphs.pick('│', '|'), b.Axis)
	switch {
	case math.IsNaN(v):
		g.over(axis, y, '?', b.Axis)
	case v < 0:
		b.left(g, axis, y, b.cells(-v))
	case v > 0:
		b.right(g, axis, y, b.cells(v))
	}
}

// cells returns the length of |v| in cells, to the nearest eighth and never less than one eighth.
func (b *Bar) cells(v float64) float64 {
	if !(b.Full > 0) || math.IsInf(b.Full, 1) {
		return 0
	}
	long := float64(max(b.Left, b.Right, 0))
	return max(math.Round(8*min(v/b.Full*long, long+1))/8, 0.125)
}

func (b *Bar) right(g *Grid, axis, y int, length float64) {
	for i := range b.Right {
		part := min(max(length-float64(i), 0), 1)
		if r := b.block(part, '+'); r != ' ' {
			g.over(axis+1+i, y, r, b.Positive)
		}
	}
	if length > float64(b.Right) && b.Right > 0 {
		g.Set(axis+b.Right, y, Cell{'>', b.Positive.With(Reverse)})
	}
}

// left draws the same to the other side. There are no blocks that grow from the right: the rest of the cell is drawn
// in reverse.
func (b *Bar) left(g *Grid, axis, y int, length float64) {
	for i := range b.Left {
		part := min(max(length-float64(i), 0), 1)
		style := b.Negative
		r := b.block(part, '-')
		if b.Glyphs != ASCII && part > 0 && part < 1 {
			r, style = b.block(1-part, '-'), style.With(Reverse)
		}
		if r != ' ' {
			g.over(axis-1-i, y, r, style)
		}
	}
	if length > float64(b.Left) && b.Left > 0 {
		g.Set(axis-b.Left, y, Cell{'<', b.Negative.With(Reverse)})
	}
}

// block returns a cell of which a part is filled from the left.
func (b *Bar) block(part float64, ascii rune) rune {
	if b.Glyphs != ASCII {
		return leftEighths[int(math.Round(8*part))]
	}
	if part >= 0.5 {
		return ascii
	}
	return ' '
}
