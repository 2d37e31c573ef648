package figure

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"

	"bijou/model"
	cells "bijou/tui/plot"
)

// mostPairs is how many columns fit on a page.
const mostPairs = 8

func canPairs(s *model.Snapshot) string {
	if why := notWhole(s); why != "" {
		return why
	}
	if s.Stack.Dim < 2 {
		return "one column has no pairs; samples shows it"
	}
	return ""
}

func pairsSize(s *model.Snapshot) Size {
	side := float64(24*min(s.Stack.Dim, mostPairs) + 16)
	return Size{side, side}
}

// drawPairs draws every pair of columns, samples below the diagonal and data above it,
// with both sides of each column alone on the diagonal, all over the same axes.
func drawPairs(p *paper, s *model.Snapshot) {
	c := newCloud(s)
	n := min(s.Stack.Dim, mostPairs)
	a, first := p.newPlot("", "", ""), ""
	if s.Stack.Dim > n {
		first = fmt.Sprintf(" (the first %d of %d columns)", n, s.Stack.Dim)
	}
	a.Legend.Add("data (above the diagonal, and grey)"+first, marked{target})
	a.Legend.Add("samples of the flow (below it, and in colour)", marked{paint(look.Image)})
	rest, fields := p.under(a.Legend, 0), make([][]*plot.Plot, n)
	for row := range n {
		for col := range n {
			fields[row] = append(fields[row], p.pair(s.Data.Columns, c, col, row, n))
		}
	}
	tiles := draw.Tiles{Rows: n, Cols: n, PadX: margin, PadY: margin}
	for row, places := range plot.Align(fields, tiles, rest.Canvas) {
		for col, at := range places {
			fields[row][col].Draw(at)
		}
	}
}

// pair makes one field of the square: names and numbers stand at its left and lower sides.
func (p *paper) pair(names []string, c cloud, x, y, n int) *plot.Plot {
	a := p.newPlot("", "", "")
	span(&a.X, padded(cells.FitRange(c.data.Col(x), inside)))
	a.X.Tick.Marker, a.Y.Tick.Marker = p.ticks(3), p.ticks(3)
	if y == n-1 {
		a.X.Label.Text = names[x]
	} else {
		a.X.Tick.Marker = bare(p.ticks(3))
	}
	if x == 0 {
		a.Y.Label.Text = names[y]
	} else {
		a.Y.Tick.Marker = bare(p.ticks(3))
	}
	if x == y {
		heaps(a, c.data.Col(x), c.x.Col(x), heapBins/2)
		noTicks(&a.Y)
	} else {
		span(&a.Y, padded(cells.FitRange(c.data.Col(y), inside)))
		side, colour := c.x, paint(look.Image)
		if x > y {
			side, colour = c.data, target
		}
		dots(a, points(side.Col(x), side.Col(y)), colour, pointSize/2)
	}
	return a
}
