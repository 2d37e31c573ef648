package plot

import "math"

// View is the part of the plane that a picture shows. Y points up.
type View struct{ XMin, XMax, YMin, YMax float64 }

// A cell is about twice as high as wide; with this, circles look round.
const cellAspect = 2

// FitView returns a view for a picture of w×h cells that shows the points, with the same unit on both axes and a small
// margin. Far strays are left out, by the rule of [FitRange] on each axis. Points that are not finite do not count.
func FitView(w, h int, xs, ys []float64, q float64) View {
	return HoldView(w, h, FitRange(xs, q), FitRange(ys, q))
}

// HoldView returns the view of w×h cells, round where both axes have one unit, that holds two ranges.
func HoldView(w, h int, across, up Range) View {
	x, y := pad(across), pad(up)
	cols, rows := float64(max(w, 1)), float64(cellAspect*max(h, 1))
	unit := max(x.Size()/cols, y.Size()/rows)
	return centred((x.Lo+x.Hi)/2, (y.Lo+y.Hi)/2, unit*cols, unit*rows)
}

// pad adds a margin of a twentieth on each side; a single value becomes a range of 1.
func pad(r Range) Range {
	margin := r.Size() / 20
	if r.Size() <= 1e-12*math.Abs(r.Hi) {
		margin = max(math.Abs(r.Hi)/10, 0.5)
	}
	return Range{r.Lo - margin, r.Hi + margin}
}

// SquareView returns the view of w×h cells, round the origin, that holds the square [-a, a]².
func SquareView(w, h int, a float64) View {
	cols, rows := float64(max(w, 1)), float64(cellAspect*max(h, 1))
	unit := 2 * a / min(cols, rows)
	return centred(0, 0, unit*cols, unit*rows)
}

func centred(x, y, w, h float64) View {
	return View{x - w/2, x + w/2, y - h/2, y + h/2}
}

func (v View) valid() bool {
	return Range{v.XMin, v.XMax}.valid() && Range{v.YMin, v.YMax}.valid()
}

func (v View) width() float64  { return v.XMax - v.XMin }
func (v View) height() float64 { return v.YMax - v.YMin }

// Steady returns the view to draw now, when v was drawn before and next would fit the points: v as long as it holds
// next without being more than twice as wide, else next with some room to grow. So the picture stands still while its
// points move, and rescales in steps. A next of another shape, after a resize, always takes over.
func (v View) Steady(next View) View {
	if !next.valid() {
		return v
	}
	same := math.Abs(v.height()*next.width()-next.height()*v.width()) < 1e-6*v.height()*next.width()
	if v.valid() && same && v.contains(next) && v.width() <= 2*next.width() {
		return v
	}
	const room = 1.1
	return next.Zoom(1/room, (next.XMin+next.XMax)/2, (next.YMin+next.YMax)/2)
}

func (v View) contains(u View) bool {
	return v.XMin <= u.XMin && u.XMax <= v.XMax && v.YMin <= u.YMin && u.YMax <= v.YMax
}

// Zoom returns the view magnified by a factor about the point x, y, which stays where it is.
func (v View) Zoom(factor, x, y float64) View {
	return View{x + (v.XMin-x)/factor, x + (v.XMax-x)/factor, y + (v.YMin-y)/factor, y + (v.YMax-y)/factor}
}

// Cell returns the cell of a w×h picture in which the point lies, and whether it lies in the picture at all.
func (v View) Cell(w, h int, x, y float64) (cx, cy int, ok bool) {
	fx := (x - v.XMin) / v.width() * float64(w)
	fy := (v.YMax - y) / v.height() * float64(h)
	if !(fx >= 0 && fx < float64(w) && fy >= 0 && fy < float64(h)) || !v.valid() {
		return 0, 0, false
	}
	return int(fx), int(fy), true
}

// Point returns the point in the middle of a cell of a w×h picture.
func (v View) Point(w, h, cx, cy int) (x, y float64) {
	return v.XMin + (float64(cx)+0.5)/float64(max(w, 1))*v.width(),
		v.YMax - (float64(cy)+0.5)/float64(max(h, 1))*v.height()
}
