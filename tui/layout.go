package tui

import "bijou/tui/plot"

// A pane is a part of the screen with a number of its own.
type pane int

const (
	noPane pane = iota
	flowPane
	trainPane
	dataPane
	basePane
	samplePane
	lossPane
	probePane // while a point is probed
	paneCount
)

// A class is a way to arrange the panes.
type class int

const (
	tooSmall class = iota
	tiny           // status and a sparkline
	small          // one pane at a time, with tabs
	medium         // flow and one of train and data at the left, plots at the right
	wide           // all panes
)

// The least size of each class.
var leastSize = [...]struct{ w, h int }{tiny: {20, 4}, small: {32, 10}, medium: {72, 18}, wide: {104, 30}}

// slack is how far below its least size a class holds on once it is there, so
// that a window dragged across the limit does not flicker between two screens.
// The limits of tiny are hard: less does not fit.
const slack = 2

// classFor returns the class of a window, given the class it has now.
func classFor(w, h int, now class) class {
	for c := wide; c > tooSmall; c-- {
		least := leastSize[c]
		if c <= now && c > tiny {
			least.w -= slack
			least.h -= slack
		}
		if w >= least.w && h >= least.h {
			return c
		}
	}
	return tooSmall
}

// plotView says which plots are on the screen.
type plotView int

const (
	bothPlots plotView = iota
	samplePlot
	basePlot
)

// A wish is what a person chose to see.
type wish struct {
	focus pane
	zoom  bool     // the focused pane has the screen to itself
	plots plotView // in the classes that have more than one pane
	lower pane     // trainPane or dataPane, where only one has room
	probe bool     // a point is probed
	under pane     // lossPane or probePane, where only one has room
}

// A layout is a rectangle for everything on the screen. A pane without area is
// hidden. Rectangles of panes include their frames.
type layout struct {
	class  class
	screen plot.Rect
	status plot.Rect
	tabs   plot.Rect // of class small
	spark  plot.Rect // the loss where it has no pane
	foot   plot.Rect
	panes  [paneCount]plot.Rect
}

// arrange computes the layout of a w×h screen.
func arrange(w, h int, now class, want wish) layout {
	l := layout{class: classFor(w, h, now), screen: plot.Rect{W: w, H: h}}
	switch l.class {
	case tooSmall:
		return l
	case tiny:
		l.tiny()
		return l
	case small:
		l.small(want)
		return l
	}
	l.status = plot.Rect{W: w, H: 1}
	l.foot = plot.Rect{Y: h - 1, W: w, H: 1}
	body := plot.Rect{Y: 1, W: w, H: h - 2}
	switch {
	case want.zoom:
		l.panes[want.focus] = body
	case l.class == medium:
		l.medium(body, want)
	default:
		l.wide(body, want)
	}
	return l
}

func (l *layout) tiny() {
	w, h := l.screen.W, l.screen.H
	l.status = plot.Rect{W: w, H: 2}
	l.spark = plot.Rect{Y: 2, W: w, H: h - 3}
	l.foot = plot.Rect{Y: h - 1, W: w, H: 1}
}

func (l *layout) small(want wish) {
	w, h := l.screen.W, l.screen.H
	l.status = plot.Rect{W: w, H: 2}
	l.spark = plot.Rect{Y: 2, W: w, H: 1}
	l.tabs = plot.Rect{Y: 3, W: w, H: 1}
	l.foot = plot.Rect{Y: h - 1, W: w, H: 1}
	l.panes[want.focus] = plot.Rect{Y: 4, W: w, H: h - 5}
}

func (l *layout) medium(body plot.Rect, want wish) {
	left, right := splitX(body, clamp(body.W*34/100, 26, 34))
	flow, lower := splitY(left, body.H-clamp(body.H*38/100, 6, 13))
	l.panes[flowPane], l.panes[want.lower] = flow, lower
	plots, loss := splitY(right, body.H-clamp(body.H*38/100, 6, 14))
	l.under(loss, want)
	l.plots(plots, want.plots)
}

func (l *layout) wide(body plot.Rect, want wish) {
	left, right := splitX(body, clamp(body.W*27/100, 30, 44))
	data := clamp(body.H*16/100, 5, 8)
	train := clamp(body.H*24/100, 7, 13)
	flow, rest := splitY(left, body.H-train-data)
	l.panes[flowPane] = flow
	l.panes[trainPane], l.panes[dataPane] = splitY(rest, train)
	plots, loss := splitY(right, body.H-clamp(body.H*32/100, 8, 20))
	l.under(loss, want)
	l.plots(plots, want.plots)
}

// The heights that two panes need to share the place of the NLL.
const (
	probeHeight   = 6
	leastSharedBy = 5 + probeHeight
)

// under gives r to the NLL, and while a point is probed to that as well, or to
// the one of them that is wanted. The plots above stay where they are: what was
// clicked must not move.
func (l *layout) under(r plot.Rect, want wish) {
	switch {
	case want.probe && r.H >= leastSharedBy:
		l.panes[lossPane], l.panes[probePane] = splitY(r, r.H-max(probeHeight, r.H/2))
	case want.probe && want.under == probePane:
		l.panes[probePane] = r
	default:
		l.panes[lossPane] = r
	}
}

// plots gives r to one plot, or to both: beside each other or one above the
// other, whichever leaves the larger squares. A cell is twice as high as wide.
func (l *layout) plots(r plot.Rect, want plotView) {
	switch want {
	case samplePlot:
		l.panes[samplePane] = r
	case basePlot:
		l.panes[basePane] = r
	default:
		if min(r.W/2, 2*r.H) >= min(r.W, r.H) {
			l.panes[basePane], l.panes[samplePane] = splitX(r, r.W/2)
		} else {
			l.panes[basePane], l.panes[samplePane] = splitY(r, r.H/2)
		}
	}
}

// visible tells whether the pane is on the screen.
func (l *layout) visible(p pane) bool { return l.panes[p].W > 0 && l.panes[p].H > 0 }

// framed tells whether the panes have a frame around them.
func (l *layout) framed() bool { return l.class >= medium }

// at returns the pane at a cell of the screen, noPane outside of all.
func (l *layout) at(x, y int) pane {
	for p := flowPane; p < paneCount; p++ {
		if l.panes[p].Contains(x, y) {
			return p
		}
	}
	return noPane
}

// splitX cuts a rectangle into a left part of the given width and the rest.
func splitX(r plot.Rect, w int) (left, right plot.Rect) {
	w = clamp(w, 0, r.W)
	return plot.Rect{X: r.X, Y: r.Y, W: w, H: r.H}, plot.Rect{X: r.X + w, Y: r.Y, W: r.W - w, H: r.H}
}

// splitY cuts a rectangle into an upper part of the given height and the rest.
func splitY(r plot.Rect, h int) (upper, lower plot.Rect) {
	h = clamp(h, 0, r.H)
	return plot.Rect{X: r.X, Y: r.Y, W: r.W, H: h}, plot.Rect{X: r.X, Y: r.Y + h, W: r.W, H: r.H - h}
}

func clamp(v, low, high int) int { return max(low, min(v, high)) }
