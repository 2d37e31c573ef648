package view

import (
	"fmt"
	"math"
	"slices"

	"bijou/model"
	"bijou/tui/plot"
)

// bands draws what a posterior expects to be seen, 50 % and 90 % of it, with the data. On
// the base side are the models that compete, by their evidence, or the prior of a simulator.
type bands struct{}

func (bands) Name() string { return "predictive bands" }

func (bands) About() string {
	return "posterior predictive: what is expected to be seen, 50 and 90 %, and the data"
}

func (bands) Can(s *model.Snapshot) string {
	if p, ok := s.Data.Target.(model.Predicting); ok {
		if x, _ := p.Seen(); x != nil {
			return ""
		}
	}
	if _, ok := s.Data.Generative(); ok && s.Given != nil {
		return ""
	}
	return "predictive bands are of models that see data over places, as regression, gp and bnn, and of simulators"
}

func (bands) Needs() Needs { return Needs{Sheet: true} }

func (bands) Shows(variable string) string {
	if variable == "z" {
		return "beside it"
	}
	return "posterior predictive"
}

// A foresight is what bands draws.
type foresight struct {
	flow, beside model.Band // beside it the exact one, or that of the prior
	isExact, has bool       // what beside is, and whether there is one
	x, y         []float64  // the data

	of      string    // what tells competing models apart
	now     int       // the present one
	logZ    []float64 // exact, of each
	weighed model.Weights
}

// bandPlaces is over how many places a band is drawn.
const bandPlaces = 48

// Make draws from the flow and from what stands beside it.
func (bands) Make(s *model.Snapshot) any {
	f := new(foresight)
	if p, ok := s.Data.Target.(model.Predicting); ok {
		f.x, f.y = p.Seen()
		f.flow, _ = s.Band(bandPlaces)
		f.beside, f.has = s.TrueBand(bandPlaces)
		f.isExact = true
		if c, ok := s.Data.Target.(model.Choosing); ok {
			if of, now, logZ, ok := c.Choices(); ok {
				f.of, f.now, f.logZ = of, now, logZ
				f.weighed = s.Weigh(2000)
			}
		}
		return f
	}
	f.flow, f.beside, f.has = s.Resimulated()
	f.x = f.flow.X
	f.y = make([]float64, s.Given.Cols)
	s.Given.Row(f.y, 0)
	return f
}

func (v bands) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	f, ok := s.Made.(*foresight)
	if !ok {
		return
	}
	switch {
	case s.Base && f.logZ != nil:
		v.drawChoices(g, r, s, f)
	case s.Base:
		v.drawBand(g, r, c, s, f, &f.beside, nil)
	case f.isExact && f.has:
		v.drawBand(g, r, c, s, f, &f.flow, &f.beside)
	default:
		v.drawBand(g, r, c, s, f, &f.flow, nil)
	}
}

// drawBand draws a band with the data, and the borders of another in dots.
func (bands) drawBand(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene, f *foresight, band, dotted *model.Band) {
	t := s.Theme
	text := fmt.Sprintf("50%%: %.0f%%  90%%: %.0f%%", 100*band.Covered[0], 100*band.Covered[1])
	if r.W >= 40 {
		text += " of the data"
	}
	g.Text(r.X, r.Y, r.W, text, t.Dim)
	r.Y, r.H = r.Y+1, r.H-1
	values := slices.Concat(f.y, f.flow.Quantiles[0], f.flow.Quantiles[4])
	if s.Base {
		values = slices.Concat(f.y, band.Quantiles[0], band.Quantiles[4])
	}
	up, across := plot.FitRange(values, 1), plot.FitRange(f.x, 1)
	shown := plot.View{XMin: across.Lo, XMax: across.Hi, YMin: up.Lo, YMax: up.Hi}
	axes := plot.Axes{Glyphs: s.Glyphs, Axis: t.Faint, Label: t.Dim}
	axes.Draw(g, r, shown)
	in := axes.Inside(r)
	if in.W <= 0 || in.H <= 0 {
		return
	}
	c.lines.Glyphs = s.Glyphs
	c.lines.Classes = []plot.Class{{Style: t.Faint}, {Style: t.Image}, {Style: t.Strong}, {Style: t.Warn}}
	c.lines.Reset(in.W, in.H, shown)
	for q, class := range [5]int{1, 1, 2, 1, 1} {
		c.lines.Path(class, band.X, band.Quantiles[q])
	}
	if dotted != nil {
		for q := range dotted.Quantiles {
			c.lines.Dotted(0, dotted.X, dotted.Quantiles[q], 4)
		}
	}
	c.lines.Add(3, f.x, f.y)
	c.lines.Draw(g, in.X, in.Y)
	sign := "•"
	if s.Glyphs == plot.ASCII {
		sign = "o"
	}
	if len(f.x) <= 3*in.W/2 { // more than that are a cloud
		for i, x := range f.x {
			if at, y, ok := shown.Cell(in.W, in.H, x, f.y[i]); ok {
				g.Text(in.X+at, in.Y+y, 1, sign, t.Warn)
			}
		}
	}
}

