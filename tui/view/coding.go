package view

import (
	"fmt"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/code"
	"bijou/presets/systems"
	"bijou/tui/plot"
)

// coding draws what a coder makes of images held back: on the base side the images above
// the bits of their pixels, on the other the bytes of the file beside those of others.
type coding struct{}

func (coding) Name() string { return "coding" }
func (coding) About() string {
	return "images held back above the bits of their pixels, . writes one pixel by pixel; their file beside those of other coders"
}

func (coding) Can(s *model.Snapshot) string {
	if err := code.Check(s); err != nil {
		return "it is of runs whose data can be compressed, such as the recipe compress"
	}
	return ""
}
func (coding) Needs() Needs { return Needs{Sheet: true, Own: true} }
func (coding) Shows(variable string) string {
	if variable == "z" {
		return "bits"
	}
	return "bytes"
}

// A codingMade is a coding with its rivals; or why there is none.
type codingMade struct {
	*systems.Coding
	shares *ad.Mat // of the range of its column where a number lies
	rivals []systems.Rival
	failed error
}

// Make compresses the part held back.
func (coding) Make(s *model.Snapshot) any {
	c, err := systems.CodingOf(s)
	if err != nil {
		return &codingMade{failed: err}
	}
	shares := ad.New(c.Rows.Rows, c.Rows.Cols)
	for j, g := range c.Grids {
		for i, v := range c.Rows.Col(j) {
			shares.Set(i, j, float64(g.Level(v))/float64(max(g.Count-1, 1)))
		}
	}
	return &codingMade{Coding: c, shares: shares, rivals: c.Rivals()}
}

func (v coding) Draw(g *plot.Grid, r plot.Rect, _ *Canvas, s *Scene) {
	c, is := s.Made.(*codingMade)
	switch {
	case !is:
		waits(g, r, s, "compressing what was held back")
	case c.failed != nil:
		g.Text(r.X, r.Y, r.W, c.failed.Error(), s.Theme.Warn)
	case s.Base:
		v.drawBits(g, r, s, c)
	default:
		v.drawBytes(g, r, s, c)
	}
}

// waits says what a view is waiting for; nothing where it failed.
func waits(g *plot.Grid, r plot.Rect, s *Scene, what string) {
	if s.Made == nil {
		g.Text(r.X, r.Y, r.W, what, s.Theme.Dim)
	}
}

// What the brightest pixel of a map took, or more.
const (
	mostBits      = 6
	mostTableBits = 16 // of a table, whose numbers are wider
)

// drawBits draws lines of images with the bits of their pixels below.
func (coding) drawBits(g *plot.Grid, r plot.Rect, s *Scene, c *codingMade) {
	shape := s.Snap.Stack.Shape
	switch {
	case s.Walk.On:
		c.drawWalk(g, r, s, shape)
		return
	case !shape.IsImage():
		c.drawTable(g, r, s)
		return
	}
	t := sheet{Shape: shape}
	const fit = 2 // lines at least
	_, across := t.tile(shape, r, fit)
	across = max(across, 1)
	images, bits := imageHeat(s, 0, 1), imageHeat(s, 0, mostBits)
	for lo := 0; lo < c.Bits.Rows && lo < mostFound; lo += across {
		hi := min(lo+across, c.Bits.Rows)
		part := rowsOf(c.Bits, lo, hi)
		sum := 0.0
		for _, v := range part.Data {
			sum += v
		}
		t.Lines = append(t.Lines,
			sheetLine{fmt.Sprintf("images %d to %d of %d", lo+1, hi, c.Bits.Rows), rowsOf(c.shares, lo, hi), images},
			sheetLine{fmt.Sprintf("bits, %.1f each", sum/float64(hi-lo)), totals(part, shape), bits})
	}
	t.draw(g, r, s, fit)
}

// drawTable draws the rows of a table as lines, their columns from left to right: where a
// number lies in the range of its column, and beside it the bits that it takes.
func (c *codingMade) drawTable(g *plot.Grid, r plot.Rect, s *Scene) {
	rows := min(c.Rows.Rows, 2*(r.H-2))
	w := (r.W - 1) / 2
	if rows < 2 || w < 8 {
		return
	}
	sum := 0.0
	for _, v := range c.Bits.Data {
		sum += v
	}
	g.Text(r.X, r.Y, r.W, fitting(fmt.Sprintf("%d of %d rows", rows, c.Rows.Rows), r.W), s.Theme.Dim)
	shape := flows.Shape{Channels: 1, Height: rows, Width: c.Rows.Cols}
	for k, of := range []struct {
		name   string
		values *ad.Mat
		heat   plot.Heat
	}{{"values", c.shares, imageHeat(s, 0, 1)}, {fmt.Sprintf("bits, %.1f a row", sum/float64(c.Rows.Rows)), c.Bits, imageHeat(s, 0, mostTableBits)}} {
		at := plot.Rect{X: r.X + k*(w+1), Y: r.Y + 1, W: w, H: (rows + 1) / 2}
		g.Text(at.X, at.Y, at.W, fitting(of.name, at.W), s.Theme.Dim)
		var flat []float64
		for i := range rows {
			flat = append(flat, of.values.Row(nil, i)...)
		}
		at.Y++
		drawImage(g, at, of.heat, shape, flat)
	}
}

