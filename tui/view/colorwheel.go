package view

import (
	"math"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/theme"
)

// A ColorWheel gives every point of the base a hue: by its direction from the
// middle of the base, or on a line by how much of the base lies below it. The
// zero ColorWheel is that of the normal distribution.
type ColorWheel struct {
	Middle [2]float64
	Sorted []float64 // base samples, on a line
}

// NewColorWheel returns the ColorWheel for the base that drew z, in two columns. The
// middle is that of the quartiles to the nearest half, as draws tell it only
// NewColorWheel: ½ for uniform numbers, 0 for most others.
func NewColorWheel(s *model.Snapshot, z *ad.Mat, axes [2]int) ColorWheel {
	var c ColorWheel
	if _, normal := s.Base.(flows.Normal); normal || z.Rows == 0 {
		return c
	}
	for i, axis := range axes {
		sorted := slices.Sorted(slices.Values(z.Col(axis)))
		n := len(sorted)
		c.Middle[i] = math.Round(sorted[n/4]+sorted[n*3/4]) / 2
		if z.Cols == 1 {
			c.Sorted = sorted
		}
	}
	return c
}

// Hues returns the hues of points in two columns, of which the second does not
// count on a line.
func (c ColorWheel) Hues(x, y []float64, dim int) []uint8 {
	hue := make([]uint8, len(x))
	for i, v := range x {
		switch {
		case dim > 1:
			hue[i] = AngleHue(v-c.Middle[0], y[i]-c.Middle[1])
		case c.Sorted != nil:
			at, _ := slices.BinarySearch(c.Sorted, v)
			hue[i] = uint8(min(at*theme.Hues/len(c.Sorted), theme.Hues-1))
		default:
			hue[i] = QuantileHue(v)
		}
	}
	return hue
}
