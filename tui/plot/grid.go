package plot

// Rect is a rectangle of cells; X, Y is its top left one.
type Rect struct{ X, Y, W, H int }

// Inner returns the rectangle inside a frame of one cell, never of negative size.
func (r Rect) Inner() Rect {
	return Rect{r.X + 1, r.Y + 1, max(r.W-2, 0), max(r.H-2, 0)}
}

// Contains reports whether the cell x, y lies in the rectangle.
func (r Rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// clip returns the part of r inside s, the zero Rect if there is none.
func (r Rect) clip(s Rect) Rect {
	x, y := max(r.X, s.X), max(r.Y, s.Y)
	w, h := min(r.X+r.W, s.X+s.W)-x, min(r.Y+r.H, s.Y+s.H)-y
	if w <= 0 || h <= 0 {
		return Rect{}
	}
	return Rect{x, y, w, h}
}

// Grid is a picture of W×H cells, row after row. Whatever is drawn outside is dropped.
type Grid struct {
	W, H  int
	Cells []Cell
}

// NewGrid returns a blank grid.
func NewGrid(w, h int) *Grid {
	g := &Grid{}
	g.Resize(w, h)
	return g
}

// Resize makes the grid a blank one of w×h cells; a negative size counts as 0. It keeps the memory it has.
func (g *Grid) Resize(w, h int) {
	g.W, g.H = max(w, 0), max(h, 0)
	if n := g.W * g.H; n <= cap(g.Cells) {
		g.Cells = g.Cells[:n]
		clear(g.Cells)
	} else {
		g.Cells = make([]Cell, n)
	}
}

// Bounds returns the whole grid as a rectangle.
func (g *Grid) Bounds() Rect { return Rect{0, 0, g.W, g.H} }

// Clear blanks every cell.
func (g *Grid) Clear() { clear(g.Cells) }

// At returns the cell at x, y; outside it is blank.
func (g *Grid) At(x, y int) Cell {
	if x < 0 || x >= g.W || y < 0 || y >= g.H {
		return Cell{}
	}
	return g.Cells[y*g.W+x]
}

// Set puts a cell at x, y. Its rune must be one column wide.
func (g *Grid) Set(x, y int, c Cell) {
	if x >= 0 && x < g.W && y >= 0 && y < g.H {
		g.Cells[y*g.W+x] = c
	}
}

// over puts a rune on a cell and keeps the background below unless the style has its own.
func (g *Grid) over(x, y int, r rune, s Style) {
	if x < 0 || x >= g.W || y < 0 || y >= g.H {
		return
	}
	c := &g.Cells[y*g.W+x]
	if s.BG == None {
		s.BG = c.BG
	}
	*c = Cell{r, s}
}

// Fill puts the same cell everywhere in r.
func (g *Grid) Fill(r Rect, c Cell) {
	r = r.clip(g.Bounds())
	for y := r.Y; y < r.Y+r.H; y++ {
		row := g.Cells[y*g.W+r.X:][:r.W]
		for i := range row {
			row[i] = c
		}
	}
}

// Text writes s from x, y to the right over at most w columns and returns how many it took. A character that would
// not take exactly one column is written as a question mark.
func (g *Grid) Text(x, y, w int, s string, st Style) int {
	n := 0
	for _, r := range s {
		if n >= w {
			break
		}
		g.over(x+n, y, narrow(r), st)
		n++
	}
	return n
}

// TextRight writes s so that it ends at the last of w columns from x, y; what is too long loses its end.
func (g *Grid) TextRight(x, y, w int, s string, st Style) {
	shift := max(w-Width(s), 0)
	g.Text(x+shift, y, w-shift, s, st)
}

// Spans writes the spans one after the other over at most w columns and returns how many they took.
func (g *Grid) Spans(x, y, w int, spans ...Span) int {
	n := 0
	for _, s := range spans {
		n += g.Text(x+n, y, w-n, s.Text, s.Style)
	}
	return n
}

// Restyle gives every cell in r the style that f makes of its own: for a dimmed background, a selected row.
func (g *Grid) Restyle(r Rect, f func(Style) Style) {
	r = r.clip(g.Bounds())
	for y := r.Y; y < r.Y+r.H; y++ {
		row := g.Cells[y*g.W+r.X:][:r.W]
		for i := range row {
			row[i].Style = f(row[i].Style)
		}
	}
}

// Blit copies src onto the grid with its top left cell at x, y.
func (g *Grid) Blit(src *Grid, x, y int) {
	r := Rect{x, y, src.W, src.H}.clip(g.Bounds())
	for row := r.Y; row < r.Y+r.H; row++ {
		copy(g.Cells[row*g.W+r.X:][:r.W], src.Cells[(row-y)*src.W+r.X-x:])
	}
}
