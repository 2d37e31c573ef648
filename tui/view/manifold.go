package view

import (
	"bijou/model"
	"bijou/model/latent"
	"bijou/tui/plot"
)

// manifold draws images that latent variables decode to, over parts of their plane that
// are equally likely under the prior; on the data side images that nobody learnt from
// above what comes back of them.
type manifold struct{}

func (manifold) Name() string { return "manifold" }
func (manifold) About() string {
	return "the plane of the latent variables, decoded; images held out above what comes back of them"
}

func (manifold) Can(s *model.Snapshot) string {
	switch {
	case !latent.Learns(s):
		return notLatent
	case !s.Data.Seen.IsImage():
		return "what is seen are no images"
	}
	return ""
}

func (manifold) Needs() Needs        { return Needs{Latents: true} }
func (manifold) Shows(string) string { return "" }

// Make looks at latent variables.
func (manifold) Make(s *model.Snapshot) any { return MakeLatents(s) }

func (v manifold) Draw(g *plot.Grid, r plot.Rect, _ *Canvas, s *Scene) {
	if m := s.latents(); m == nil || m.Decoded == nil {
		return
	}
	if s.Base {
		v.plane(g, r, s)
		return
	}
	v.pairs(g, r, s)
}

// Legend tells the scale of greys: how probable ink is.
func (manifold) Legend(_ *Canvas, s *Scene, w int) []plot.Span {
	heat := imageHeat(s, 0, 1)
	if legend := heat.Legend(4, 1, s.Theme.Dim); plot.SpansWidth(legend) <= w {
		return legend
	}
	return nil
}

// plane draws as many images each way as there is room for.
func (manifold) plane(g *plot.Grid, r plot.Rect, s *Scene) {
	m := s.latents()
	w, h := m.Shape.Width, (m.Shape.Height+1)/2
	n := min(r.W/w, r.H/(h+1), mostDecoded)
	images := m.Decoded[n]
	if images == nil {
		return
	}
	heat := imageHeat(s, 0, 1)
	left, top := r.X+(r.W-n*w)/2, r.Y+(r.H-n*(h+1))/2
	for i := range images.Rows {
		tile := plot.Rect{X: left + i%n*w, Y: top + i/n*(h+1), W: w, H: h}
		heat.Draw(g, tile, plot.Field{Cols: m.Shape.Width, Rows: m.Shape.Height, Values: images.Row(nil, i)})
	}
}

// pairs draws lines of images with what comes back of them below.
func (manifold) pairs(g *plot.Grid, r plot.Rect, s *Scene) {
	m := s.latents()
	w, h := m.Shape.Width, (m.Shape.Height+1)/2
	across, heat := (r.W+1)/(w+1), imageHeat(s, 0, 1)
	if across == 0 {
		return
	}
	for i := range m.Seen.Rows {
		x, y := r.X+i%across*(w+1), r.Y+i/across*(2*h+1)
		if y+2*h > r.Y+r.H {
			return
		}
		for k, row := range [][]float64{m.Seen.Row(nil, i), m.Back.Row(nil, i)} {
			heat.Draw(g, plot.Rect{X: x, Y: y + k*h, W: w, H: h}, plot.Field{Cols: m.Shape.Width, Rows: m.Shape.Height, Values: row})
		}
	}
}
