package tui

import (
	"math/rand/v2"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// A thumbnail is a small picture of a data set: a few points of its first two
// columns. It never changes.
type thumbnail struct {
	name string
	spec string // what it was made of
	view.Points
	dim int
	err error
}

// thumbnailPoints is enough for a shape in a few cells.
const thumbnailPoints = 600

// makeThumbnail draws a few points of a set.
func makeThumbnail(c dataChoice) *thumbnail {
	t := &thumbnail{name: c.name(), spec: c.spec()}
	if _, has := c.values["n"]; has {
		c = c.with("n", "600")
	}
	src, err := c.build()
	if err != nil {
		t.err = err
		return t
	}
	m := src.Points
	if m == nil { // drawn fresh for every batch
		m = ad.New(thumbnailPoints, src.Truth.Dim())
		src.Truth.Sample(rand.New(rand.NewPCG(0, view.Stream)), m)
	}
	m = view.FirstRows(m, thumbnailPoints)
	t.dim = m.Cols
	if m.Cols == 1 {
		t.Points = view.Heap(standard(m.Col(0)))
		return t
	}
	t.Points = view.Points{X: standard(m.Col(0)), Y: standard(m.Col(1))}
	return t
}

// standard returns a column as the flow sees it: without its mean and scale.
func standard(x []float64) []float64 {
	mean := 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	sd := view.Spread(x)
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = (v - mean) / sd
	}
	return out
}

// exposeThumbnails makes the next thumbnail that the picker lacks, the selected set's
// first.
func (a *App) exposeThumbnails() tea.Cmd {
	p := &a.popup.picker
	if a.popup.kind != pickerPopup || a.pictures.thumbing {
		return nil
	}
	next, ok := p.missing(a.pictures.thumbnails)
	if !ok {
		return nil
	}
	a.pictures.thumbing = true
	return screen.Guard(func() tea.Msg { return thumbnailMsg{makeThumbnail(next)} })
}

// missing returns a set whose thumbnail is not there or shows other values.
func (p *picker) missing(thumbnails map[string]*thumbnail) (dataChoice, bool) {
	lacks := func(c dataChoice) bool {
		t := thumbnails[c.name()]
		return t == nil || t.spec != c.spec()
	}
	if c := p.shown(); lacks(c) {
		return c, true
	}
	for i, c := range p.list {
		if i != p.row && lacks(c) {
			return c, true
		}
	}
	return dataChoice{}, false
}

func (a *App) takeThumbnail(t *thumbnail) tea.Cmd {
	if a.pictures.thumbnails == nil {
		a.pictures.thumbnails = map[string]*thumbnail{}
	}
	a.pictures.thumbnails[t.name] = t
	a.pictures.thumbing = false
	return a.exposeThumbnails()
}

// drawThumbnail draws the points of a set into r.
func (a *App) drawThumbnail(r plot.Rect, c *dataChoice, style plot.Style) {
	t := a.pictures.thumbnails[c.name()]
	if t == nil || t.err != nil || r.W <= 0 || r.H <= 0 {
		return
	}
	s := &a.popup.picker.scatter
	s.Glyphs, s.Classes = a.Glyphs, []plot.Class{{Style: style}}
	const inside = 0.99
	view := plot.FitView(r.W, r.H, t.X, t.Y, inside)
	if t.dim == 1 {
		across := plot.FitRange(t.X, inside)
		view = plot.View{XMin: across.Lo, XMax: across.Hi, YMin: 0, YMax: highest(t.Points, t.Points)}
	}
	s.Reset(r.W, r.H, view)
	s.Add(0, t.X, t.Y)
	s.Draw(&a.Grid, r.X, r.Y)
}
