package view

import (
	"fmt"
	"math"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/sound"
	"bijou/tui/plot"
)

// waves draws samples of a flow of waves as waves, and their spectrum beside that which
// they should have.
type waves struct{}

func (waves) Name() string  { return "waves" }
func (waves) About() string { return "waves, and their spectrum beside the one asked for" }
func (waves) Can(s *model.Snapshot) string {
	if !HasWaves(s) {
		return "the data are no waves"
	}
	return ""
}
func (waves) Needs() Needs { return Needs{Waves: true} }
func (waves) Shows(variable string) string {
	if variable == "z" {
		return "spectrum"
	}
	return "waves"
}

func (v waves) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	if s.Waves == nil {
		return
	}
	if s.Base {
		v.drawSpectrum(g, r, c, s)
		return
	}
	lines := s.Waves.lines(s.Depth)
	each := max(3, r.H/max(len(lines), 1))
	for y := r.Y; len(lines) > 0 && y+each <= r.Y+r.H; y += each {
		drawWave(g, plot.Rect{X: r.X, Y: y, W: r.W, H: each}, c, s, lines[0])
		lines = lines[1:]
	}
}

// heldClass is that of waves of the data: lines as those of the flow, in the colour of
// what it is compared with.
const heldClass = imageClass + 1

// A waveLine is one wave with a heading.
type waveLine struct {
	name  string
	x     []float64
	class int
	under []float64 // drawn below it as dots; nil for none
}

// lines lists the waves from above, the most important first.
func (w *Waves) lines(depth int) (list []waveLine) {
	full := len(w.place) - 1
	add := func(name string, at *ad.Mat, i, class int) {
		list = append(list, waveLine{name: name, x: w.window(at, depth, i), class: class})
	}
	if depth < full {
		add(fmt.Sprintf("drawn at σ %.2g, behind layer %d", w.Sigma, depth), w.Samples[depth], 0, imageClass)
		add("data on their way back", w.Data[depth], 0, heldClass)
		add("another drawn", w.Samples[depth], 1, imageClass)
		return list
	}
	add(fmt.Sprintf("drawn at σ %.2g", w.Sigma), w.Samples[full], 0, imageClass)
	held := "held back"
	if w.From != "" {
		held = w.From + ", held back"
	}
	add(held, w.Data[full], 0, heldClass)
	if w.Converted != nil {
		add(fmt.Sprintf("the same z as %s; and back: off by %.0e", w.To, w.Return), w.Converted, 0, imageClass)
	}
	add(fmt.Sprintf("with noise, %.1f dB", w.SNR[0]), w.Noisy, 0, heldClass)
	add(fmt.Sprintf("what the flow takes for behind it, %.1f dB", w.SNR[1]), w.Clean, 0, imageClass)
	list[len(list)-1].under = w.window(w.Data[full], full, 0)
	return list
}

// drawWave draws a wave in braille below its heading.
func drawWave(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene, l waveLine) {
	g.Text(r.X, r.Y, r.W, l.name, s.Theme.Dim)
	in := plot.Rect{X: r.X, Y: r.Y + 1, W: r.W, H: r.H - 1}
	top := 0.0
	for _, v := range l.x {
		if math.Abs(v) > top && !math.IsInf(v, 0) {
			top = math.Abs(v)
		}
	}
	top = max(top, 1e-9) * 1.05
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, s.classes()
	c.lines.Classes[targetClass].Style, c.lines.Classes[heldClass].Style = s.Theme.Target, s.Theme.Target
	c.lines.Reset(in.W, in.H, plot.View{XMin: 0, XMax: float64(len(l.x) - 1), YMin: -top, YMax: top})
	times := make([]float64, len(l.x))
	for t := range times {
		times[t] = float64(t)
	}
	if l.under != nil {
		cell, _ := s.Glyphs.Dots()
		c.lines.Dotted(targetClass, times, l.under, float64(2*cell))
	}
	c.lines.Path(l.class, times, l.x)
	c.lines.Draw(g, in.X, in.Y)
}

