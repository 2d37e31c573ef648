package tui

import (
	"math"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/theme"
)

// A colorWheel gives every point of the base a hue: by its direction from the
// middle of the base, or on a line by how much of the base lies below it. The
// zero colorWheel is that of the normal distribution.
type colorWheel struct {
	middle [2]float64
	sorted []float64 // base samples, on a line
}

// newColorWheel returns the colorWheel for the base that drew z, in two columns. The
// middle is that of the quartiles to the nearest half, as draws tell it only
// roughly: ½ for uniform numbers, 0 for most others.
func newColorWheel(s *model.Snapshot, z *ad.Mat, axes [2]int) colorWheel {
	var c colorWheel
	if _, normal := s.Base.(flows.Normal); normal || z.Rows == 0 {
		return c
	}
	for i, axis := range axes {
		sorted := slices.Sorted(slices.Values(z.Col(axis)))
		n := len(sorted)
		c.middle[i] = math.Round(sorted[n/4]+sorted[n*3/4]) / 2
		if z.Cols == 1 {
			c.sorted = sorted
		}
	}
	return c
}

// hues returns the hues of points in two columns, of which the second does not
// count on a line.
func (c colorWheel) hues(x, y []float64, dim int) []uint8 {
	hue := make([]uint8, len(x))
	for i, v := range x {
		switch {
		case dim > 1:
			hue[i] = angleHue(v-c.middle[0], y[i]-c.middle[1])
		case c.sorted != nil:
			at, _ := slices.BinarySearch(c.sorted, v)
			hue[i] = uint8(min(at*theme.Hues/len(c.sorted), theme.Hues-1))
		default:
			hue[i] = quantileHue(v)
		}
	}
	return hue
}