// totals adds the bits of the channels of a pixel and shares them out again, so that a map
// is grey.
func totals(bits *ad.Mat, shape flows.Shape) *ad.Mat {
	if shape.Channels == 1 {
		return bits
	}
	out, positions := ad.New(bits.Rows, bits.Cols), shape.Positions()
	for j := range bits.Cols {
		to := out.Col(j)
		for c := range shape.Channels {
			for i, v := range bits.Col(c*positions + j%positions) {
				to[i] += v / float64(shape.Channels)
			}
		}
	}
	return out
}

// drawBytes draws a bar for every coder and says what the file and the weights take.
func (coding) drawBytes(g *plot.Grid, r plot.Rect, s *Scene, c *codingMade) {
	t := s.Theme
	list := append(slices.Clone(c.rivals), systems.Rival{Name: "this flow", Bytes: float64(c.Bytes)}, systems.Rival{Name: "its entropy", Bytes: c.Entropy})
	slices.SortStableFunc(list[:len(c.rivals)], func(a, b systems.Rival) int { return int(b.Bytes - a.Bytes) })
	const name, number = 12, 9
	full := 0.0
	for _, rival := range list {
		full = max(full, rival.Bytes)
	}
	bar := plot.Bar{Glyphs: s.Glyphs, Right: max(r.W-name-number-1, 0), Full: full, Axis: t.Faint}
	gap := 0
	if r.H >= 2*len(list)+6 {
		gap = 1
	}
	y := r.Y
	for k, rival := range list {
		style := t.Dim
		if bar.Positive = t.Target; k >= len(c.rivals) {
			style, bar.Positive = t.Strong, t.Image
		}
		if y >= r.Y+r.H {
			return
		}
		g.Text(r.X, y, name, rival.Name, style)
		if bar.Right > 0 {
			bar.Draw(g, r.X+name, y, rival.Bytes)
		}
		g.TextRight(r.X, y, r.W, plot.Grouped(int(rival.Bytes+0.5), s.Glyphs), style)
		y += 1 + gap
	}
	y++
	for _, line := range c.lines(s, r.W) {
		if y >= r.Y+r.H {
			return
		}
		g.Text(r.X, y, r.W, fitting(line.Text, r.W), line.Style)
		y++
	}
}

// lines say what the file takes, with and without the weights, in so many columns.
func (c *codingMade) lines(s *Scene, room int) []plot.Span {
	t, n := s.Theme, func(v int) string { return plot.Grouped(v, s.Glyphs) }
	back := plot.Span{Text: "comes back byte by byte", Style: t.Good}
	if !c.Exact {
		back = plot.Span{Text: "it does not come back", Style: t.Bad}
	}
	what, rate := "bytes", 8*float64(c.Bytes)/float64(c.Numbers())
	if s.Snap.Data.Levels == 0 {
		what = "numbers"
	}
	size := fmt.Sprintf("%s %s, %.3f bits each", n(c.Numbers()), what, rate)
	if plot.Width(size) > room {
		size = fmt.Sprintf("%s at %.3f bits each", n(c.Numbers()), rate)
	}
	list := []plot.Span{
		{Text: size, Style: t.Dim},
		{Text: fmt.Sprintf("%.2f%% over its entropy", 100*(float64(c.Bytes)/c.Entropy-1)), Style: t.Dim},
		back,
		{Text: fmt.Sprintf("weights take %s more", n(c.Weights)), Style: t.Dim},
	}
	best := c.rivals[0]
	for _, r := range c.rivals {
		if r.Bytes < best.Bytes {
			best = r
		}
	}
	if files := c.Pays(best.Bytes); files > 0 {
		list = append(list, plot.Span{Text: fmt.Sprintf("pays from %s such files", n(files)), Style: t.Dim})
	}
	return list
}

// Legend tells the scale of bits, or what is compared.
func (coding) Legend(_ *Canvas, s *Scene, w int) []plot.Span {
	if !s.Base {
		return []plot.Span{{Text: "of the same file", Style: s.Theme.Dim}}
	}
	most := float64(mostBits)
	if s.Snap.Data.Levels == 0 {
		most = mostTableBits
	}
	return sheetLegend(imageHeat(s, 0, most), s, w, plot.Span{Text: " bits", Style: s.Theme.Dim})
}
