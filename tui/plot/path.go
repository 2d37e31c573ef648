package plot

import "math"

// Path joins the points (xs[i], ys[i]) in their order by lines in a class: a warped lattice, the trail of a point. It
// breaks at points that are not finite, which are counted as skipped, and is cut at the edge of the view.
func (s *Scatter) Path(class int, xs, ys []float64) {
	s.check(class, len(xs), len(ys))
	pen := [2]int{-1, -1}
	for i := range xs {
		if !finite(xs[i]) || !finite(ys[i]) {
			s.Skipped++
			continue
		}
		if i == 0 || !finite(xs[i-1]) || !finite(ys[i-1]) {
			continue
		}
		x0, y0 := s.dots(xs[i-1], ys[i-1])
		x1, y1 := s.dots(xs[i], ys[i])
		pen = s.segment(class, pen, x0, y0, x1, y1)
	}
}

// Dotted sets dots of a class along the path through the points, so many dots apart: a line that is told from a solid
// one without colour. It breaks where Path does.
func (s *Scatter) Dotted(class int, xs, ys []float64, apart float64) {
	s.check(class, len(xs), len(ys))
	apart = max(apart, 1)
	left := 0.0 // to go until the next dot
	for i := range xs {
		if i == 0 || !finite(xs[i-1]) || !finite(ys[i-1]) || !finite(xs[i]) || !finite(ys[i]) {
			continue
		}
		x0, y0 := s.dots(xs[i-1], ys[i-1])
		x1, y1 := s.dots(xs[i], ys[i])
		long := math.Hypot(x1-x0, y1-y0)
		if !(long < 100*(s.across+s.down)) { // far outside on at least one side
			continue
		}
		for ; left <= long && long > 0; left += apart {
			x, y := x0+left/long*(x1-x0), y0+left/long*(y1-y0)
			if x >= 0 && x < s.across && y >= 0 && y < s.down {
				s.dot(class, int(x), int(y))
			}
		}
		left -= long
	}
}

func (s *Scatter) dots(x, y float64) (fx, fy float64) {
	return (x - s.view.XMin) * s.toX, (s.view.YMax - y) * s.toY
}

// segment draws the part of a line that lies in the picture, by Liang and Barsky, "A new concept and method for line
// clipping" (1984), and returns the dot it ends at. The ends are in dots, and pen is the dot drawn before.
func (s *Scatter) segment(class int, pen [2]int, x0, y0, x1, y1 float64) [2]int {
	dx, dy := x1-x0, y1-y0
	if !finite(dx) || !finite(dy) || s.across == 0 || s.down == 0 {
		return pen
	}
	if x0 >= 0 && x0 <= s.across && y0 >= 0 && y0 <= s.down && x1 >= 0 && x1 <= s.across && y1 >= 0 && y1 <= s.down { // as most
		end := s.nearest(x0+dx, y0+dy)
		if start := s.nearest(x0, y0); start != pen || end != pen {
			s.line(class, pen, start, end)
		}
		return end
	}
	from, to := 0.0, 1.0
	for _, edge := range [4][2]float64{{-dx, x0}, {dx, s.across - x0}, {-dy, y0}, {dy, s.down - y0}} {
		p, q := edge[0], edge[1]
		switch {
		case p == 0 && q < 0:
			return pen
		case p < 0:
			from = max(from, q/p)
		case p > 0:
			to = min(to, q/p)
		}
	}
	if from > to {
		return pen
	}
	end := s.nearest(x0+to*dx, y0+to*dy)
	s.line(class, pen, s.nearest(x0+from*dx, y0+from*dy), end)
	return end
}

// nearest returns the dot of a place in the picture, its far edges included.
func (s *Scatter) nearest(x, y float64) [2]int {
	return [2]int{int(min(max(x, 0), s.across-1)), int(min(max(y, 0), s.down-1))}
}

// line sets the dots from a to b, by Bresenham, "Algorithm for computer control of a digital plotter" (1965). A start at
// the pen is not set again, or the joints of a path would count twice in ASCII.
func (s *Scatter) line(class int, pen, a, b [2]int) {
	dx, dy := abs(b[0]-a[0]), -abs(b[1]-a[1])
	sx, sy := sign(b[0]-a[0]), sign(b[1]-a[1])
	miss := dx + dy
	for {
		if a != pen {
			s.dot(class, a[0], a[1])
		}
		if a == b {
			return
		}
		twice := 2 * miss
		if twice >= dy {
			miss += dy
			a[0] += sx
		}
		if twice <= dx {
			miss += dx
			a[1] += sy
		}
	}
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
