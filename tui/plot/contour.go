package plot

import "math"

// A Segment is a piece of a line between two places of a field, in columns and rows, of which the middle of the first
// number is 0, 0.
type Segment struct{ X0, Y0, X1, Y1 float64 }

// Contour returns where a field has a value: the straight pieces between the middles of four neighbours, by marching
// squares (Lorensen and Cline 1987, in the plane). Where opposite corners are above, the mean of all four tells what is
// joined. Squares with a number that is not finite are left out.
func (f Field) Contour(level float64) []Segment {
	var list []Segment
	for row := 0; row+1 < f.Rows; row++ {
		for col := 0; col+1 < f.Cols; col++ {
			at := row*f.Cols + col
			list = appendSquare(list, float64(col), float64(row), [4]float64{f.Values[at], f.Values[at+1], f.Values[at+f.Cols+1], f.Values[at+f.Cols]}, level)
		}
	}
	return list
}

// corners are those of a square, in turn.
var corners = [4][2]float64{{0, 0}, {1, 0}, {1, 1}, {0, 1}}

// appendSquare adds the pieces in one square.
func appendSquare(list []Segment, x, y float64, v [4]float64, level float64) []Segment {
	above := v[0] >= level
	if above == (v[1] >= level) && above == (v[2] >= level) && above == (v[3] >= level) {
		return list // as most
	}
	mean := 0.0
	for _, c := range v {
		if math.IsNaN(c) || math.IsInf(c, 0) {
			return list
		}
		mean += c / 4
	}
	var cuts [][2]float64 // in turn
	for k := range 4 {
		a, b := v[k], v[(k+1)%4]
		if (a >= level) == (b >= level) {
			continue
		}
		t, from, to := (level-a)/(b-a), corners[k], corners[(k+1)%4]
		cuts = append(cuts, [2]float64{x + from[0] + t*(to[0]-from[0]), y + from[1] + t*(to[1]-from[1])})
	}
	join := func(a, b int) {
		list = append(list, Segment{cuts[a][0], cuts[a][1], cuts[b][0], cuts[b][1]})
	}
	switch len(cuts) {
	case 2:
		join(0, 1)
	case 4: // each piece cuts off a corner: those that differ from the middle
		if (v[0] >= level) != (mean >= level) {
			join(3, 0)
			join(1, 2)
		} else {
			join(0, 1)
			join(2, 3)
		}
	}
	return list
}
