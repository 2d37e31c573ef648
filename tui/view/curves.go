package view

import (
	"cmp"
	"fmt"
	"math"

	"bijou/model"
	"bijou/tui/plot"
)

// curves draws a flow of one column: its density as a curve over a histogram of
// the data, and in marks the density of the truth. Curve and samples have the
// colours of the base that they come from.
type curves struct{ samples bool }

func (v curves) Name() string {
	if v.samples {
		return "densities with samples"
	}
	return "densities"
}

func (v curves) About() string {
	if v.samples {
		return "densities, and samples of the model"
	}
	return "densities"
}

func (curves) Can(s *model.Snapshot) string {
	return cmp.Or(onlyOneColumn(s), oneCondition(s, "a density on a line"))
}

func (curves) Needs() Needs                 { return Needs{Line: true} }
func (curves) Shows(variable string) string { return "p(" + variable + ")" }

func (v curves) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	k, l := s.Depth, s.Line
	r = drawTerms(g, r, s)
	axes := plot.Axes{Glyphs: s.Glyphs, Axis: s.Theme.Faint, Label: s.Theme.Dim}
	in := axes.Inside(r)
	own := OwnUnits(s.Snap, k)
	values, _ := own.Points(s.data())
	if l != nil && k < len(l.Data) {
		values = l.Data[k]
	}
	(&plot.Histogram{Glyphs: s.Glyphs, Fill: s.Theme.Heap}).Draw(g, in, c.Shown, values)
	axes.Draw(g, r, c.Shown)
	if v.samples {
		v.drawSamples(g, in, c, s, own)
	}
	if l != nil && k < len(l.At) {
		c.drawCurve(g, in, s, &l.At[k])
	}
	if m := s.Mark; m != nil {
		if x, y, ok := c.Shown.Cell(in.W, in.H, m.X, math.Exp(m.LogX)); ok {
			g.Text(in.X+x, in.Y+y, 1, "✚", m.Style)
		}
	}
}

// drawSamples draws the base samples where the flow puts them, as a heap.
func (curves) drawSamples(g *plot.Grid, in plot.Rect, c *Canvas, s *Scene, own Units) {
	samples, hue := s.Image, s.ImageHue
	if s.Base {
		samples, hue = s.Target, s.TargetHue
	}
	x, y := own.Points(samples)
	c.ready(in, s)
	c.add(imageClass, Points{X: x, Y: y}, hue, s.Angle)
	c.scatter.Draw(g, in.X, in.Y)
}

// drawCurve draws a density, and the truth in marks where it is not covered.
func (c *Canvas) drawCurve(g *plot.Grid, r plot.Rect, s *Scene, p *Profile) {
	c.readyLines(r, s)
	if p.Truth != nil {
		cell, _ := s.Glyphs.Dots()
		c.lines.Dotted(targetClass, p.X, p.Truth, float64(2*cell))
	}
	hue := s.Line.Hue
	for from := 0; from+1 < len(p.X); {
		to := from + 1
		for to+1 < len(p.X) && hue[to] == hue[from] {
			to++
		}
		class := imageClass
		if s.Angle {
			class += int(hue[from])
		}
		c.lines.Path(class, p.X[from:to+1], p.P[from:to+1])
		from = to
	}
	c.lines.Draw(g, r.X, r.Y)
}

// A Mark is a number that is written out on a line: on the base, behind a layer,
// and what the change of variables makes of its density on the way, in nats.
type Mark struct {
	Z, X             float64
	LogZ, LogX, Ladj float64
	Style            plot.Style
}

// MarkOf returns the node of a line that is written out behind layer k, where
// every term of the formula is of interest; nil if there is none.
func MarkOf(l *Line, k int, style plot.Style) *Mark {
	if l == nil || k >= len(l.At) || l.Mark >= len(l.At[k].X) {
		return nil
	}
	p, z, i := &l.At[k], &l.At[0], l.Mark
	return &Mark{z.X[i], p.X[i], z.Logp[i], p.Logp[i], p.Ladj[i], style}
}

// drawTerms writes the change of variables at the mark in the first rows of r, if
// there is room, and returns the rest.
func drawTerms(grid *plot.Grid, r plot.Rect, s *Scene) plot.Rect {
	const least = 11 // rows that a picture needs
	m := s.Mark
	if m == nil || s.Base || r.H < least {
		return r
	}
	t, g := s.Theme, s.Glyphs
	if r.W < 41 {
		if r.W >= 23 {
			text := plot.Fixed(m.LogX, 6, 2, g) + " = " + plot.Fixed(m.LogZ, 5, 2, g) + " − " + plot.Signed(m.Ladj, 5, 2, g)
			grid.Spans(r.X+1, r.Y, r.W-1, plot.Span{Text: "✚ ", Style: m.Style}, plot.Span{Text: text, Style: t.Dim})
			r.Y, r.H = r.Y+1, r.H-1
		}
		return r
	}
	names := fmt.Sprintf("z %s  %8s = %8s − %8s", plot.Fixed(m.Z, 6, 2, g), "log p(x)", "log p(z)", "log|det|")
	values := fmt.Sprintf("x %s  %s = %s − %s", plot.Fixed(m.X, 6, 2, g),
		plot.Fixed(m.LogX, 8, 3, g), plot.Fixed(m.LogZ, 8, 3, g), plot.Signed(m.Ladj, 8, 3, g))
	grid.Text(r.X, r.Y, 1, "✚", m.Style)
	grid.Text(r.X+2, r.Y, r.W-2, names, t.Dim)
	grid.Text(r.X+2, r.Y+1, r.W-2, values, plot.Style{})
	r.Y, r.H = r.Y+2, r.H-2
	return r
}

// Legend tells what densities on a line are drawn in.
func (curves) Legend(_ *Canvas, s *Scene, _ int) []plot.Span {
	t := s.Theme
	fill := plot.Span{Text: "▄", Style: plot.Ink(t.Heap.BG)}
	if t.Heap.BG == plot.None || s.Glyphs == plot.ASCII {
		fill = plot.Span{Text: "░", Style: t.Heap}
	}
	image, target := Signs(s.Glyphs)
	spans := []plot.Span{fill, {Text: " " + s.DataName + " ", Style: t.Dim}, {Text: image, Style: t.Image}, {Text: " p", Style: t.Dim}}
	if s.Snap.Data.Truth != nil || s.Snap.Data.Family != nil {
		spans = append(spans, plot.Span{Text: " " + target, Style: t.Target}, plot.Span{Text: " truth", Style: t.Dim})
	}
	return spans
}
