package figure

import (
	"fmt"
	"image/color"

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
// with both sides of each column alone on the diagonal.
func drawPairs(p *paper, s *model.Snapshot) {
	c := newCloud(s)
	n := min(s.Stack.Dim, mostPairs)
	a, first := p.newPlot("", "", ""), ""
	if s.Stack.Dim > n {
		first = fmt.Sprintf(" (the first %d of %d columns)", n, s.Stack.Dim)
	}
	a.Legend.Add("data: above, and grey"+first, marked{target})
	a.Legend.Add("samples of the flow: below, and in colour", marked{paint(look.Image)})
	rest := p.under(a.Legend, 0)
	for row := range n {
		for col := range n {
			drawPair(rest.tile(col, row, n, n), s.Data.Columns, c, col, row)
		}
	}
}

// drawPair draws one field of the square.
func drawPair(p *paper, names []string, c cloud, x, y int) {
	a := p.newPlot("", "", "")
	span(&a.X, padded(cells.FitRange(c.data.Col(x), inside)))
	a.X.Tick.Marker, a.Y.Tick.Marker = p.ticks(3), p.ticks(3)
	if x == y {
		a.X.Label.Text = names[x]
		ground, over := histogram(a, c.data.Col(x), heapBins/2), histogram(a, c.x.Col(x), heapBins/2)
		ground.FillColor, ground.LineStyle.Width = color.Gray{0xda}, 0
		over.LineStyle.Color, over.LineStyle.Width = paint(look.Image), thin
		a.Y.Min, a.Y.Max = 0, highest(ground, over)
		put(a, ground, over)
		noTicks(&a.Y)
	} else {
		span(&a.Y, padded(cells.FitRange(c.data.Col(y), inside)))
		side, colour := c.x, paint(look.Image)
		if x > y {
			side, colour = c.data, target
		}
		dots(a, points(side.Col(x), side.Col(y)), colour, pointSize/2)
	}
	a.Draw(p.Canvas)
}
