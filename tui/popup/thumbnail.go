package popup

import (
	"math/rand/v2"
	"sync"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/tui/dataset"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// A Thumbnail is a small picture of a data set: a few points of its first two
// columns. It never changes.
type Thumbnail struct {
	of   set
	spec string // what it was made of
	view.Points
	dim        int
	across, up plot.Range // of the points but for strays
	err        error
}

// thumbnailPoints is enough for a shape in a few cells.
const thumbnailPoints = 600

// thumbnailShare is the share of the points that a thumbnail is sure to show.
const thumbnailShare = 0.99

// catalogued keeps the thumbnails of the sets of the catalogue, by what they were made of,
// for all windows of the process: some take a second to make.
var catalogued sync.Map

// thumbnailOf draws a few points of a set, those of a set of the catalogue once.
func thumbnailOf(c dataset.Choice) *Thumbnail {
	if c.Own != nil {
		return makeThumbnail(c)
	}
	if t, ok := catalogued.Load(c.Spec()); ok {
		return t.(*Thumbnail)
	}
	t := makeThumbnail(c)
	if untouched := (dataset.Choice{Set: c.Set, Values: flows.Defaults(c.Set.Fields)}); c.Spec() == untouched.Spec() { // values that somebody sets are without number
		catalogued.Store(c.Spec(), t)
	}
	return t
}

func makeThumbnail(c dataset.Choice) *Thumbnail {
	t := &Thumbnail{of: setOf(&c), spec: c.Spec()}
	if _, has := c.Values["n"]; has {
		c = c.With("n", "600")
	}
	src, err := c.Build()
	if err != nil {
		t.err = err
		return t
	}
	m := src.Points
	if m == nil { // drawn fresh for every batch
		m = src.Draw(rand.New(rand.NewPCG(0, view.Stream)), thumbnailPoints).X
	}
	m = view.FirstRows(m, thumbnailPoints)
	t.dim = len(src.Columns)
	if t.dim == 1 {
		t.Points = view.Heap(standard(m.Col(0)))
		t.across, t.up = plot.FitRange(t.X, thumbnailShare), plot.Range{Hi: view.Highest(t.Points, t.Points)}
		return t
	}
	t.Points = view.Points{X: standard(m.Col(0)), Y: standard(m.Col(1))}
	t.across, t.up = plot.FitRange(t.X, thumbnailShare), plot.FitRange(t.Y, thumbnailShare)
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

// A set tells an entry of the picker from the others: a file may be called as a
// set of the catalogue is.
type set struct {
	name string
	own  bool
}

func setOf(c *dataset.Choice) set { return set{c.Name(), c.Own != nil} }

// Thumbnails are those of the data sets. One is made at a time.
type Thumbnails struct {
	Made   map[set]*Thumbnail
	making bool
}

// Start makes the next thumbnail that the picker lacks, the selected set's first.
func (p *Picker) Start() tea.Cmd {
	if p.thumbnails.making {
		return nil
	}
	next, ok := p.missing()
	if !ok {
		return nil
	}
	p.thumbnails.making = true
	return screen.Guard(func() tea.Msg { return ThumbnailMsg{thumbnailOf(next)} })
}

// missing returns a set whose thumbnail is not there or shows other values.
func (p *Picker) missing() (dataset.Choice, bool) {
	lacks := func(c dataset.Choice) bool {
		t := p.thumbnails.Made[setOf(&c)]
		return t == nil || t.spec != c.Spec()
	}
	if c := p.shown(); lacks(c) {
		return c, true
	}
	for i, c := range p.list {
		if i != p.Row && lacks(c) {
			return c, true
		}
	}
	return dataset.Choice{}, false
}

// Take keeps a thumbnail that was made.
func (n *Thumbnails) Take(t *Thumbnail) {
	if n.Made == nil {
		n.Made = map[set]*Thumbnail{}
	}
	n.Made[t.of], n.making = t, false
}

// drawThumbnail draws the points of a set into r.
func (p *Picker) drawThumbnail(r plot.Rect, c *dataset.Choice, style plot.Style) {
	t := p.thumbnails.Made[setOf(c)]
	if t == nil || t.err != nil || r.W <= 0 || r.H <= 0 {
		return
	}
	s := &p.scatter
	s.Glyphs, s.Classes = p.Glyphs, []plot.Class{{Style: style}}
	shown := plot.HoldView(r.W, r.H, t.across, t.up)
	if t.dim == 1 {
		shown = plot.View{XMin: t.across.Lo, XMax: t.across.Hi, YMin: t.up.Lo, YMax: t.up.Hi}
	}
	s.Reset(r.W, r.H, shown)
	s.Add(0, t.X, t.Y)
	s.Draw(&p.Grid, r.X, r.Y)
}

// A ThumbnailMsg brings a thumbnail that was made.
type ThumbnailMsg struct{ Thumbnail *Thumbnail }
