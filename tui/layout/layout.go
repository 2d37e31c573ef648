// Package layout cuts the screen into panes: pure arithmetic on rectangles.
// Arrange takes the size of the terminal and a Wish, what a person chose to
// see, and returns a Layout, a rectangle for everything on the screen. It
// draws nothing and knows nothing of flows.
package layout

import "bijou/tui/plot"

// A Pane is a part of the screen with a number of its own.
type Pane int

const (
	None Pane = iota
	Flow
	Train
	Data
	Base
	Samples
	Loss
	Probe // while a point is probed
	PaneCount
)

// A Class is a way to arrange the panes.
type Class int

const (
	TooSmall Class = iota
	Tiny           // status and a sparkline
	Small          // one pane at a time, with tabs
	Medium         // flow and one of train and data at the left, plots at the right
	Wide           // all panes
)

// LeastSize is the least size of each class.
var LeastSize = [...]struct{ W, H int }{Tiny: {20, 4}, Small: {32, 10}, Medium: {72, 18}, Wide: {104, 30}}

// Slack is how far below its least size a class holds on once it is there, so
// that a window dragged across the limit does not flicker between two screens.
// The limits of tiny are hard: less does not fit.
const Slack = 2

// classFor returns the class of a window, given the class it has now.
func classFor(w, h int, now Class) Class {
	for c := Wide; c > TooSmall; c-- {
		least := LeastSize[c]
		if c <= now && c > Tiny {
			least.W -= Slack
			least.H -= Slack
		}
		if w >= least.W && h >= least.H {
			return c
		}
	}
	return TooSmall
}

// PlotView says which plots are on the screen.
type PlotView int

const (
	BothPlots PlotView = iota
	SamplePlot
	BasePlot
)

// A Wish is what a person chose to see.
type Wish struct {
	Focus Pane
	Zoom  bool     // the focused pane has the screen to itself
	Plots PlotView // in the classes that have more than one pane
	Lower Pane     // trainPane or dataPane, where only one has room
	Probe bool     // a point is probed
	Under Pane     // lossPane or probePane, where only one has room
	Strip int      // rows at the foot for a lesson
	Shift Shifts   // how far the borders were moved
}

// A Shift is how many cells the border beside the flow stands further to the right, and the
// one below the plots further down, than by itself.
type Shift struct{ Right, Down int }

// Shifts are those of each class.
type Shifts [Wide + 1]Shift

// A Layout is a rectangle for everything on the screen. A pane without area is
// hidden. Rectangles of panes include their frames.
type Layout struct {
	Class  Class
	Screen plot.Rect
	Status plot.Rect
	Tabs   plot.Rect // of class small
	Spark  plot.Rect // the loss where it has no pane
	Strip  plot.Rect // of a lesson
	Foot   plot.Rect
	Panes  [PaneCount]plot.Rect
}

// Arrange computes the layout of a w×h screen.
func Arrange(w, h int, now Class, want Wish) Layout {
	l := Layout{Class: classFor(w, h, now), Screen: plot.Rect{W: w, H: h}}
	switch l.Class {
	case TooSmall:
		return l
	case Tiny:
		l.placeTiny()
		return l
	case Small:
		l.placeSmall(want)
		return l
	}
	l.Status = plot.Rect{W: w, H: 1}
	l.Foot = plot.Rect{Y: h - 1, W: w, H: 1}
	l.Strip = plot.Rect{Y: h - 1 - want.Strip, W: w, H: want.Strip}
	body := plot.Rect{Y: 1, W: w, H: h - 2 - want.Strip}
	switch {
	case want.Zoom:
		l.Panes[want.Focus] = body
	case l.Class == Medium:
		l.placeMedium(body, want)
	default:
		l.placeWide(body, want)
	}
	return l
}

func (l *Layout) placeTiny() {
	w, h := l.Screen.W, l.Screen.H
	l.Status = plot.Rect{W: w, H: 2}
	l.Spark = plot.Rect{Y: 2, W: w, H: h - 3}
	l.Foot = plot.Rect{Y: h - 1, W: w, H: 1}
}

// leastPane is what a lesson leaves of the one pane of a small screen.
const leastPane = 3

func (l *Layout) placeSmall(want Wish) {
	w, h := l.Screen.W, l.Screen.H
	l.Status = plot.Rect{W: w, H: 2}
	l.Spark = plot.Rect{Y: 2, W: w, H: 1}
	l.Tabs = plot.Rect{Y: 3, W: w, H: 1}
	l.Foot = plot.Rect{Y: h - 1, W: w, H: 1}
	strip := min(want.Strip, h-5-leastPane)
	l.Strip = plot.Rect{Y: h - 1 - strip, W: w, H: strip}
	l.Panes[want.Focus] = plot.Rect{Y: 4, W: w, H: h - 5 - strip}
}

func (l *Layout) placeMedium(body plot.Rect, want Wish) {
	shift := want.Shift[Medium]
	left, right := SplitX(body, moved(plot.Clamp(body.W*34/100, 26, 34), shift.Right, leastSide, body.W-leastPlots))
	flow, lower := SplitY(left, body.H-plot.Clamp(body.H*38/100, 6, 13))
	l.Panes[Flow], l.Panes[want.Lower] = flow, lower
	plots, loss := SplitY(right, moved(body.H-plot.Clamp(body.H*38/100, 6, 14), shift.Down, leastHeight, body.H-leastHeight))
	l.placeUnder(loss, want)
	l.placePlots(plots, want.Plots)
}

