package pane

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

// Probe is a point that a person follows through the flow, while the wish
// has one. It is held at a place: what is learnt moves it everywhere else.
type Probe struct {
	*screen.State
	plots *Plots

	At    screen.Selection
	Point []float64 // standardised
	moves int       // how often it was moved
	like  int       // the test point from which it has the columns that are not shown, −1 for none

	result  *probed // nil before the first
	rank    *rank
	probes  job.Worker
	ranking job.Worker
}

// ToggleProbe takes a point of the data, or the middle of the base if that has
// the focus, or ends the probe.
func (o *Probe) ToggleProbe() tea.Cmd {
	if o.Want.Probe {
		return o.EndProbe()
	}
	o.ChooseCondition()
	to := layout.Samples
	if o.Want.Focus == layout.Base && o.plots.Compare.Run == nil {
		to = layout.Base
		o.PutProbe(screen.BaseRow, make([]float64, o.Snap.Stack.Dim), -1)
	} else {
		o.PutProbe(screen.DataRow, o.Snap.Data.Val.Row(nil, 0), 0)
	}
	o.Focus(to)
	return o.Say("a point of " + []string{"the base", "the data"}[to-layout.Base] + ": arrows move it, or click; esc ends it")
}

// PutProbe puts the point at a place. The NLL makes room for what it says.
func (o *Probe) PutProbe(at screen.Selection, point []float64, like int) {
	v := o
	v.At, v.Point, v.like = at, point, like
	v.moves++
	if !o.Want.Probe {
		o.Want.Probe, o.Want.Under = true, layout.Probe
		o.Arrange()
	}
}

func (o *Probe) EndProbe() tea.Cmd {
	o.DropProbe()
	return o.Say("the point is gone; i probes another")
}

func (o *Probe) DropProbe() {
	if !o.Want.Probe {
		return
	}
	o.Want.Probe, o.Want.Under, o.result = false, layout.Loss, nil
	if o.Want.Focus == layout.Probe {
		o.Want.Focus = layout.Samples
	}
	o.Arrange()
}

func (o *Probe) NoProbe() string {
	if !o.Want.Probe {
		return "no point is probed; i takes one, or a click into 4 or 5"
	}
	return ""
}

func (o *Probe) IsOnALine() string {
	if o.Snap != nil && view.OneColumn(o.Snap) {
		return "there is one column: left and right are all the ways"
	}
	return ""
}

// Probing tells whether the keys move the point in the plot that has the focus.
func (o *Probe) Probing() bool {
	return o.Want.Probe && o.Want.Focus >= layout.Base && o.Want.Focus <= layout.Samples
}

// HeldAt is the number of layers between the base and where the point is held.
func (o *Probe) HeldAt() int {
	row, _ := screen.RowOf(o.At, o.Snap.Stack)
	return min(row, len(o.Snap.Stack.Layers))
}

// Probed returns what the flow that is shown makes of the point, nil as long as
// that is not known.
func (o *Probe) Probed() *probed {
	r := o.result
	if !o.Want.Probe || r == nil || !r.Version.SameFlow(view.VersionOf(o.Snap)) {
		return nil
	}
	return r
}

// ProbeAt returns the point behind layer k, nil if that is not known.
func (o *Probe) ProbeAt(k int) []float64 {
	switch r := o.Probed(); {
	case o.Want.Probe && k == o.HeldAt():
		return o.Point
	case r != nil:
		return r.At[k]
	}
	return nil
}

// ProbeShown returns the point in the batch that the data side shows.
func (o *Probe) ProbeShown() []float64 {
	m := o.plots.Path.MomentShown()
	if m == 0 {
		return o.ProbeAt(o.Depth())
	}
	if r := o.Probed(); r != nil && r.Way != nil {
		return r.Way[r.Stops[o.Depth()]+m]
	}
	return nil
}

const noDensityThere = "outside of its support the column has no density"

