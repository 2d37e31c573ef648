package plot

// Frame is the border of a pane: light and rounded, or heavy when the pane has the focus, so that the focus shows
// without colour. Title stands left in the upper border, Note right in it, Foot left in the lower one.
type Frame struct {
	Glyphs            Glyphs
	Focused           bool
	Border            Style
	Title, Note, Foot []Span
}

// edges are the characters of a border.
type edges struct{ topLeft, topRight, bottomLeft, bottomRight, across, down rune }

func (f *Frame) edges() edges {
	switch {
	case f.Glyphs == ASCII && f.Focused:
		return edges{'#', '#', '#', '#', '=', '#'}
	case f.Glyphs == ASCII:
		return edges{'+', '+', '+', '+', '-', '|'}
	case f.Focused:
		return edges{'┏', '┓', '┗', '┛', '━', '┃'}
	}
	return edges{'╭', '╮', '╰', '╯', '─', '│'}
}

// Draw draws the border along the edge of r and leaves the inside alone. A note is left out when it does not fit
// beside the title; title and foot are cut.
func (f *Frame) Draw(g *Grid, r Rect) {
	if r.W <= 0 || r.H <= 0 {
		return
	}
	e := f.edges()
	right, bottom := r.X+r.W-1, r.Y+r.H-1
	g.Fill(Rect{r.X, r.Y, 1, r.H}, Cell{e.down, f.Border})
	g.Fill(Rect{right, r.Y, 1, r.H}, Cell{e.down, f.Border})
	g.Fill(Rect{r.X, bottom, r.W, 1}, Cell{e.across, f.Border})
	g.Fill(Rect{r.X, r.Y, r.W, 1}, Cell{e.across, f.Border})
	g.Set(r.X, bottom, Cell{e.bottomLeft, f.Border})
	g.Set(right, bottom, Cell{e.bottomRight, f.Border})
	g.Set(r.X, r.Y, Cell{e.topLeft, f.Border})
	g.Set(right, r.Y, Cell{e.topRight, f.Border})

	if r.H > 1 {
		f.label(g, r.X+2, bottom, r.W-4, f.Foot)
	}
	used := f.label(g, r.X+2, r.Y, r.W-4, f.Title)
	if n := SpansWidth(f.Note) + 2; len(f.Note) > 0 && used+n < r.W-4 {
		f.label(g, right-1-n, r.Y, n, f.Note)
	}
}

// label writes the spans between two spaces over at most w columns and returns how many it took.
func (f *Frame) label(g *Grid, x, y, w int, spans []Span) int {
	if len(spans) == 0 || w < 3 {
		return 0
	}
	n := g.Text(x, y, 1, " ", Style{})
	n += g.Spans(x+n, y, w-2, spans...)
	return n + g.Text(x+n, y, 1, " ", Style{})
}
