package plot

import (
	"math"

	"github.com/NimbleMarkets/ntcharts/v2/canvas"
	"github.com/NimbleMarkets/ntcharts/v2/sparkline"
)

// Sparkline draws values as columns over the whole of r, on an ntcharts sparkline: each column is the mean of the
// values that fall into it, the lowest stands one eighth of a cell high and the highest fills r. A value that is not
// finite is a gap. Where there are fewer values than columns they stand at the right.
func Sparkline(g *Grid, r Rect, values []float64, style Style, glyphs Glyphs) {
	n := min(r.W, len(values))
	if n <= 0 || r.H <= 0 {
		return
	}
	means := squeeze(values, n)
	bounds := FitRange(means, 1)
	line := sparkline.New(r.W, r.H)
	line.AutoMaxValue = false
	line.SetMax(float64(r.H))
	for _, v := range means {
		line.Push(columnHeight(v, bounds, r.H))
	}
	line.DrawColumnsOnly()
	for y := range r.H {
		for x := range r.W {
			if c := line.Canvas.Cell(canvas.Point{X: x, Y: y}); c.Rune != 0 {
				g.over(r.X+x, r.Y+y, sparkGlyph(c.Rune, glyphs), style)
			}
		}
	}
}

// squeeze returns n ≤ len(values) means of successive parts; a part without finite values has the mean NaN.
func squeeze(values []float64, n int) []float64 {
	means := make([]float64, n)
	for i := range means {
		mean, count := math.NaN(), 0.0
		for _, v := range values[i*len(values)/n : (i+1)*len(values)/n] {
			if !finite(v) {
				continue
			}
			v = min(max(v, -limit), limit)
			if count++; count == 1 {
				mean = v
			} else {
				mean += (v - mean) / count
			}
		}
		means[i] = mean
	}
	return means
}

// columnHeight returns the height of v in cells of h, 0 for NaN: ntcharts would hang on it.
func columnHeight(v float64, bounds Range, h int) float64 {
	const least = 0.125
	switch {
	case math.IsNaN(v):
		return 0
	case bounds.Size() <= 1e-12*math.Abs(bounds.Hi): // all the same
		return max(float64(h)/2, least)
	}
	return least + (v-bounds.Lo)/bounds.Size()*(float64(h)-least)
}

// sparkGlyph turns a lower block into ASCII if need be.
func sparkGlyph(r rune, glyphs Glyphs) rune {
	if glyphs != ASCII || r < '▁' || r > '█' {
		return r
	}
	return rune("__..--=#"[r-'▁'])
}
