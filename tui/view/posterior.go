package view

import (
	"fmt"

	"bijou/model"
	"bijou/model/latent"
	"bijou/tui/plot"
)

// posterior draws what a flow says of the latent variables behind one x: contours of it,
// of the exact posterior and of the closest product of normal distributions; on the base
// side x with the bounds of all three.
type posterior struct{}

func (posterior) Name() string { return "posterior" }
func (posterior) About() string {
	return "the posterior of the flow, the exact one and the closest independent normal one, 1, 2 and 3 deviations out"
}

func (posterior) Can(s *model.Snapshot) string {
	switch {
	case !latent.Learns(s):
		return notLatent
	case s.Stack.Dim != 2:
		return "contours of a posterior are of two latent variables"
	}
	return oneCondition(s, "a posterior")
}

const notLatent = "nothing latent is learnt here"

func (posterior) Needs() Needs        { return Needs{Latents: true} }
func (posterior) Shows(string) string { return "" }

// The families in the order in which they are drawn, the last on top.
func families(s *Scene) []plot.Class {
	t := s.Theme
	return []plot.Class{{Style: t.Warn}, {Style: t.Target}, {Style: t.Image}}
}

// familyNames are those of a legend, in the same order.
var familyNames = []string{"product", "exact", "flow"}

// Make looks at latent variables.
func (posterior) Make(s *model.Snapshot) any { return MakeLatents(s) }

func (v posterior) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	m := s.latents()
	if m == nil || m.Under == nil {
		return
	}
	if s.Base {
		v.account(g, r, s)
		return
	}
	u := m.Under
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, families(s)
	c.lines.Reset(r.W, r.H, u.At.view(r))
	for _, l := range u.Lines {
		c.lines.Path(l.Family, l.X[:], l.Y[:])
	}
	c.lines.Draw(g, r.X, r.Y)
}

// account draws x, and what the three come to.
func (posterior) account(g *plot.Grid, r plot.Rect, s *Scene) {
	m := s.latents()
	u := m.Under
	y := r.Y + 1
	if m.Shape.IsImage() {
		tile := plot.Rect{X: r.X + 2, Y: y, W: m.Shape.Width, H: (m.Shape.Height + 1) / 2}
		if 2*tile.H+7 <= r.H && 2*tile.W+2 <= r.W {
			tile.W, tile.H = 2*tile.W, 2*tile.H
		}
		heat := imageHeat(s, 0, 1)
		heat.Draw(g, tile, plot.Field{Cols: m.Shape.Width, Rows: m.Shape.Height, Values: u.X})
		y += tile.H + 1
	} else {
		for k, x := range u.X {
			g.Text(r.X+2, y, r.W-2, s.Snap.Data.Given[k].Name+plot.Fixed(x, 9, 2, s.Glyphs), s.Theme.Strong)
			y++
		}
		y++
	}
	number := func(v float64) string { return plot.Fixed(v, 8, 3, s.Glyphs) }
	g.Text(r.X+1, y, r.W-1, fmt.Sprintf("%-7s%8s%8s", "", "ELBO", "below"), s.Theme.Dim)
	for k, row := range []struct {
		class int
		elbo  float64
	}{{1, u.LogP}, {2, u.ELBO}, {0, u.Product.ELBO}} {
		name := familyNames[row.class]
		line := []plot.Span{{Text: fmt.Sprintf("%-7s", name), Style: families(s)[row.class].Style}, {Text: number(row.elbo), Style: s.Theme.Strong}}
		if k > 0 {
			line = append(line, plot.Span{Text: number(u.LogP - row.elbo)})
		} else {
			line = append(line, plot.Span{Text: "   log p", Style: s.Theme.Dim})
		}
		g.Spans(r.X+1, y+1+k, r.W-1, line...)
	}
}

// Legend tells the three in their colours.
func (posterior) Legend(_ *Canvas, s *Scene, w int) []plot.Span {
	if s.Base {
		return nil
	}
	var legend []plot.Span
	for _, k := range []int{1, 2, 0} {
		legend = append(legend, plot.Span{Text: "─", Style: families(s)[k].Style}, plot.Span{Text: " " + familyNames[k] + " ", Style: s.Theme.Dim})
	}
	if plot.SpansWidth(legend) > w {
		return nil
	}
	return legend
}