// drawChoices draws the log evidence of every model that competes as a bar over the lowest
// that is shown, and what the flow says of the present one.
func (bands) drawChoices(g *plot.Grid, r plot.Rect, s *Scene, f *foresight) {
	t := s.Theme
	best := 0
	for k, v := range f.logZ {
		if v > f.logZ[best] {
			best = k
		}
	}
	g.Text(r.X, r.Y, r.W, f.of+"   log evidence, exact", t.Dim)
	const label, number = 4, 11
	low := slices.Clone(f.logZ)
	slices.Sort(low)
	from := low[min(2, len(low)-1)] // those far below would flatten the others
	bar := plot.Bar{Glyphs: s.Glyphs, Right: r.W - label - number - 1, Full: math.Max(f.logZ[best]-from, 1), Positive: t.Image, Negative: t.Dim, Axis: t.Faint}
	for k, v := range f.logZ {
		y := r.Y + 1 + k
		if y >= r.Y+r.H {
			return
		}
		style := t.Dim
		if k == best {
			style = t.Good
		}
		sign := " "
		if k == f.now {
			sign, style = "▸", t.Strong
			if s.Glyphs == plot.ASCII {
				sign = ">"
			}
		}
		g.Text(r.X, y, label, fmt.Sprintf("%s%d", sign, k), style)
		g.TextRight(r.X+label-1, y, number, plot.Fixed(v, number-1, 2, s.Glyphs), style)
		if bar.Right > 3 {
			bar.Draw(g, r.X+label+number, y, max(v-from, 0))
		}
	}
	y := r.Y + 2 + len(f.logZ)
	w := f.weighed
	for _, line := range []string{
		fmt.Sprintf("flow  ELBO %s ± %s", plot.Fixed(w.ELBO, 9, 2, s.Glyphs), plot.Fixed(w.KLSE, 4, 2, s.Glyphs)),
		fmt.Sprintf("   weighed %s ± %s", plot.Fixed(w.LogZ, 9, 2, s.Glyphs), plot.Fixed(w.LogZSE, 4, 2, s.Glyphs)),
		fmt.Sprintf("the evidence takes %s %d", f.of, best),
	} {
		if y < r.Y+r.H {
			g.Text(r.X, y, r.W, line, t.Dim)
		}
		y++
	}
}

// Legend tells which lines are which.
func (bands) Legend(_ *Canvas, s *Scene, _ int) []plot.Span {
	t := s.Theme
	f, ok := s.Made.(*foresight)
	switch {
	case !ok:
		return nil
	case s.Base && f.logZ != nil:
		return []plot.Span{{Text: "▸", Style: t.Strong}, {Text: " the model that is learnt", Style: t.Dim}}
	case s.Base && f.isExact:
		return []plot.Span{{Text: "─", Style: t.Image}, {Text: " exact 50, 90 %", Style: t.Dim}}
	case s.Base:
		return []plot.Span{{Text: "─", Style: t.Image}, {Text: " of the prior, 50, 90 %", Style: t.Dim}}
	}
	spans := []plot.Span{{Text: "•", Style: t.Warn}, {Text: " data  ", Style: t.Dim}, {Text: "─", Style: t.Image}, {Text: " flow 50, 90 %", Style: t.Dim}}
	if f.isExact && f.has {
		spans = append(spans, plot.Span{Text: "  ⋯ exact", Style: t.Faint})
	}
	return spans
}
