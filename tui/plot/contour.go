package plot

// A Segment is a piece of a line between two places of a field, in columns and rows, of which the middle of the first
// number is 0, 0.
type Segment struct{ X0, Y0, X1, Y1 float64 }

// Contours finds where a field has each of some values: the straight pieces between the middles of four neighbours, by
// marching squares (Lorensen and Cline 1987, in the plane), in one pass over the squares, of which most are cut by none.
// Where opposite corners are above, the mean of all four tells what is joined. Squares with a number that is not finite
// are left out.
func (f Field) Contours(levels []float64, draw func(level int, s Segment)) {
	for row := 0; row+1 < f.Rows; row++ {
		upper, lower := f.Values[row*f.Cols:][:f.Cols], f.Values[(row+1)*f.Cols:][:f.Cols]
		for col := 0; col+1 < f.Cols; col++ {
			v := [4]float64{upper[col], upper[col+1], lower[col+1], lower[col]}
			lo, hi := min(v[0], v[1], v[2], v[3]), max(v[0], v[1], v[2], v[3])
			if !finite(lo) || !finite(hi) {
				continue
			}
			for k, level := range levels {
				if lo < level && level <= hi {
					cutSquare(float64(col), float64(row), &v, level, func(s Segment) { draw(k, s) })
				}
			}
		}
	}
}

// corners are those of a square, in turn.
var corners = [4][2]float64{{0, 0}, {1, 0}, {1, 1}, {0, 1}}

// cutSquare draws the pieces in one square, which has corners on both sides of the level.
func cutSquare(x, y float64, v *[4]float64, level float64, draw func(Segment)) {
	var cuts [4][2]float64 // in turn
	n := 0
	for k := range 4 {
		a, b := v[k], v[(k+1)%4]
		if (a >= level) == (b >= level) {
			continue
		}
		t, from, to := (level-a)/(b-a), corners[k], corners[(k+1)%4]
		cuts[n] = [2]float64{x + from[0] + t*(to[0]-from[0]), y + from[1] + t*(to[1]-from[1])}
		n++
	}
	join := func(a, b int) { draw(Segment{cuts[a][0], cuts[a][1], cuts[b][0], cuts[b][1]}) }
	if n == 2 {
		join(0, 1)
		return
	}
	mean := (v[0] + v[1] + v[2] + v[3]) / 4
	if (v[0] >= level) != (mean >= level) { // each piece cuts off a corner: those that differ from the middle
		join(3, 0)
		join(1, 2)
	} else {
		join(0, 1)
		join(2, 3)
	}
}
