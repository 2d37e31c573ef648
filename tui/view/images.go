package view

import (
	"fmt"
	"math"
	"strings"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/plot"
)

// images draws samples of a flow of images as images, with what they could be copies
// of and what they should be like.
type images struct{}

func (images) Name() string  { return "images" }
func (images) About() string { return "images, each beside the nearest to learn from" }
func (images) Can(s *model.Snapshot) string {
	if !HasImages(s) {
		return "the data are no images of one channel or three"
	}
	return ""
}
func (images) Needs() Needs                 { return Needs{Images: true} }
func (images) Shows(variable string) string { return "images of " + variable }

// A strip is a line of images with a heading.
type strip struct {
	name  string
	batch *ad.Mat
	depth int
}

func (images) Draw(g *plot.Grid, r plot.Rect, _ *Canvas, s *Scene) {
	m := s.Images
	if m == nil {
		g.Text(r.X, r.Y, r.W, "carrying images both ways", s.Theme.Dim)
		return
	}
	tile := tileOf(m, r)
	across := (r.W + 1) / (tile.W + 1)
	if across == 0 || tile.H == 0 {
		return
	}
	y := r.Y
	for _, line := range m.strips(s, across) {
		if y+1+tile.H > r.Y+r.H {
			return
		}
		g.Text(r.X, y, r.W, fitting(line.name, r.W), s.Theme.Dim)
		low, high := m.depthRange(s.Snap.Data, line.batch, line.depth)
		heat := imageHeat(s, low, high)
		for i := range min(across, line.batch.Rows) {
			at := plot.Rect{X: r.X + i*(tile.W+1), Y: y + 1, W: tile.W, H: tile.H}
			drawImage(g, at, heat, m.Shape, m.pixels(line.batch, line.depth, i))
		}
		y += 1 + tile.H
	}
}

// fitting leaves out what a heading has no room for, from its end, clause by clause and
// word by word.
func fitting(name string, room int) string {
	for plot.Width(name) > room {
		at := strings.LastIndexAny(name, " ")
		if at < 0 {
			return name
		}
		name = strings.TrimRight(name[:at], " ,")
	}
	return name
}

// drawImage draws the pixels of one image, in its greys or colours.
func drawImage(g *plot.Grid, at plot.Rect, heat plot.Heat, s flows.Shape, pixels []float64) {
	channel := func(c int) plot.Field {
		p := s.Positions()
		return plot.Field{Cols: s.Width, Rows: s.Height, Values: pixels[c*p : (c+1)*p]}
	}
	if s.Channels == colours {
		photo := plot.Photo{Heat: heat, Few: len(heat.Ramp) == 0}
		photo.Draw(g, at, channel(0), channel(1), channel(2))
		return
	}
	heat.Draw(g, at, channel(0))
}

// tileOf is the cells of an image: two pixels a cell, one above the other, and as many
// times larger as leaves room for four across and three strips.
func tileOf(m *Images, r plot.Rect) plot.Rect {
	w, h := m.Shape.Width, (m.Shape.Height+1)/2
	times := max(1, min((r.W+1)/(4*(w+1)), r.H/(3*(h+1))))
	return plot.Rect{W: times * w, H: times * h}
}

// strips lists the lines of images from above, the most important first.
func (m *Images) strips(s *Scene, across int) []strip {
	full := len(m.place) - 1
	if s.Base {
		return m.lines(nil, "z of the data below", m.Data[0], 0, across)
	}
	if s.Depth < full {
		lines := []strip{{fmt.Sprintf("%s behind layer %d", m.samplesText(), s.Depth), m.Samples[s.Depth], s.Depth}}
		return m.lines(lines, "data on their way back", m.Data[s.Depth], s.Depth, across)
	}
	lines := []strip{{m.samplesText(), m.Samples[full], full}}
	if m.Nearest != nil {
		lines = append(lines, strip{"nearest training images", m.Nearest, full})
	}
	lines = append(lines, strip{"data held out, " + m.backText(), m.Data[full], full})
	if m.edited() {
		lines[len(lines)-1].name = "data held out"
		lines = append(lines, strip{"with " + m.editText(), m.Edited, full})
	}
	if m.Way != nil && across > 1 {
		lines = append(lines, strip{"between the first two, by z", spread(m.Way, across), full})
	}
	return m.lines(lines, "samples at T 1", m.Hot, full, across)
}

// samplesText names the samples.
func (m *Images) samplesText() string {
	if m.edited() {
		return fmt.Sprintf("T %.2g, %s", m.Look.Heat, m.editText())
	}
	return fmt.Sprintf("samples at T %.2g", m.Look.Heat)
}

// backText tells how exactly data come back from their z.
func (m *Images) backText() string {
	const digits = 9
	if m.Off < math.Pow(10, -digits) {
		return fmt.Sprintf("back from z to %d digits", digits)
	}
	return fmt.Sprintf("back from z off by %.1g", m.Off)
}

// lines adds all of a batch, as many images to a line as fit. On the base side the
// data stand below their z.
func (m *Images) lines(to []strip, name string, batch *ad.Mat, depth, across int) []strip {
	full := len(m.place) - 1
	for lo := 0; lo < batch.Rows; lo += across {
		hi := min(lo+across, batch.Rows)
		to = append(to, strip{name, rowsOf(batch, lo, hi), depth})
		if depth == 0 && full > 0 {
			to = append(to, strip{"their images", rowsOf(m.Data[full], lo, hi), full})
		}
	}
	return to
}

func rowsOf(m *ad.Mat, lo, hi int) *ad.Mat {
	part := ad.New(hi-lo, m.Cols)
	part.CopyRows(m, lo, hi)
	return part
}

// imageHeat draws numbers as greys.
func imageHeat(s *Scene, low, high float64) plot.Heat {
	return plot.Heat{Glyphs: s.Glyphs, Ramp: s.Theme.Grey, Range: plot.Range{Lo: low, Hi: high}}
}

// Legend tells the scale of greys.
func (images) Legend(_ *Canvas, s *Scene, w int) []plot.Span {
	high := 1.0
	if l := s.Snap.Data.Levels; l > 0 {
		high = float64(l - 1)
	}
	heat := imageHeat(s, 0, high)
	if s.Snap.Stack.Shape.Channels == colours && len(heat.Ramp) > 0 && s.Glyphs != plot.ASCII {
		return nil // colours are what they are
	}
	return sheetLegend(heat, s, w)
}
