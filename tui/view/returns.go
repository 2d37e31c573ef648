package view

import (
	"fmt"
	"math"
	"slices"

	"bijou/model"
	"bijou/model/acting"
	"bijou/tui/plot"
	"bijou/tui/theme"
)

// What a flow of returns draws of its world: the laws of what choices pay, what these are
// worth, and the cells of a maze with the best choice in each.

// laws draws what the choices will have paid, with the true laws.
func (d drawing) laws() {
	st := d.s.Stage
	v := plot.View{XMin: math.Inf(1), XMax: math.Inf(-1)}
	for _, c := range st.Choice {
		v.XMin, v.XMax = min(v.XMin, c.Law.X[0]), max(v.XMax, c.Law.X[len(c.Law.X)-1])
		v.YMax = max(v.YMax, Highest(Points{Y: capped(c.Law.Y)}, Points{Y: c.True.Y}))
	}
	in := d.axes(v)
	ground := plot.Histogram{Glyphs: d.s.Glyphs, Fill: d.s.Theme.Heap}
	ground.Density(d.g, in, v, d.known(v, in.W))
	if best := st.Choice[int(st.Would[0])]; best.Paid != nil {
		ground.Draw(d.g, in, v, best.Paid)
	}
	var list []Points
	var styles []plot.Style
	for k, c := range st.Choice {
		list, styles = append(list, c.Law), append(styles, d.ink(k))
	}
	d.curves(in, v, list, styles)
}

// ink is the colour of a choice.
func (d drawing) ink(k int) plot.Style {
	if !d.s.Theme.Coloured || len(d.s.Stage.Choice) == 1 {
		return d.s.Theme.Image
	}
	return d.s.Theme.Angle[(2*k+4)%theme.Hues]
}

// known is the highest density of the laws that have a formula, in the middle of every
// column of a picture.
func (d drawing) known(v plot.View, w int) []float64 {
	density := make([]float64, w)
	for cx := range density {
		x := v.XMin + (v.XMax-v.XMin)*(float64(cx)+0.5)/float64(w)
		for _, c := range d.s.Stage.Choice {
			density[cx] = max(density[cx], c.True.at(x))
		}
	}
	return density
}

// at reads a curve, linear between its points and 0 beyond them.
func (p Points) at(x float64) float64 {
	k, _ := slices.BinarySearch(p.X, x)
	if k == 0 || k == len(p.X) {
		return 0
	}
	return p.Y[k-1] + (p.Y[k]-p.Y[k-1])*(x-p.X[k-1])/(p.X[k]-p.X[k-1])
}

// choices lists what the choices are worth, the best one marked.
func (d drawing) choices() {
	t, st := d.s.Theme, d.s.Stage
	y := d.r.Y + 1
	share := st.Of.Dial
	room := 0
	for _, c := range st.Choice {
		room = max(room, plot.Width(c.Name))
	}
	head, known := fmt.Sprintf("%-*s %7s", room, "", "mean"), !math.IsNaN(st.Choice[0].TrueMean)
	if known {
		head += fmt.Sprintf(" %7s", "exact")
	}
	if share < 1 {
		head += fmt.Sprintf(" %8s", d.worstName())
	}
	d.g.Text(d.r.X+2, y, d.r.W-2, head, t.Dim)
	for k, c := range st.Choice {
		mark, style := "  ", d.ink(k)
		if k == int(st.Would[0]) && len(st.Choice) > 1 {
			mark = "▸ "
		}
		n := d.g.Text(d.r.X, y+1+k, d.r.W, mark, t.Accent)
		n += d.g.Text(d.r.X+n, y+1+k, d.r.W-n, fmt.Sprintf("%-*s", room, c.Name), style)
		numbers := " " + plot.Fixed(c.Mean, 7, 3, d.s.Glyphs)
		if known {
			numbers += " " + plot.Fixed(c.TrueMean, 7, 3, d.s.Glyphs)
		}
		if share < 1 {
			numbers += " " + plot.Fixed(c.Worst, 8, 3, d.s.Glyphs)
		}
		d.g.Text(d.r.X+n, y+1+k, d.r.W-n, numbers, t.Strong)
	}
	if len(st.Choice) > 1 {
		d.g.Text(d.r.X+2, y+len(st.Choice)+2, d.r.W-2, "▸ greedy by the "+d.worstName(), t.Dim)
		d.g.Text(d.r.X+2, y+len(st.Choice)+3, d.r.W-2, ", . mean of the worst share (CVaR)", t.Dim)
	}
}

func (d drawing) worstName() string { return WorstName(d.s.Stage.Of.Dial) }

// WorstName names the mean of a share of the worst returns.
func WorstName(share float64) string {
	if share >= 1 {
		return "mean"
	}
	return fmt.Sprintf("CVaR %.0f%%", 100*share)
}

var mazeArrows = map[string]string{"north": "↑", "east": "→", "south": "↓", "west": "←"}

// maze draws cells with the greedy choice and what it is worth.
func (d drawing) maze() {
	t, m := d.s.Theme, d.s.Stage.Values
	fx, fy := acting.FrameOf(d.l.World)
	cols, rows := int(fx[1]-fx[0]), int(fy[1]-fy[0])
	w, h := d.r.W/cols, d.r.H/rows
	if w < 3 || h < 1 {
		return
	}
	at := func(x, y float64) plot.Rect {
		return plot.Rect{X: d.r.X + int(x-fx[0])*w, Y: d.r.Y + int(fy[1]-y)*h, W: w, H: h} // of its middle
	}
	named := map[[2]float64]string{}
	for _, mark := range d.l.World.(acting.Marked).Marks() {
		if box := at(mark.X, mark.Y); mark.Wall {
			d.g.Fill(box, plot.Cell{Rune: '▒', Style: t.Faint})
		} else {
			named[[2]float64{mark.X, mark.Y}] = mark.Name
		}
	}
	hx, hy := acting.PlaceOf(d.l.World, d.s.Hand.State)
	for k, place := range m.Places {
		box := at(place[0], place[1])
		middle := box.Y + (h-1)/2
		if name, ok := named[place]; ok {
			d.g.Text(box.X+(w-len(name))/2, middle, w, name, t.Warn)
			continue
		}
		style, arrow := t.Image, mazeArrows[d.l.Shape.Choices[m.Best[k]]]
		if m.Wrong[k] {
			style = t.Bad
		}
		number := t.Dim
		if place == [2]float64{hx, hy} {
			number = t.Strong
			d.g.Text(box.X, middle, 1, "✚", t.Strong)
		}
		d.g.Text(box.X+1, middle, 1, arrow, style)
		if w >= 6 { // a column stays free
			d.g.Text(box.X+2, middle, w-3, plot.Fixed(m.At[k], min(w-3, 5), 1, d.s.Glyphs), number)
		}
	}
}

// CellAt is the place of a maze under a cell of the screen.
func CellAt(s *model.Snapshot, r plot.Rect, cx, cy int) (x, y float64) {
	fx, fy := acting.FrameOf(acting.NewLook(s).World)
	w, h := max(r.W/int(fx[1]-fx[0]), 1), max(r.H/int(fy[1]-fy[0]), 1)
	return fx[0] + 0.5 + float64((cx-r.X)/w), fy[1] - 0.5 - float64((cy-r.Y)/h)
}
