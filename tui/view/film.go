package view

import (
	"fmt"

	"bijou/model"
	"bijou/tui/plot"
)

// film draws the samples at all depths beside each other, from the base to the data, and on
// the base side the data on their way back.
type film struct{}

func (film) Name() string                 { return "film" }
func (film) About() string                { return "film: all depths at once, from the base to the data" }
func (film) Can(s *model.Snapshot) string { return notOneColumn(s) }
func (film) Needs() Needs                 { return Needs{Film: true} }

func (film) Shows(variable string) string {
	if variable == "z" {
		return "x → z, all depths"
	}
	return "z → " + variable + ", all depths"
}

// The least size of a picture of a film, in cells with its name, and how many points all of
// them have together.
const (
	frameW, frameH = 10, 5
	filmPoints     = 6000
)

func (film) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	if s.Way == nil || r.W <= 0 || r.H <= 0 {
		return
	}
	path, hue := s.Way.Model, s.Way.Hue
	if s.Base {
		path, hue = s.Way.Data, s.Way.DataHue
	}
	depths, frames := filmFrames(r, len(path))
	c.film.follow(path, depths, frames)
	n := min(len(path[0].X), filmPoints/max(len(depths), 1))
	c.scatter.Glyphs, c.scatter.Classes = s.Glyphs, s.classes()
	for i, k := range depths {
		f, style := frames[i], s.Theme.Dim
		if k == s.Depth || s.Base && k == 0 {
			style = s.Theme.Accent
		}
		g.Text(f.X, f.Y, f.W, filmName(k, len(path)-1), style)
		f.Y, f.H = f.Y+1, f.H-1
		c.scatter.Reset(f.W-1, f.H, c.film.views[i])
		c.add(imageClass, Points{path[k].X[:n], path[k].Y[:n]}, hue, s.Angle)
		c.scatter.Draw(g, f.X, f.Y)
	}
}

// filmName is what stands over a picture: how many layers it is behind.
func filmName(k, last int) string {
	switch k {
	case 0:
		return "z"
	case last:
		return "x"
	}
	return fmt.Sprint(k)
}

// filmFrames chooses which of n depths are shown and where: as many as have room, the
// pictures as large as that allows.
func filmFrames(r plot.Rect, n int) (depths []int, frames []plot.Rect) {
	most := max(r.W/frameW, 1) * max(r.H/frameH, 1)
	shown := min(n, most)
	cols, size := 1, 0
	for c := 1; c <= shown; c++ {
		rows := (shown + c - 1) / c
		if side := min(r.W/c, 2*(r.H/rows-1)); side > size { // a cell is twice as high as wide
			cols, size = c, side
		}
	}
	rows := (shown + cols - 1) / cols
	w, h := r.W/cols, r.H/rows
	for i := range shown {
		k := 0
		if shown > 1 {
			k = (i*(n-1) + (shown-1)/2) / (shown - 1)
		}
		depths = append(depths, k)
		frames = append(frames, plot.Rect{X: r.X + i%cols*w, Y: r.Y + i/cols*h, W: w, H: h})
	}
	return depths, frames
}

// A filmRange keeps what each picture of a film shows, as finding that takes longer than
// drawing it.
type filmRange struct {
	of    *Points
	n     int
	w, h  int
	views []plot.View
}

// follow finds the ranges of other points; the pictures move in steps.
func (f *filmRange) follow(path []Points, depths []int, frames []plot.Rect) {
	w, h := frames[0].W-1, frames[0].H-1
	same := f.n == len(depths) && f.w == w && f.h == h
	if same && f.of == &path[0] {
		return
	}
	if !same {
		f.views = make([]plot.View, len(depths))
	}
	f.of, f.n, f.w, f.h = &path[0], len(depths), w, h
	const inside = 0.98
	for i, k := range depths {
		f.views[i] = f.views[i].Steady(plot.FitView(w, h, path[k].X, path[k].Y, inside))
	}
}

// Legend says what is drawn.
func (film) Legend(_ *Canvas, s *Scene, _ int) []plot.Span {
	image, _ := Signs(s.Glyphs)
	return []plot.Span{{Text: image, Style: s.Theme.Image}, {Text: " " + s.ImageName, Style: s.Theme.Dim}}
}
