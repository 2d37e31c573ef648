package view

import (
	"bijou/flows"
	"bijou/flows/ad"
	"bijou/tui/plot"
)

// A sheet is images of one channel in lines, one below the other, each under a heading.
type sheet struct {
	Shape flows.Shape
	Lines []sheetLine
}

// A sheetLine is a line of images and how their numbers are drawn.
type sheetLine struct {
	Name   string
	Images *ad.Mat // n×P, the first ones are shown
	Heat   plot.Heat
}

// tile is the cells of an image such that so many lines fit with their headings, and at
// least four images across, if there is room; across is how many do.
func (sheet) tile(s flows.Shape, r plot.Rect, lines int) (tile plot.Rect, across int) {
	w, h := s.Width, (s.Height+1)/2
	times := max(1, min((r.W+1)/(4*(w+1)), (r.H/max(lines, 1)-1)/h))
	tile = plot.Rect{W: times * w, H: times * h}
	return tile, (r.W + 1) / (tile.W + 1)
}

// draw draws as many lines as there is room for.
func (t sheet) draw(g *plot.Grid, r plot.Rect, s *Scene, fit int) {
	tile, across := t.tile(t.Shape, r, fit)
	for _, line := range t.Lines {
		if r.H < 1+tile.H {
			return
		}
		g.Text(r.X, r.Y, r.W, fitting(line.Name, r.W), s.Theme.Dim)
		for i := range min(across, line.Images.Rows) {
			drawImage(g, plot.Rect{X: r.X + i*(tile.W+1), Y: r.Y + 1, W: tile.W, H: tile.H}, line.Heat, t.Shape, line.Images.Row(nil, i))
		}
		r.Y, r.H = r.Y+1+tile.H, r.H-1-tile.H
	}
}

// sheetLegend tells the scale of numbers and their unit, shorter where there is less room.
// It stands below where there is none beside the title.
func sheetLegend(heat plot.Heat, s *Scene, w int, unit ...plot.Span) []plot.Span {
	const few, many = 4, 8
	legend := append(heat.Legend(many, 0, s.Theme.Dim), unit...)
	if plot.SpansWidth(legend) > w {
		legend = append(heat.Legend(few, 0, s.Theme.Dim), unit...)
	}
	return legend
}
