package view

import (
	"fmt"
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/plot"
)

// profile draws the free energy of a target along the way from one of its wells to the
// other, as the flow has it, as its weights correct it, and as draws of
// the target have it.
type profile struct{}

func (profile) Name() string { return "free energy" }

func (profile) About() string {
	return "free energy between the wells: of the flow, weighed, and exact"
}

func (profile) Can(s *model.Snapshot) string {
	if _, ok := s.Data.Target.(model.Welled); !ok || s.Data.Truth == nil {
		return "a free energy is that of wells, as double-well and muller-brown have"
	}
	return ""
}

func (profile) Needs() Needs { return Needs{Sheet: true} }

func (profile) Shows(variable string) string {
	if variable == "z" {
		return "wells"
	}
	return "−log p along the way"
}

// A wellProfile is what profile draws.
type wellProfile struct {
	across              plot.Range
	exact, raw, weighed []float64 // −log of the mass of every part of the way, in kT
	share               [3][2]float64
	free                model.FreeEnergy
}

// profileDraws is how many samples and exact draws are counted, profileBins in how many
// parts of the way.
const (
	profileDraws = 20000
	profileBins  = 60
)

// Make counts samples of the flow and draws of the target along the way.
func (profile) Make(s *model.Snapshot) any {
	target := s.Data.Target.(model.Welled)
	p := &wellProfile{free: s.FreeEnergy(profileDraws)}
	at, logw := s.AcrossWells(profileDraws)
	x, true := ad.New(profileDraws, s.Data.Truth.Dim()), make([]float64, profileDraws)
	s.Data.Truth.Sample(rand.New(rand.NewPCG(Stream, 1)), x)
	target.Across(true, x)
	p.across = plot.FitRange(true, 1)
	p.exact, p.raw, p.weighed = p.energies(true, nil), p.energies(at, nil), p.energies(at, logw)
	share := 1 / (1 + math.Exp(-target.DeltaF()))
	weighed := 1 / (1 + math.Exp(-p.free.Delta))
	p.share = [3][2]float64{{share, 1 - share}, {weighed, 1 - weighed}, p.free.Share}
	return p
}

// energies are −log of the shares in parts of the way, by weights where there are some;
// NaN where nothing is.
func (p *wellProfile) energies(at, logw []float64) []float64 {
	list, top := make([]float64, profileBins), math.Inf(-1)
	for _, v := range logw {
		top = max(top, v)
	}
	total := 0.0
	for i, v := range at {
		w := 1.0
		if logw != nil {
			w = math.Exp(logw[i] - top)
		}
		if w-w != 0 {
			continue
		}
		total += w
		if k := int(math.Floor((v - p.across.Lo) / p.across.Size() * profileBins)); k >= 0 && k < profileBins {
			list[k] += w
		}
	}
	for k, v := range list {
		if list[k] = -math.Log(v / total * profileBins / p.across.Size()); v == 0 {
			list[k] = math.NaN()
		}
	}
	return list
}

func (v profile) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	p, ok := s.Made.(*wellProfile)
	if !ok {
		return
	}
	if s.Base {
		v.drawShares(g, r, s, p)
		return
	}
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, e := range p.exact {
		if !math.IsNaN(e) {
			lowest, highest = min(lowest, e), max(highest, e)
		}
	}
	shown := plot.View{XMin: p.across.Lo, XMax: p.across.Hi, YMin: lowest - 0.5, YMax: highest + 0.5}
	axes := plot.Axes{Glyphs: s.Glyphs, Axis: s.Theme.Faint, Label: s.Theme.Dim}
	axes.Draw(g, r, shown)
	in := axes.Inside(r)
	if in.W <= 0 || in.H <= 0 {
		return
	}
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, []plot.Class{{Style: s.Theme.Target}, {Style: s.Theme.Dim}, {Style: s.Theme.Image}}
	c.lines.Reset(in.W, in.H, shown)
	for class, list := range [][]float64{p.exact, p.raw, p.weighed} {
		x := make([]float64, profileBins)
		for k := range x {
			x[k] = p.across.Lo + p.across.Size()*(float64(k)+0.5)/profileBins
		}
		if class == 0 {
			c.lines.Dotted(class, x, list, 3)
			continue
		}
		c.lines.Path(class, x, list)
	}
	c.lines.Draw(g, in.X, in.Y)
}

// drawShares writes what is in each well, and the free energy that this comes to.
func (profile) drawShares(g *plot.Grid, r plot.Rect, s *Scene, p *wellProfile) {
	t, names := s.Theme, s.Snap.Data.Target.(model.Welled).Wells()
	const label = 9
	column := min(13, (r.W-label)/2)
	line := func(y int, name string, style plot.Style, cells ...string) {
		g.Text(r.X, r.Y+y, label, name, style)
		for i, text := range cells {
			g.TextRight(r.X+label+i*column, r.Y+y, column, text, style)
		}
	}
	y := max(0, (r.H-6)/3)
	line(y, "", t.Dim, names[0], names[1])
	styles := []plot.Style{t.Target, t.Image, t.Dim}
	for i, name := range []string{"exact", "weighed", "flow"} {
		percent := func(share float64) string { return plot.Fixed(100*share, 5, 1, s.Glyphs) + " %" }
		line(y+1+i, name, styles[i], percent(p.share[i][0]), percent(p.share[i][1]))
	}
	exact := s.Snap.Data.Target.(model.Welled).DeltaF()
	g.Text(r.X, r.Y+y+5, r.W, fmt.Sprintf("F₂ − F₁%s ± %s", plot.Fixed(p.free.Delta, 7, 3, s.Glyphs), plot.Fixed(p.free.SE, 5, 3, s.Glyphs)), t.Strong)
	g.Text(r.X, r.Y+y+6, r.W, fmt.Sprintf("exact  %s kT", plot.Fixed(exact, 7, 3, s.Glyphs)), t.Dim)
}

// Legend tells which curve is which.
func (profile) Legend(_ *Canvas, s *Scene, _ int) []plot.Span {
	t := s.Theme
	if s.Base {
		return []plot.Span{{Text: "shares of both wells", Style: t.Dim}}
	}
	return []plot.Span{{Text: "⋯", Style: t.Target}, {Text: " draws of the target  ", Style: t.Dim}, {Text: "─", Style: t.Image}, {Text: " weighed  ", Style: t.Dim}, {Text: "─", Style: t.Dim}, {Text: " flow", Style: t.Dim}}
}
