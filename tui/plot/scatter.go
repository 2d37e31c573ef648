package plot

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// MaxClasses is the largest number of classes in one scatter.
const MaxClasses = 16

// Class is how the points of one kind look. A ground class is what the others are compared with, the data under the
// model: see [Scatter].
type Class struct {
	Style  Style
	Ground bool
}

// Scatter is a raster of points and lines. Each cell keeps the dots of each class; it is drawn with all of them
// together, in the style of the class that has most dots there, and on a tie in that of the later class.
//
// Data and model must differ by more than colour, so a ground class is not drawn in dots. Where it has more dots in a
// cell than all other classes, by more than chance, the cell gets a mark instead, "·" for up to two dots and "+" for
// more; elsewhere it does not show. So dots always mean model, on any terminal, and a mark means data that the model
// does not reach yet: at the start they trace the shape of the data through the cloud, and as the model fits they
// vanish. (Marks only in cells without any model hide the data under a thin cloud; marks by plain majority never
// settle.) The comparison is fair for as many points of the ground as of the others. To see all of the data, draw it as
// a class like any other.
//
// In ASCII the mark tells how many points a cell holds, on a fixed logarithmic ramp .:+*#@ so that frames compare; if
// there is a ground class it takes . and : and the others start at +.
//
// Set Glyphs and Classes, then for each frame Reset, Add…, Draw.
type Scatter struct {
	Glyphs  Glyphs
	Classes []Class

	// Skipped counts the points since Reset that were not finite, Outside those beyond the view.
	Skipped, Outside int

	view   View
	w, h   int
	across float64  // dots
	down   float64  // dots
	toX    float64  // dots per unit
	toY    float64  // dots per unit
	cells  []uint16 // w·h cells × classes: a mask of dots, or in ASCII a count
	seen   []uint16 // w·h cells: the classes present
}

// Reset forgets all points and sets the size in cells and the view.
func (s *Scatter) Reset(w, h int, v View) {
	if len(s.Classes) > MaxClasses {
		panic(fmt.Sprintf("plot: %d classes in a scatter, at most %d", len(s.Classes), MaxClasses))
	}
	s.w, s.h, s.view = max(w, 0), max(h, 0), v
	s.Skipped, s.Outside = 0, 0
	a, d := s.Glyphs.Dots()
	s.across, s.down = float64(a*s.w), float64(d*s.h)
	s.toX, s.toY = s.across/v.width(), s.down/v.height()
	if !v.valid() {
		s.across = 0 // every point is outside
	}
	s.cells = zeroed(s.cells, s.w*s.h*len(s.Classes))
	s.seen = zeroed(s.seen, s.w*s.h)
}

// zeroed returns n zeros, in the memory of buf if it is large enough.
func zeroed(buf []uint16, n int) []uint16 {
	if n > cap(buf) {
		return make([]uint16, n)
	}
	buf = buf[:n]
	clear(buf)
	return buf
}

// Add adds the points (xs[i], ys[i]) to a class.
func (s *Scatter) Add(class int, xs, ys []float64) {
	s.check(class, len(xs), len(ys))
	for i, x := range xs {
		s.point(class, x, ys[i])
	}
}

// AddEach adds the points (xs[i], ys[i]), each to the class classes[i].
func (s *Scatter) AddEach(classes []uint8, xs, ys []float64) {
	s.check(0, len(xs), len(ys))
	s.check(0, len(xs), len(classes))
	for i, x := range xs {
		if int(classes[i]) >= len(s.Classes) {
			s.check(int(classes[i]), 0, 0)
		}
		s.point(int(classes[i]), x, ys[i])
	}
}

func (s *Scatter) check(class, nx, ny int) {
	if class < 0 || class >= len(s.Classes) {
		panic(fmt.Sprintf("plot: class %d of a scatter with %d", class, len(s.Classes)))
	}
	if nx != ny {
		panic(fmt.Sprintf("plot: columns of %d and %d points", nx, ny))
	}
}

