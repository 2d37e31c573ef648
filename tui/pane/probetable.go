package pane

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
func (o *Probe) probeColumns(p *probed) []probeColumn {
	columns := []probeColumn{{name: "z", label: baseLabel(o.Snap.BaseSpec), off: true, behind: p.Base}}
	for k, l := range o.Snap.Stack.Layers {
		columns = append(columns, probeColumn{strconv.Itoa(k + 1), l.Label(o.Snap.Stack.Dim), l.Off, p.Layers[k], p.Running(k + 1), k + 1})
	}
	return append(columns, probeColumn{"x", "units of the data", false, p.Units, p.LogProb, -1})
}

// DrawProbe draws what is known of the point: where it lies, and the table of
// its way, across or, where there is height for it, down.
func (o *Probe) DrawProbe(r plot.Rect) {
	p := o.Probed()
	const tall = 9 // rows
	switch {
	case p == nil:
		o.Grid.Text(r.X+1, r.Y, r.W-1, "…", o.Theme.Dim)
	case r.H >= tall:
		o.drawProbeDown(r, p)
	default:
		o.drawProbeAcross(r, p)
	}
}

// probeHead writes point and sum in one or two of the first rows and returns the
// rest.
func (o *Probe) probeHead(r plot.Rect, p *probed, rows int) plot.Rect {
	points := o.probePoints()
	n := o.Grid.Spans(r.X+1, r.Y, r.W-1, points...)
	if rows == 1 {
		if sum := o.probeSum(p, r.W-n-4); sum != nil {
			o.Grid.Spans(r.X+r.W-1-plot.SpansWidth(sum), r.Y, r.W, sum...)
		}
	} else {
		o.Grid.Spans(r.X+1, r.Y+1, r.W-1, o.probeSum(p, r.W-2)...)
	}
	_, rest := layout.SplitY(r, rows)
	return rest
}

// drawProbeAcross draws a column for each step. Of many layers those about the
// depth that is shown have room.
func (o *Probe) drawProbeAcross(r plot.Rect, p *probed) {
	const table, names, width = 3, 9, 7
	r = o.probeHead(r, p, plot.Clamp(r.H-table, 1, 2))
	if r.H < table {
		return
	}
	all := o.probeColumns(p)
	layers, room := all[1:len(all)-1], max((r.W-names)/width-2, 0)
	from := plot.Clamp(o.Depth()-1-room/2, 0, max(len(layers)-room, 0))
	to := min(from+room, len(layers))
	o.Grid.Text(r.X+1, r.Y+1, names-1, "log|det|", o.Theme.Dim)
	o.Grid.Text(r.X+1, r.Y+2, names-1, "log p", o.Theme.Dim)
	x := r.X + names
	column := func(c probeColumn) {
		o.drawProbeColumn(plot.Rect{X: x, Y: r.Y, W: width, H: table}, c)
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

func (o *Probe) drawProbeColumn(r plot.Rect, c probeColumn) {
	t, g := &o.Theme, o.Glyphs
	name := t.Dim
	if c.depth == o.Depth() || c.depth < 0 && o.Depth() == len(o.Snap.Stack.Layers) {
		name = t.Accent
	}
	o.Grid.TextRight(r.X, r.Y, r.W, c.name, name)
	o.drawAdded(r.X, r.Y+1, r.W, c, 2)
	style := plot.Style{}
	if c.depth < 0 {
		style = t.Strong
	}
	o.Grid.Text(r.X, r.Y+2, r.W, plot.Fixed(c.behind, r.W, 2, g), style)
}

// drawAdded writes what a step adds, with so many decimals.
func (o *Probe) drawAdded(x, y, width int, c probeColumn, decimals int) {
	switch {
	case c.depth > 0 && c.off:
		o.Grid.TextRight(x, y, width, "off", o.Theme.Dim)
	case !c.off:
		o.Grid.Text(x, y, width, plot.Signed(c.added, width, decimals, o.Glyphs), o.signStyle(c.added))
	}
}

// signStyle is that of a log|det|.
func (o *Probe) signStyle(v float64) plot.Style {
	switch {
	case v > 0:
		return o.Theme.Expand
	case v < 0:
		return o.Theme.Squeeze
	}
	return plot.Style{}
}

// drawProbeDown draws a row for each step.
func (o *Probe) drawProbeDown(r plot.Rect, p *probed) {
	const width = 8
	t, g := &o.Theme, o.Glyphs
	r = o.probeHead(r, p, 2)
	all := o.probeColumns(p)
	right := r.X + min(r.W-1, 60)
	names := right - 2*(width+1) - r.X - 4
	o.Grid.Text(r.X+4, r.Y, names, "layer", t.Dim)
	o.Grid.TextRight(right-2*width-1, r.Y, width, "log|det|", t.Dim)
	o.Grid.TextRight(right-width, r.Y, width, "log p", t.Dim)
	if others := o.otherColumns(); others != "" && !o.Layout.Framed() { // else it stands there
		o.Grid.Text(r.X+1, r.Y+r.H-1, r.W-1, others, t.Dim)
		r.H--
	}
	n := min(r.H-1, len(all))
	from := plot.Clamp(o.Depth()-n/2, 0, len(all)-n)
	for i, c := range all[from : from+n] {
		y, name, last := r.Y+1+i, t.Dim, plot.Style{}
		if c.depth == o.Depth() && i+from <= len(p.Layers) {
			name = t.Accent
		}
		if c.depth < 0 {
			last = t.Strong
		}
		o.Grid.TextRight(r.X+1, y, 2, c.name, name)
		o.Grid.Text(r.X+4, y, names, screen.Cut(c.label, names), name)
		o.drawAdded(right-2*width-1, y, width, c, 3)
		o.Grid.Text(right-width, y, width, plot.Fixed(c.behind, width, 3, g), last)
	}
}
