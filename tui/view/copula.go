package view

import (
	"fmt"
	"math"
	"slices"

	"bijou/flows"
	"bijou/model"
	"bijou/tui/plot"
)

// copula draws two columns by their distribution functions: every point at its ranks, so
// that each column alone is even and what is left to see is how they depend on each
// other (Sklar 1959). Behind destructors it shows what they have not destroyed yet.
type copula struct{}

func (copula) Name() string  { return "copula" }
func (copula) About() string { return "the copula: both columns by their ranks" }

// Can keeps it to flows that are fitted to data to make them even, where it is the
// canonical picture.
func (copula) Can(s *model.Snapshot) string {
	if why := notOneColumn(s); why != "" || Fans(s) {
		return why
	}
	if s.BaseSpec.Kind().Name == "uniform" || slices.ContainsFunc(s.Stack.Layers, flows.Layer.Fitted) {
		return ""
	}
	return "a copula is drawn of destructors, which have a uniform base or layers that are fitted"
}
func (copula) Needs() Needs        { return Needs{} }
func (copula) Shows(string) string { return "copula" }

func (copula) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	if s.Copula == nil {
		return
	}
	g.Text(r.X, r.Y, r.W, fmt.Sprintf("share%s nats or more, by %d by %d boxes", plot.Fixed(s.Copula.Nats, 6, 3, s.Glyphs), boxes, boxes), s.Theme.Dim)
	in := plot.Rect{X: r.X, Y: r.Y + 1, W: r.W, H: r.H - 1}
	if in.H >= 3*marginH {
		in.H -= marginH + 1
		drawMargins(g, plot.Rect{X: r.X, Y: in.Y + in.H, W: r.W, H: marginH + 1}, s)
	}
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, []plot.Class{{Style: s.Theme.Image}}
	c.lines.Reset(in.W, in.H, plot.View{XMin: 0, XMax: 1, YMin: 0, YMax: 1})
	c.lines.Add(0, s.Copula.U.X, s.Copula.U.Y)
	c.lines.Draw(g, in.X, in.Y)
}

// A Copula is a batch of two columns by their ranks. It never changes.
type Copula struct {
	U     Points        // the ranks
	Nats  float64       // that the columns share, at least
	Range [2]plot.Range // of each column alone
}

func newCopula(data Points) *Copula {
	u := Points{X: ranks(data.X), Y: ranks(data.Y)}
	return &Copula{u, information(u), [2]plot.Range{plot.FitRange(data.X, 1), plot.FitRange(data.Y, 1)}}
}

// marginH is how high the histograms below a copula are.
const marginH = 4

// drawMargins draws what ranks leave out: each of the two columns alone, as a histogram.
func drawMargins(g *plot.Grid, r plot.Rect, s *Scene) {
	w, data := r.W/2-1, s.data()
	for i, side := range []struct {
		name   string
		values []float64
	}{{"across, alone", data.X}, {"up, alone", data.Y}} {
		at := plot.Rect{X: r.X + i*(w+2), Y: r.Y + 1, W: w, H: r.H - 1}
		g.Text(at.X, r.Y, w, side.name, s.Theme.Dim)
		across := s.Copula.Range[i]
		h := plot.Histogram{Glyphs: s.Glyphs, Fill: s.Theme.Heap}
		v := plot.View{XMin: across.Lo, XMax: across.Hi, YMax: HighestMean(side.values, nil, plot.View{XMin: across.Lo, XMax: across.Hi}, w/2)}
		h.Draw(g, at, v, side.values)
	}
}

// Legend says what is drawn.
func (copula) Legend(_ *Canvas, s *Scene, _ int) []plot.Span {
	image, _ := Signs(s.Glyphs)
	return []plot.Span{{Text: image, Style: s.Theme.Image}, {Text: " ranks of the " + s.DataName, Style: s.Theme.Dim}}
}

// ranks returns for every number the share of those below it, in the middle of its own.
func ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return 0
	})
	u := make([]float64, len(x))
	for rank, i := range order {
		u[i] = (float64(rank) + 0.5) / float64(len(x))
	}
	return u
}

// boxes is how many parts each side of the square is cut into for [information].
const boxes = 8

// information estimates the mutual information of two columns by the shares of their
// ranks in boxes, less what chance adds to it, (b − 1)²/2n (Miller 1955). What is finer
// than a box is missing.
func information(u Points) float64 {
	n := float64(len(u.X))
	if n == 0 {
		return math.NaN()
	}
	var count [boxes][boxes]float64
	for i, x := range u.X {
		count[int(x*boxes)][int(u.Y[i]*boxes)]++
	}
	sum := 0.0
	for _, row := range count {
		for _, k := range row {
			if k > 0 {
				sum += k / n * math.Log(k/n*boxes*boxes)
			}
		}
	}
	return sum - (boxes-1)*(boxes-1)/(2*n)
}