func (s *Scatter) point(class int, x, y float64) {
	fx, fy := (x-s.view.XMin)*s.toX, (s.view.YMax-y)*s.toY
	if fx >= 0 && fx < s.across && fy >= 0 && fy < s.down {
		s.dot(class, int(fx), int(fy))
		return
	}
	if finite(x) && finite(y) {
		s.Outside++
	} else {
		s.Skipped++
	}
}

// dot sets the dot at column x, row y, which lies in the picture.
func (s *Scatter) dot(class, x, y int) {
	var cell int
	var bit uint16
	switch s.Glyphs {
	case Braille:
		cell, bit = (y>>2)*s.w+x>>1, brailleDot[y&3][x&1]
	case Blocks:
		cell, bit = (y>>1)*s.w+x>>1, 1<<(y&1<<1|x&1)
	default:
		cell = y*s.w + x
	}
	at := &s.cells[cell*len(s.Classes)+class]
	if bit != 0 {
		*at |= bit
	} else if *at < math.MaxUint16 {
		*at++
	}
	s.seen[cell] |= 1 << class
}

// Draw draws the points onto the grid with the picture's top left cell at x, y. Cells without points are left as they
// are and the others keep their background, so a scatter can lie over a heat map.
func (s *Scatter) Draw(g *Grid, x, y int) {
	grounded := slices.ContainsFunc(s.Classes, func(c Class) bool { return c.Ground })
	for i, classes := range s.seen {
		if classes == 0 {
			continue
		}
		front, ground := s.tally(s.cells[i*len(s.Classes):][:len(s.Classes)], classes)
		r, class := s.glyph(front, grounded), front.class
		if ground.exceeds(front) {
			r, class = s.mark(ground), ground.class
		}
		g.over(x+i%s.w, y+i/s.w, r, s.Classes[class].Style)
	}
}

// tally is what one cell holds of some classes: all their dots, how many these are, and the class that has most.
type tally struct {
	dots           uint16
	n, class, most int
}

// exceeds reports whether t has more dots by more than chance: two counts of the same thing differ by about the root of
// their sum.
func (t tally) exceeds(u tally) bool {
	more := t.n - u.n
	return u.n == 0 || more > 0 && more*more > t.n+u.n
}

// tally counts a cell in which the given set of classes is present, ground classes apart from the others.
func (s *Scatter) tally(cell []uint16, classes uint16) (front, ground tally) {
	for ; classes != 0; classes &= classes - 1 {
		k := bits.TrailingZeros16(classes)
		t := &front
		if s.Classes[k].Ground {
			t = &ground
		}
		if n := s.count(cell[k]); n >= t.most {
			t.most, t.class = n, k
		}
		if s.Glyphs == ASCII {
			t.dots += min(cell[k], math.MaxUint16-t.dots)
		} else {
			t.dots |= cell[k]
		}
	}
	front.n, ground.n = s.count(front.dots), s.count(ground.dots)
	return front, ground
}

// count returns how many dots a class has in a cell.
func (s *Scatter) count(dots uint16) int {
	if s.Glyphs == ASCII {
		return int(dots)
	}
	return bits.OnesCount16(dots)
}

// glyph returns the character of a cell of the model.
func (s *Scatter) glyph(t tally, grounded bool) rune {
	switch s.Glyphs {
	case Braille:
		return brailleBase + rune(t.dots)
	case Blocks:
		return quadrants[t.dots]
	}
	step := max(min(bits.Len16(t.dots), 6)-1, 0) // one for each doubling of the number of points
	if grounded {
		return rune("++**#@"[step])
	}
	return rune(".:+*#@"[step])
}

// mark returns the character of a cell of the ground.
func (s *Scatter) mark(t tally) rune {
	if t.n > 2 {
		return s.Glyphs.pick('+', ':')
	}
	return s.Glyphs.pick('·', '.')
}
