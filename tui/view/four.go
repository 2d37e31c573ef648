package view

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/latent"
	"bijou/tui/plot"
)

// Four are a flow and the models beside it, as columns of a picture. They never change.
type Four struct {
	Shape   flows.Shape // of images; zero for points
	Held    *ad.Mat     // standardised points that nobody learnt from
	Columns [4]Modelled
}

// Modelled is what one of the models makes of points.
type Modelled struct {
	Name       string
	Back       *ad.Mat // what comes back of the points held out; nil for none
	Samples    *ad.Mat // nil for none
	Miss       float64 // of a number from what comes back, in deviations; NaN for none
	LogP       float64 // mean log p(x), or a bound of it; NaN for none
	Bound      bool    // LogP is a lower bound
	Parameters int
}

const (
	fourPoints = 400 // that come back, and are drawn
	fourImages = 24
	fourBounds = 100 // points whose likelihood is told
)

// MakeFour looks at a snapshot.
func MakeFour(s *model.Snapshot) *Four {
	f := latent.NewFour(s)
	m := &Four{}
	n := fourPoints
	if HasImages(s) {
		m.Shape, n = s.Stack.Shape, fourImages
	}
	m.Held = f.Held(n)
	back, sizes := f.Back(m.Held), f.Parameters()
	flow, vae, gan := f.Samples(n)
	l := f.Bounds(f.Held(fourBounds))
	none := math.NaN()
	m.Columns = [4]Modelled{
		{Name: "flow", Back: back[0], Samples: flow, LogP: stat.Mean(l.Flow, nil)},
		{Name: "VAE", Back: back[1], Samples: vae, LogP: stat.Mean(l.IWAE, nil), Bound: true},
		{Name: "autoencoder", Back: back[2], LogP: none},
		{Name: "GAN", Samples: gan, LogP: none},
	}
	for i := range m.Columns {
		c := &m.Columns[i]
		c.Parameters, c.Miss = sizes[i], none
		if c.Back != nil {
			c.Miss = floats.Distance(c.Back.Data, m.Held.Data, 2) / math.Sqrt(float64(len(m.Held.Data)))
		}
	}
	return m
}

// columns draws a flow and the models beside it: what comes back of points held out, what
// each draws, and what it says of their likelihood.
type columns struct{}

func (columns) Name() string { return "four models" }
func (columns) About() string {
	return "the flow, a VAE, an autoencoder and a GAN: what comes back, what is drawn, and the likelihood"
}

func (columns) Can(s *model.Snapshot) string {
	if !latent.HasRivals(s) {
		return "the flow learns alone"
	}
	return ""
}

func (columns) Needs() Needs        { return Needs{Four: true} }
func (columns) Shows(string) string { return "" }

// Legend tells points from what comes back of them.
func (columns) Legend(_ *Canvas, s *Scene, w int) []plot.Span {
	legend := s.legend()
	if plot.SpansWidth(legend) > w {
		return nil
	}
	return legend
}

// fourFacts is how many lines of numbers a column has.
const fourFacts = 4

// Make looks at a flow beside other models.
func (columns) Make(s *model.Snapshot) any { return MakeFour(s) }

func (v columns) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	m := s.four()
	if m == nil || r.H < fourFacts+2 {
		return
	}
	first := 0
	if !s.Base {
		first = 2
	}
	w := (r.W - 1) / 2
	for k := range 2 {
		v.column(g, plot.Rect{X: r.X + k*(w+1), Y: r.Y, W: w, H: r.H}, c, s, m.Columns[first+k])
	}
}

// column draws one model.
func (v columns) column(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene, m Modelled) {
	t := s.Theme
	facts := []struct{ name, value string }{
		{"back", v.number(m.Miss, s, "none")},
		{"log p", v.likelihood(m, s)},
		{"size", plot.Grouped(m.Parameters, s.Glyphs)},
	}
	g.Text(r.X, r.Y, r.W, m.Name, t.Strong)
	for k, f := range facts {
		g.Text(r.X, r.Y+1+k, r.W, f.name, t.Dim)
		g.TextRight(r.X, r.Y+1+k, r.W, f.value, plot.Style{})
	}
	half := (r.H - fourFacts) / 2
	above := plot.Rect{X: r.X, Y: r.Y + fourFacts, W: r.W, H: half}
	below := plot.Rect{X: r.X, Y: above.Y + half, W: r.W, H: half}
	if s.four().Shape.IsImage() {
		v.images(g, above, s, m.Back)
		v.images(g, below, s, m.Samples)
		return
	}
	v.points(g, above, c, s, m.Back, s.four().Held)
	v.points(g, below, c, s, m.Samples, nil)
}

// number is a value, or a word for none.
func (columns) number(value float64, s *Scene, none string) string {
	switch {
	case math.IsNaN(value):
		return none
	case value < 1e-3:
		return plot.Short(value, s.Glyphs)
	}
	return plot.Fixed(value, 5, 3, s.Glyphs)
}

func (columns) likelihood(m Modelled, s *Scene) string {
	switch {
	case math.IsNaN(m.LogP):
		return "none"
	case m.Bound:
		return "≥" + plot.Fixed(m.LogP, 7, 3, s.Glyphs)
	}
	return plot.Fixed(m.LogP, 7, 3, s.Glyphs)
}

// points draws a batch over another, both of which may be nil.
func (columns) points(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene, x, under *ad.Mat) {
	if x == nil || r.H < 1 {
		g.Text(r.X, r.Y+r.H/2, r.W, "none", s.Theme.Dim)
		return
	}
	held := s.four().Held
	up := min(1, held.Cols-1)
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, []plot.Class{{Style: s.Theme.Target, Ground: true}, {Style: s.Theme.Image}}
	c.lines.Reset(r.W, r.H, plot.FitView(r.W, r.H, held.Col(0), held.Col(up), 1))
	if under != nil {
		c.lines.Add(0, under.Col(0), under.Col(up))
	}
	c.lines.Add(1, x.Col(0), x.Col(up))
	c.lines.Draw(g, r.X, r.Y)
}

// images draws as many of a batch as there is room for.
func (columns) images(g *plot.Grid, r plot.Rect, s *Scene, x *ad.Mat) {
	if x == nil || r.H < 1 {
		g.Text(r.X, r.Y+r.H/2, r.W, "none", s.Theme.Dim)
		return
	}
	shape, d := s.four().Shape, s.Snap.Data
	w, h := shape.Width, (shape.Height+1)/2
	across := (r.W + 1) / (w + 1)
	heat := imageHeat(s, -d.Mean[0]/d.SD[0], (float64(max(d.Levels, 1))-d.Mean[0])/d.SD[0])
	for i := range x.Rows {
		if across == 0 || i/across*h+h > r.H {
			return
		}
		tile := plot.Rect{X: r.X + i%across*(w+1), Y: r.Y + i/across*h, W: w, H: h}
		heat.Draw(g, tile, plot.Field{Cols: shape.Width, Rows: shape.Height, Values: x.Row(nil, i)})
	}
}
