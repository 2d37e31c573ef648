package popup

import (
	"fmt"
	"strings"

	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// A picture of a pair takes at least so many cells; a name beside or below it at most
// nameW.
const (
	pairW, pairH = 12, 5
	widest       = 40
	nameW        = 12
)

// drawPairs draws as many columns as there is room for: scatters below the diagonal,
// each column alone on it, correlations above.
func (p *Pairs) drawPairs(r plot.Rect, m *view.Pairs) {
	label := p.labelW()
	w, h := min((r.W-label)/p.fit, widest), (r.H-1)/p.fit
	for i := range p.fit {
		p.drawName(plot.Rect{X: r.X, Y: r.Y + i*h + h/2, W: label - 1}, p.top+i, p.top+i == p.row)
		p.drawName(plot.Rect{X: r.X + label + i*w, Y: r.Y + p.fit*h, W: w - 1}, p.left+i, p.left+i == p.col)
		for j := range p.fit {
			cell := plot.Rect{X: r.X + label + j*w, Y: r.Y + i*h, W: w - 1, H: h}
			p.drawPair(cell, m, p.top+i, p.left+j)
		}
	}
}

// drawName writes the name of a column.
func (p *Pairs) drawName(r plot.Rect, column int, selected bool) {
	style, name := p.Theme.Dim, p.Snap.Data.Columns[column]
	if selected {
		style = p.Theme.Strong
		p.Grid.Text(r.X, r.Y, 1, "▸", p.Theme.Accent)
	}
	p.Grid.Text(r.X+1, r.Y, r.W-1, screen.Cut(name, r.W-1), style)
}

// drawPair draws the picture of column i over column j.
func (p *Pairs) drawPair(r plot.Rect, m *view.Pairs, i, j int) {
	marked := i == p.row && j == p.col
	if i >= j {
		r = p.drawCorner(r)
	}
	switch {
	case i > j:
		across, up := m.Columns[j].Range, m.Columns[i].Range
		v := plot.View{XMin: across.Lo, XMax: across.Hi, YMin: up.Lo, YMax: up.Hi}
		v = v.Zoom(0.95, (v.XMin+v.XMax)/2, (v.YMin+v.YMax)/2)
		p.drawPoints(r, v, view.Points{X: m.Data.Col(j), Y: m.Data.Col(i)}, view.Points{X: m.Flow.Col(j), Y: m.Flow.Col(i)})
	case i == j:
		c := &m.Columns[i]
		p.drawPoints(r, plot.View{XMin: c.Range.Lo, XMax: c.Range.Hi, YMax: c.Top}, c.Heaps[0], c.Heaps[1])
	default:
		p.drawCorrelations(r, m, i, j)
	}
	if marked {
		p.Grid.Text(r.X, r.Y, 1, "▸", p.Theme.Accent)
	}
}

// drawCorner draws the two axes of a picture and returns what is inside.
func (p *Pairs) drawCorner(r plot.Rect) plot.Rect {
	bottom := r.Y + r.H - 1
	for y := r.Y; y < bottom; y++ {
		p.Grid.Text(r.X, y, 1, "│", p.Theme.Faint)
	}
	p.Grid.Text(r.X, bottom, r.W, "└"+strings.Repeat("─", max(r.W-1, 0)), p.Theme.Faint)
	return plot.Rect{X: r.X + 1, Y: r.Y, W: max(r.W-1, 0), H: max(r.H-1, 0)}
}

// drawPoints draws samples over data, by the marks of the plots.
func (p *Pairs) drawPoints(r plot.Rect, v plot.View, data, flow view.Points) {
	s := &p.scatter
	s.Glyphs, s.Classes = p.Glyphs, []plot.Class{{Style: p.Theme.Target, Ground: true}, {Style: p.Theme.Image}}
	s.Reset(r.W, r.H, v)
	s.Add(0, data.X, data.Y)
	s.Add(1, flow.X, flow.Y)
	s.Draw(&p.Grid, r.X, r.Y)
}

// drawCorrelations writes what the scatter at the other side of the diagonal comes to.
func (p *Pairs) drawCorrelations(r plot.Rect, m *view.Pairs, i, j int) {
	t, y := &p.Theme, r.Y+max(r.H/2-1, 0)
	p.Grid.TextRight(r.X, y, r.W-1, plot.Signed(m.Correlation[0].At(i, j), 5, 2, p.Glyphs), t.Target)
	p.Grid.TextRight(r.X, y+1, r.W-1, plot.Signed(m.Correlation[1].At(i, j), 5, 2, p.Glyphs), t.Image)
}

// drawTable writes quantiles of the data and of the samples, two lines a column.
func (p *Pairs) drawTable(r plot.Rect, m *view.Pairs) {
	t, dim := &p.Theme, m.Data.Cols
	const number, side, most = 9, 9, 24
	name := plot.Clamp(r.W-side-number*len(view.QuantileShares), 6, most)
	shown := min((r.W-name-side)/number, len(view.QuantileShares))
	from := (len(view.QuantileShares) - shown) / 2
	for k := range shown {
		head := fmt.Sprintf("%.0f %%", 100*view.QuantileShares[from+k])
		p.Grid.TextRight(r.X+name+side+k*number, r.Y, number, head, t.Dim)
	}
	for line := range min(p.fit, dim-p.top) {
		j, y := p.top+line, r.Y+1+2*line
		p.drawName(plot.Rect{X: r.X, Y: y, W: name}, j, j == p.row)
		for of, word := range []string{p.DataWord(), "samples"} {
			style := []plot.Style{t.Target, t.Image}[of]
			p.Grid.Text(r.X+name, y+of, side, word, t.Dim)
			for k := range shown {
				p.Grid.TextRight(r.X+name+side+k*number, y+of, number, plot.Fixed(m.Columns[j].Quantiles[of][from+k], number-1, 3, p.Glyphs), style)
			}
		}
	}
}
