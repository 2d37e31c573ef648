package tui

import (
	"math"
	"slices"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/tui/job"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// probeView is a point that a person follows through the flow, while the wish
// has one. It is held at a place: what is learnt moves it everywhere else.
type probeView struct {
	at    screen.Selection
	point []float64 // standardised
	moves int       // how often it was moved
	like  int       // the test point from which it has the columns that are not shown, −1 for none

	result  *probed // nil before the first
	rank    *rank
	probes  job.Worker
	ranking job.Worker
}

// toggleProbe takes a point of the data, or the middle of the base if that has
// the focus, or ends the probe.
func (a *App) toggleProbe() tea.Cmd {
	if a.Want.Probe {
		return a.endProbe()
	}
	to := layout.Samples
	if a.Want.Focus == layout.Base && a.pin == nil {
		to = layout.Base
		a.putProbe(screen.BaseRow, make([]float64, a.Snap.Stack.Dim), -1)
	} else {
		a.putProbe(screen.DataRow, a.Snap.Data.Test.Row(nil, 0), 0)
	}
	return tea.Batch(a.focus(to), a.Say("a point of "+[]string{"the base", "the data"}[to-layout.Base]+": arrows move it, or click; esc ends it"))
}

// putProbe puts the point at a place. The NLL makes room for what it says.
func (a *App) putProbe(at screen.Selection, point []float64, like int) {
	v := &a.probe
	v.at, v.point, v.like = at, point, like
	v.moves++
	if !a.Want.Probe {
		a.Want.Probe, a.Want.Under = true, layout.Probe
		a.Arrange()
	}
}

func (a *App) endProbe() tea.Cmd {
	a.dropProbe()
	return a.Say("the point is gone; i probes another")
}

func (a *App) dropProbe() {
	if !a.Want.Probe {
		return
	}
	a.Want.Probe, a.Want.Under, a.probe.result = false, layout.Loss, nil
	if a.Want.Focus == layout.Probe {
		a.Want.Focus = layout.Samples
	}
	a.Arrange()
}

func (a *App) noProbe() string {
	if !a.Want.Probe {
		return "no point is probed; i takes one, or a click into 4 or 5"
	}
	return ""
}

func (a *App) isOnALine() string {
	if a.Snap != nil && a.Snap.Stack.Dim == 1 {
		return "there is one column: left and right are all the ways"
	}
	return ""
}

// probing tells whether the keys move the point in the plot that has the focus.
func (a *App) probing() bool {
	return a.Want.Probe && a.Want.Focus >= layout.Base && a.Want.Focus <= layout.Samples
}

// heldAt is the number of layers between the base and where the point is held.
func (a *App) heldAt() int {
	row, _ := screen.RowOf(a.probe.at, a.Snap.Stack)
	return min(row, len(a.Snap.Stack.Layers))
}

// probed returns what the flow that is shown makes of the point, nil as long as
// that is not known.
func (a *App) probed() *probed {
	r := a.probe.result
	if !a.Want.Probe || r == nil || !r.version.SameFlow(view.VersionOf(a.Snap)) {
		return nil
	}
	return r
}

// probeAt returns the point behind layer k, nil if that is not known.
func (a *App) probeAt(k int) []float64 {
	switch r := a.probed(); {
	case a.Want.Probe && k == a.heldAt():
		return a.probe.point
	case r != nil:
		return r.At[k]
	}
	return nil
}

// probeShown returns the point in the batch that the data side shows.
func (a *App) probeShown() []float64 {
	m := a.moment()
	if m == 0 {
		return a.probeAt(a.Depth())
	}
	if r := a.probed(); r != nil && r.way != nil {
		return r.way[r.stops[a.Depth()]+m]
	}
	return nil
}

// moveProbe moves the point by half cells of the plot that has the focus, or of
// the one it was moved in last, at the depth that this shows.
func (a *App) moveProbe(dx, dy int) tea.Cmd {
	side, k := &a.plots.sample, a.Depth()
	if a.pin == nil && (a.Want.Focus == layout.Base || a.Want.Focus == layout.Probe && a.probe.at == screen.BaseRow) {
		side, k = &a.plots.base, 0
	}
	at := slices.Clone(a.probeAt(k))
	if at == nil || !allNumbers(at) {
		return a.Warn("the point has no place here that could be moved; a click takes another")
	}
	v, axes, own, r := side.shown, a.plots.axes, view.Units{Mean: 0, SD: 1}, plot.Rect{W: side.viewport.w, H: side.viewport.h}
	if len(at) == 1 {
		own, r, dy = view.OwnUnits(a.Snap, k), new(plot.Axes).Inside(r), 0
	}
	at[axes[0]] += float64(dx) * (v.XMax - v.XMin) / float64(2*max(r.W, 1)) / own.SD
	at[axes[1]] += float64(dy) * (v.YMax - v.YMin) / float64(2*max(r.H, 1))
	like := -1
	if k == a.heldAt() {
		like = a.probe.like
	}
	a.putProbe(a.placeBehind(k), at, like)
	return nil
}

// placeBehind is where a point is held that is moved behind layer k.
func (a *App) placeBehind(k int) screen.Selection {
	if k == len(a.Snap.Stack.Layers) {
		return screen.DataRow
	}
	return screen.SelectionAt(k, a.Snap.Stack)
}

// clickPlot probes the point under the mouse.
func (a *App) clickPlot(p layout.Pane, cx, cy int) tea.Cmd {
	if p == layout.Base && a.pin != nil {
		return nil // A is another flow
	}
	side, k, r := &a.plots.sample, a.Depth(), a.Inside(p)
	if p == layout.Base {
		side, k = &a.plots.base, 0
	}
	if !a.Layout.Framed() {
		r.H--
	}
	if a.Snap.Stack.Dim == 1 {
		r = new(plot.Axes).Inside(r)
	}
	if !r.Contains(cx, cy) || a.pictures.cloud == nil {
		return nil
	}
	x, y := side.shown.Point(r.W, r.H, cx-r.X, cy-r.Y)
	point, like := a.through(k, x, y)
	a.putProbe(a.placeBehind(k), point, like)
	return a.expose()
}

// through returns a point behind layer k with the given coordinates in the
// columns shown. The others are those of the nearest test point at the data;
// elsewhere they stay as they were.
func (a *App) through(k int, x, y float64) (point []float64, like int) {
	dim, axes := a.Snap.Stack.Dim, a.plots.axes
	if dim == 1 {
		own := view.OwnUnits(a.Snap, k)
		return []float64{(x - own.Mean) / own.SD}, -1
	}
	point, like = make([]float64, dim), -1
	switch at := a.probeAt(k); {
	case dim > 2 && k == len(a.Snap.Stack.Layers):
		like = nearest(a.Snap.Data.Test, axes, x, y)
		point = a.Snap.Data.Test.Row(nil, like)
	case at != nil && allNumbers(at):
		copy(point, at)
	}
	point[axes[0]], point[axes[1]] = x, y
	return point, like
}

// nearest returns the row of m that is nearest to a point in two columns.
func nearest(m *ad.Mat, axes [2]int, x, y float64) int {
	best, at := math.Inf(1), 0
	for i := range m.Rows {
		if d := math.Hypot(m.At(i, axes[0])-x, m.At(i, axes[1])-y); d < best {
			best, at = d, i
		}
	}
	return at
}

func allNumbers(v []float64) bool {
	return !slices.ContainsFunc(v, func(x float64) bool { return x-x != 0 })
}
