package tui

import (
	"strconv"

	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// A probeColumn is a step of the point on its way from the base to the data:
// what it adds, and log p behind it.
type probeColumn struct {
	name          string
	label         string  // of the layer
	off           bool    // nothing is added
	added, behind float64 // log|det dx/dz|, log p
	depth         int     // of the batch behind it, −1 for none
}

// probeColumns are the base, the layers, and the units of the data.
func (a *App) probeColumns(p *probed) []probeColumn {
	columns := []probeColumn{{name: "z", label: baseLabel(a.Snap.BaseSpec), off: true, behind: p.Base}}
	for k, l := range a.Snap.Stack.Layers {
		columns = append(columns, probeColumn{strconv.Itoa(k + 1), l.Label(a.Snap.Stack.Dim), l.Off, p.Layers[k], p.Running(k + 1), k + 1})
	}
	return append(columns, probeColumn{"x", "units of the data", false, p.Units, p.LogProb, -1})
}

// drawProbe draws what is known of the point: where it lies, and the table of
// its way, across or, where there is height for it, down.
func (a *App) drawProbe(r plot.Rect) {
	p := a.probed()
	const tall = 9 // rows
	switch {
	case p == nil:
		a.Grid.Text(r.X+1, r.Y, r.W-1, "…", a.Theme.Dim)
	case r.H >= tall:
		a.drawProbeDown(r, p)
	default:
		a.drawProbeAcross(r, p)
	}
}

// probeHead writes point and sum in one or two of the first rows and returns the
// rest.
func (a *App) probeHead(r plot.Rect, p *probed, rows int) plot.Rect {
	points := a.probePoints()
	n := a.Grid.Spans(r.X+1, r.Y, r.W-1, points...)
	if rows == 1 {
		if sum := a.probeSum(p, r.W-n-4); sum != nil {
			a.Grid.Spans(r.X+r.W-1-plot.SpansWidth(sum), r.Y, r.W, sum...)
		}
	} else {
		a.Grid.Spans(r.X+1, r.Y+1, r.W-1, a.probeSum(p, r.W-2)...)
	}
	_, rest := layout.SplitY(r, rows)
	return rest
}

// drawProbeAcross draws a column for each step. Of many layers those about the
// depth that is shown have room.
func (a *App) drawProbeAcross(r plot.Rect, p *probed) {
	const table, names, width = 3, 9, 7
	r = a.probeHead(r, p, plot.Clamp(r.H-table, 1, 2))
	if r.H < table {
		return
	}
	all := a.probeColumns(p)
	layers, room := all[1:len(all)-1], max((r.W-names)/width-2, 0)
	from := plot.Clamp(a.Depth()-1-room/2, 0, max(len(layers)-room, 0))
	to := min(from+room, len(layers))
	a.Grid.Text(r.X+1, r.Y+1, names-1, "log|det|", a.Theme.Dim)
	a.Grid.Text(r.X+1, r.Y+2, names-1, "log p", a.Theme.Dim)
	x := r.X + names
	column := func(c probeColumn) {
		a.drawProbeColumn(plot.Rect{X: x, Y: r.Y, W: width, H: table}, c)
		x += width
	}
	column(all[0])
	if from > 0 {
		layers[from].name = "…" + layers[from].name
	}
	if to > from && to < len(layers) {
		layers[to-1].name += "…"
	}
	for _, c := range layers[from:to] {
		column(c)
	}
	column(all[len(all)-1])
}

func (a *App) drawProbeColumn(r plot.Rect, c probeColumn) {
	t, g := &a.Theme, a.Glyphs
	name := t.Dim
	if c.depth == a.Depth() || c.depth < 0 && a.Depth() == len(a.Snap.Stack.Layers) {
		name = t.Accent
	}
	a.Grid.TextRight(r.X, r.Y, r.W, c.name, name)
	a.drawAdded(r.X, r.Y+1, r.W, c, 2)
	style := plot.Style{}
	if c.depth < 0 {
		style = t.Strong
	}
	a.Grid.Text(r.X, r.Y+2, r.W, plot.Fixed(c.behind, r.W, 2, g), style)
}

// drawAdded writes what a step adds, with so many decimals.
func (a *App) drawAdded(x, y, width int, c probeColumn, decimals int) {
	switch {
	case c.depth > 0 && c.off:
		a.Grid.TextRight(x, y, width, "off", a.Theme.Dim)
	case !c.off:
		a.Grid.Text(x, y, width, plot.Signed(c.added, width, decimals, a.Glyphs), a.signStyle(c.added))
	}
}

// signStyle is that of a log|det|.
func (a *App) signStyle(v float64) plot.Style {
	switch {
	case v > 0:
		return a.Theme.Expand
	case v < 0:
		return a.Theme.Squeeze
	}
	return plot.Style{}
}

// drawProbeDown draws a row for each step.
func (a *App) drawProbeDown(r plot.Rect, p *probed) {
	const width = 8
	t, g := &a.Theme, a.Glyphs
	r = a.probeHead(r, p, 2)
	all := a.probeColumns(p)
	right := r.X + min(r.W-1, 60)
	names := right - 2*(width+1) - r.X - 4
	a.Grid.Text(r.X+4, r.Y, names, "layer", t.Dim)
	a.Grid.TextRight(right-2*width-1, r.Y, width, "log|det|", t.Dim)
	a.Grid.TextRight(right-width, r.Y, width, "log p", t.Dim)
	if others := a.otherColumns(); others != "" && !a.Layout.Framed() { // else it stands there
		a.Grid.Text(r.X+1, r.Y+r.H-1, r.W-1, others, t.Dim)
		r.H--
	}
	n := min(r.H-1, len(all))
	from := plot.Clamp(a.Depth()-n/2, 0, len(all)-n)
	for i, c := range all[from : from+n] {
		y, name, last := r.Y+1+i, t.Dim, plot.Style{}
		if c.depth == a.Depth() && i+from <= len(p.Layers) {
			name = t.Accent
		}
		if c.depth < 0 {
			last = t.Strong
		}
		a.Grid.TextRight(r.X+1, y, 2, c.name, name)
		a.Grid.Text(r.X+4, y, names, screen.Cut(c.label, names), name)
		a.drawAdded(right-2*width-1, y, width, c, 3)
		a.Grid.Text(right-width, y, width, plot.Fixed(c.behind, width, 3, g), last)
	}
}