func (l *Layout) placeWide(body plot.Rect, want Wish) {
	shift := want.Shift[Wide]
	left, right := SplitX(body, moved(plot.Clamp(body.W*27/100, 30, 44), shift.Right, leastSide, body.W-leastPlots))
	data := plot.Clamp(body.H*16/100, 5, 8)
	train := plot.Clamp(body.H*24/100, 7, 13)
	flow, rest := SplitY(left, body.H-train-data)
	l.Panes[Flow] = flow
	l.Panes[Train], l.Panes[Data] = SplitY(rest, train)
	plots, loss := SplitY(right, moved(body.H-plot.Clamp(body.H*32/100, 8, 20), shift.Down, leastHeight, body.H-leastHeight))
	l.placeUnder(loss, want)
	l.placePlots(plots, want.Plots)
}

// What a border that is moved leaves on either side.
const (
	leastSide   = 22
	leastPlots  = 40
	leastHeight = 6
)

// moved is where a border stands that was shifted; by itself it stays where it is.
func moved(at, by, least, most int) int {
	if by == 0 {
		return at
	}
	return plot.Clamp(at+by, min(least, at), max(most, at))
}

// A Border is one that can be moved.
type Border int

// The borders.
const (
	NoBorder  Border = iota
	SideLine         // between the flow and the plots
	UnderLine        // between the plots and what lies below
)

// BorderAt returns the border at a cell of the screen.
func (l *Layout) BorderAt(x, y int) Border {
	flow, under := l.Panes[Flow], l.Panes[Loss]
	if under.W == 0 {
		under = l.Panes[Probe]
	}
	switch {
	case !l.Framed() || !l.Visible(Flow) || under.W == 0 || y < flow.Y || y >= l.Foot.Y:
		return NoBorder
	case x == flow.W-1 || x == flow.W:
		return SideLine
	case x > flow.W && (y == under.Y || y == under.Y-1):
		return UnderLine
	}
	return NoBorder
}

// Border returns where a border is: the column or row behind it.
func (l *Layout) Border(b Border) int {
	if b == SideLine {
		return l.Panes[Flow].W
	}
	if l.Visible(Loss) {
		return l.Panes[Loss].Y
	}
	return l.Panes[Probe].Y
}

// The heights that two panes need to share the place of the NLL.
const (
	probeHeight   = 6
	leastSharedBy = 5 + probeHeight
)

// placeUnder gives r to the NLL, and while a point is probed to that as well, or to
// the one of them that is wanted. The plots above stay where they are: what was
// clicked must not move.
func (l *Layout) placeUnder(r plot.Rect, want Wish) {
	switch {
	case want.Probe && r.H >= leastSharedBy:
		l.Panes[Loss], l.Panes[Probe] = SplitY(r, r.H-max(probeHeight, r.H/2))
	case want.Probe && want.Under == Probe:
		l.Panes[Probe] = r
	default:
		l.Panes[Loss] = r
	}
}

// placePlots gives r to one plot, or to both: beside each other or one above the
// other, whichever leaves the larger squares. A cell is twice as high as wide.
func (l *Layout) placePlots(r plot.Rect, want PlotView) {
	switch want {
	case SamplePlot:
		l.Panes[Samples] = r
	case BasePlot:
		l.Panes[Base] = r
	default:
		if min(r.W/2, 2*r.H) >= min(r.W, r.H) {
			l.Panes[Base], l.Panes[Samples] = SplitX(r, r.W/2)
		} else {
			l.Panes[Base], l.Panes[Samples] = SplitY(r, r.H/2)
		}
	}
}

// Visible tells whether the pane is on the screen.
func (l *Layout) Visible(p Pane) bool { return l.Panes[p].W > 0 && l.Panes[p].H > 0 }

// Framed tells whether the panes have a frame around them.
func (l *Layout) Framed() bool { return l.Class >= Medium }

// At returns the pane at a cell of the screen, noPane outside of all.
func (l *Layout) At(x, y int) Pane {
	for p := Flow; p < PaneCount; p++ {
		if l.Panes[p].Contains(x, y) {
			return p
		}
	}
	return None
}

// SplitX cuts a rectangle into a left part of the given width and the rest.
func SplitX(r plot.Rect, w int) (left, right plot.Rect) {
	w = plot.Clamp(w, 0, r.W)
	return plot.Rect{X: r.X, Y: r.Y, W: w, H: r.H}, plot.Rect{X: r.X + w, Y: r.Y, W: r.W - w, H: r.H}
}

// SplitY cuts a rectangle into an upper part of the given height and the rest.
func SplitY(r plot.Rect, h int) (upper, lower plot.Rect) {
	h = plot.Clamp(h, 0, r.H)
	return plot.Rect{X: r.X, Y: r.Y, W: r.W, H: h}, plot.Rect{X: r.X, Y: r.Y + h, W: r.W, H: r.H - h}
}