// spectrumDecibels is how far below the loudest a spectrum is shown.
const spectrumDecibels = 50

// drawSpectrum draws the spectrum of samples as a line, over the one asked for in dots.
func (waves) drawSpectrum(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	w := s.Waves
	top := max(slices.Max(w.Asked), slices.Max(w.Got)) + 3
	v := plot.View{XMin: 0, XMax: sound.Rate / 2000., YMin: top - spectrumDecibels, YMax: top}
	axes := plot.Axes{Glyphs: s.Glyphs, Axis: s.Theme.Faint, Label: s.Theme.Dim}
	in := axes.Inside(r)
	axes.Draw(g, r, v)
	hertz := make([]float64, len(w.Got))
	for k := range hertz {
		hertz[k] = v.XMax * float64(k) / float64(len(hertz)-1)
	}
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, s.classes()
	c.lines.Classes[targetClass].Style = s.Theme.Target
	c.lines.Reset(in.W, in.H, v)
	cell, _ := s.Glyphs.Dots()
	c.lines.Dotted(targetClass, hertz, w.Asked, float64(2*cell))
	c.lines.Path(imageClass, hertz, w.Got)
	c.lines.Draw(g, in.X, in.Y)
}

// Legend tells what is asked for and what was got.
func (waves) Legend(_ *Canvas, s *Scene, _ int) []plot.Span {
	t := s.Theme
	image, target := Signs(s.Glyphs)
	what := " " + s.DataName + "  "
	switch {
	case s.Base && s.Waves != nil && s.Waves.Exact:
		what = " exact  "
	case s.Base:
		what = " of the data  "
	}
	got := " f(z)"
	if s.Base {
		got = " drawn, dB over kHz"
	}
	return []plot.Span{{Text: target, Style: t.Target}, {Text: what, Style: t.Dim}, {Text: image, Style: t.Image}, {Text: got, Style: t.Dim}}
}

// spectrograms draws the spectra of windows one beside the other: of the data, which are
// asked for, and of samples under the same conditions.
type spectrograms struct{}

func (spectrograms) Name() string                 { return "spectrograms" }
func (spectrograms) About() string                { return "spectrograms: windows of data, and one drawn for each" }
func (spectrograms) Can(s *model.Snapshot) string { return waves{}.Can(s) }
func (spectrograms) Needs() Needs                 { return Needs{Waves: true} }
func (spectrograms) Shows(variable string) string {
	if variable == "z" {
		return "bands of the data"
	}
	return "bands drawn"
}

func (spectrograms) Draw(g *plot.Grid, r plot.Rect, _ *Canvas, s *Scene) {
	if s.Waves == nil {
		return
	}
	columns := s.Waves.Made
	if s.Base {
		columns = s.Waves.Wanted
	}
	heat := spectrogramHeat(s)
	across := min(len(columns), r.W)
	field := plot.Field{Cols: across, Rows: len(columns[0])}
	for b := range field.Rows { // high frequencies above
		for i := range across {
			field.Values = append(field.Values, columns[i][field.Rows-1-b])
		}
	}
	heat.Draw(g, r, field)
}

func spectrogramHeat(s *Scene) plot.Heat {
	top := math.Inf(-1)
	for _, column := range s.Waves.Wanted {
		top = max(top, slices.Max(column))
	}
	return plot.Heat{Glyphs: s.Glyphs, Ramp: s.Theme.Heat, Ink: s.Theme.Image, Range: plot.Range{Lo: top - spectrumDecibels, Hi: top}}
}

// Legend tells the scale.
func (spectrograms) Legend(_ *Canvas, s *Scene, w int) []plot.Span {
	if s.Waves == nil {
		return nil
	}
	heat := spectrogramHeat(s)
	if legend := append(heat.Legend(6, 0, s.Theme.Dim), plot.Span{Text: " dB", Style: s.Theme.Dim}); plot.SpansWidth(legend) <= w {
		return legend
	}
	return nil
}
