package plot

// Histogram fills the columns of a picture up to how densely values lie there: a quiet ground for curves.
//
// With a background in Fill whole cells are painted in it, so that a curve drawn over them keeps it, and the top of a
// column is a block of eighths in the same colour. Without one, columns are shaded characters in Fill.
type Histogram struct {
	Glyphs Glyphs
	Fill   Style
}

// perBin is how many values a bin should hold on average; scarcer ones get wider bins.
const perBin = 12

// Draw draws the histogram of values across a view into r. The heights are those of a density: the area of all
// columns together is the share of the finite values that lies in the view.
func (h *Histogram) Draw(g *Grid, r Rect, v View, values []float64) {
	if r.W <= 0 || r.H <= 0 || !v.valid() {
		return
	}
	heights, every := h.heights(r.W, v, values)
	for x := range r.W {
		h.rise(g, r, v, x, heights[x/every])
	}
}

// Density draws a density that is known in every column of r.
func (h *Histogram) Density(g *Grid, r Rect, v View, at []float64) {
	if r.W <= 0 || r.H <= 0 || !v.valid() {
		return
	}
	for x, p := range at {
		h.rise(g, r, v, x, p)
	}
}

// rise fills a column up to a density.
func (h *Histogram) rise(g *Grid, r Rect, v View, x int, density float64) {
	if top := (density - v.YMin) / v.height() * float64(r.H); top > 0 {
		h.column(g, r, r.X+x, min(top, float64(r.H)))
	}
}

// heights returns the density in bins of so many columns.
func (h *Histogram) heights(w int, v View, values []float64) (heights []float64, every int) {
	n := 0
	for _, x := range values {
		if finite(x) {
			n++
		}
	}
	every = min(max((w*perBin+n-1)/max(n, 1), 1), 6)
	width := v.width() * float64(every) / float64(w)
	heights = make([]float64, (w+every-1)/every)
	for _, x := range values {
		if at := (x - v.XMin) / width; at >= 0 && at < float64(len(heights)) {
			heights[int(at)] += 1 / (float64(n) * width)
		}
	}
	return heights, every
}

// column fills a column from below to a height in cells.
func (h *Histogram) column(g *Grid, r Rect, x int, top float64) {
	for y := range r.H {
		eighths := int(8*min(max(top-float64(y), 0), 1) + 0.5)
		row := r.Y + r.H - 1 - y
		switch {
		case eighths == 0:
			return
		case h.Fill.BG == None || h.Glyphs == ASCII:
			if eighths >= 4 {
				g.Set(x, row, Cell{h.Glyphs.pick('░', ':'), Style{FG: h.Fill.FG, Attr: h.Fill.Attr}})
			}
		case eighths == 8:
			g.Set(x, row, Cell{' ', Style{BG: h.Fill.BG}})
		default:
			g.Set(x, row, Cell{lowerEighths[eighths], Ink(h.Fill.BG)})
		}
	}
}