// MoveProbe moves the point by half cells of the plot that has the focus, or of
// the one it was moved in last, at the depth that this shows.
func (o *Probe) MoveProbe(dx, dy int) tea.Cmd {
	side, k := &o.plots.Sample, o.Depth()
	if o.plots.Compare.Run == nil && (o.Want.Focus == layout.Base || o.Want.Focus == layout.Probe && o.At == screen.BaseRow) {
		side, k = &o.plots.Base, 0
	}
	at := slices.Clone(o.ProbeAt(k))
	if at == nil || !allNumbers(at) {
		return o.Warn("the point has no place here that could be moved; a click takes another")
	}
	v, axes, own, r := side.Shown, o.plots.Axes, view.NoUnits, plot.Rect{W: side.Viewport.W, H: side.Viewport.H}
	if len(at) == 1 {
		own, r, dy = view.OwnUnits(o.Snap, k), new(plot.Axes).Inside(r), 0
	}
	to := own.Standard(own.Own(at[axes[0]]) + float64(dx)*(v.XMax-v.XMin)/float64(2*max(r.W, 1)))
	if math.IsNaN(to) {
		return o.Say(noDensityThere)
	}
	at[axes[0]] = to
	at[axes[1]] += float64(dy) * (v.YMax - v.YMin) / float64(2*max(r.H, 1))
	like := -1
	if k == o.HeldAt() {
		like = o.like
	}
	o.PutProbe(o.placeBehind(k), at, like)
	return nil
}

// placeBehind is where a point is held that is moved behind layer k.
func (o *Probe) placeBehind(k int) screen.Selection {
	if k == len(o.Snap.Stack.Layers) {
		return screen.DataRow
	}
	return screen.SelectionAt(k, o.Snap.Stack)
}

// ClickPlot probes the point under the mouse.
func (o *Probe) ClickPlot(p layout.Pane, cx, cy int) tea.Cmd {
	if p == layout.Base && o.plots.Compare.Run != nil {
		return nil // A is another flow
	}
	if o.plots.Current().Needs().Film {
		return o.Say("the pictures of a film are too small to take a point from; o shows another view")
	}
	side, k, r := &o.plots.Sample, o.Depth(), o.Inside(p)
	if p == layout.Base {
		side, k = &o.plots.Base, 0
	}
	if !o.Layout.Framed() {
		r.H--
	}
	if view.OneColumn(o.Snap) {
		r = new(plot.Axes).Inside(r)
	}
	if !r.Contains(cx, cy) || o.plots.Pictures.Cloud == nil {
		return nil
	}
	x, y := side.Shown.Point(r.W, r.H, cx-r.X, cy-r.Y)
	point, like := o.through(k, x, y)
	if math.IsNaN(point[0]) {
		return o.Say(noDensityThere)
	}
	o.PutProbe(o.placeBehind(k), point, like)
	return nil
}

// through returns a point behind layer k with the given coordinates in the
// columns shown. The others are those of the nearest test point at the data;
// elsewhere they stay as they were.
func (o *Probe) through(k int, x, y float64) (point []float64, like int) {
	dim, axes := o.Snap.Stack.Dim, o.plots.Axes
	if view.OneColumn(o.Snap) {
		return []float64{view.OwnUnits(o.Snap, k).Standard(x)}, -1
	}
	point, like = make([]float64, dim), -1
	switch at := o.ProbeAt(k); {
	case view.MoreColumns(o.Snap) && k == len(o.Snap.Stack.Layers):
		like = Nearest(o.Snap.Data.Val, axes, x, y)
		point = o.Snap.Data.Val.Row(nil, like)
	case at != nil && allNumbers(at):
		copy(point, at)
	}
	point[axes[0]], point[axes[1]] = x, y
	return point, like
}

// Nearest returns the row of m that is nearest to a point in two columns.
func Nearest(m *ad.Mat, axes [2]int, x, y float64) int {
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
