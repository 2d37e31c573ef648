package view

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/diagnose"
	"bijou/presets/systems"
	"bijou/tui/plot"
)

// strange draws how scores tell what a flow was not shown: on the base side images ranked
// by −log p, or in the plane its histograms, with the threshold; on the other side the
// receiver operating characteristic of every score.
type strange struct{ images bool }

func (v strange) Name() string {
	if v.images {
		return "strangers"
	}
	return "alarms"
}
func (strange) About() string {
	return "what the flow was not shown, ranked by −log p; ROC of that and of other scores"
}
func (v strange) Can(s *model.Snapshot) string {
	why := systems.HasStrangers(s)
	if why == "" && v.images != s.Stack.Shape.IsImage() {
		return "images that are strange are ranked, and points are not"
	}
	return why
}
func (strange) Needs() Needs { return Needs{Sheet: true, Own: true} }
func (strange) Shows(variable string) string {
	if variable == "z" {
		return "−log p"
	}
	return "ROC"
}

// A ranking is strangers with what is drawn of them.
type ranking struct {
	*systems.Strangers
	order      []int           // rows, the strangest first
	usual, odd diagnose.Scores // −log p of both kinds
	curves     []curve         // of every score
}

// Make scores usual rows and strange ones.
func (strange) Make(s *model.Snapshot) any {
	t, err := systems.StrangersOf(s)
	if err != nil {
		return nil
	}
	own := t.Scores[0]
	m := &ranking{Strangers: t, order: make([]int, t.Rows.Rows), usual: diagnose.NewScores(own.Usual, nil), odd: diagnose.NewScores(own.Strange, nil)}
	for i := range m.order {
		m.order[i] = i
	}
	slices.SortStableFunc(m.order, func(a, b int) int { return cmp.Compare(m.nats(b), m.nats(a)) })
	for _, score := range t.Scores {
		m.curves = append(m.curves, curveOf(score))
	}
	return m
}

// nats is −log p of a row.
func (m *ranking) nats(row int) float64 {
	own := m.Scores[0]
	if row < m.Usual {
		return own.Usual[row]
	}
	return own.Strange[row-m.Usual]
}

func (v strange) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	t, made := s.Made.(*ranking)
	switch {
	case !made:
		waits(g, r, s, "scoring what was held back")
	case r.H < 3:
	case !s.Base:
		v.drawCurves(g, r, c, s, t)
	case v.images:
		v.drawRanks(g, r, s, t)
	default:
		v.drawScores(g, r, c, s, t)
	}
}

// drawRanks draws the images from the strangest on, above how strange they are; those that
// were left out are marked.
func (strange) drawRanks(g *plot.Grid, r plot.Rect, s *Scene, t *ranking) {
	shape := s.Snap.Stack.Shape
	r = drawAlarm(g, r, s, t)
	tile, across := sheet{}.tile(shape, r, 3)
	heat := imageHeat(s, 0, float64(s.Snap.Data.Levels-1))
	image := ad.New(1, t.Rows.Cols)
	if across == 0 {
		return
	}
	lines := r.H / (tile.H + 1)
	for k := range min(len(t.order), across*lines) {
		at := plot.Rect{X: r.X + k%across*(tile.W+1), Y: r.Y + k/across*(tile.H+1), W: tile.W, H: tile.H}
		row := t.order[k]
		copy(image.Data, t.Rows.Row(nil, row))
		drawImage(g, plot.Rect{X: at.X, Y: at.Y + 1, W: at.W, H: at.H}, heat, shape, image.Data)
		text, style := fmt.Sprintf("%.0f", t.nats(row)), s.Theme.Dim
		if row >= t.Usual {
			text, style = text+" !", s.Theme.Warn
		}
		g.Text(at.X, at.Y, at.W, text, style)
	}
}

// drawAlarm tells what the threshold gives, in two lines where one is too short, and returns
// the room below.
func drawAlarm(g *plot.Grid, r plot.Rect, s *Scene, t *ranking) plot.Rect {
	above, found := fmt.Sprintf("above %.4g:", t.Limit), fmt.Sprintf("finds %.1f%%, alarms %.1f%%", 100*t.Caught, 100*t.Alarms)
	lines := []string{above + " " + found}
	if plot.Width(lines[0]) > r.W {
		lines = []string{above, found}
	}
	for _, line := range lines {
		g.Text(r.X, r.Y, r.W, fitting(line, r.W), s.Theme.Dim)
		r.Y, r.H = r.Y+1, r.H-1
	}
	return r
}

// drawScores draws the histograms of −log p of both kinds with the threshold.
func (strange) drawScores(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene, t *ranking) {
	r = drawAlarm(g, r, s, t)
	usual, odd := t.usual.LogP, t.odd.LogP
	across := plot.FitRange(slices.Concat(usual, odd[:len(odd)*9/10]), 0.99)
	axes := plot.Axes{Glyphs: s.Glyphs, Axis: s.Theme.Faint, Label: s.Theme.Dim}
	in, v := axes.Inside(r), plot.View{XMin: across.Lo, XMax: across.Hi}
	bins := max(in.W/3, 1)
	x, y := steps(t.odd, v, bins)
	_, other := steps(t.usual, v, bins)
	v.YMax = 1.2 * max(slices.Max(y), slices.Max(other))
	(&plot.Histogram{Glyphs: s.Glyphs, Fill: s.Theme.Heap}).Draw(g, in, v, usual)
	axes.Draw(g, r, v)
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, []plot.Class{{Style: s.Theme.Image}, {Style: s.Theme.Warn}}
	c.lines.Reset(in.W, in.H, v)
	c.lines.Path(0, x, y)
	if t.Limit >= v.XMin && t.Limit <= v.XMax {
		c.lines.Path(1, []float64{t.Limit, t.Limit}, []float64{0, v.YMax})
	}
	c.lines.Draw(g, in.X, in.Y)
}

// drawCurves draws the share of strange rows above every threshold by that of usual ones,
// for all scores, and the area below each. Curves are numbered, for eyes and screens
// without their colours.
func (strange) drawCurves(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene, t *ranking) {
	styles := scoreStyles(s)
	x := r.X + 2 + g.Text(r.X, r.Y, r.W, "AUROC", s.Theme.Dim)
	for k, score := range t.Scores {
		text := fmt.Sprintf("%d %s %.3f", k+1, score.Name, score.AUROC)
		if x+plot.Width(text) > r.X+r.W { // on the next line
			x, r.Y, r.H = r.X, r.Y+1, r.H-1
		}
		g.Text(x, r.Y, r.W-(x-r.X), text, styles[k])
		x += plot.Width(text) + 2
	}
	r.Y, r.H = r.Y+1, r.H-1
	in, _ := drawROC(g, r, c, s, styles, t.curves)
	numberCurves(g, in, styles, t.curves)
}

// scoreStyles are those of four scores.
func scoreStyles(s *Scene) []plot.Style {
	return []plot.Style{s.Theme.Image, s.Theme.Target, s.Theme.Warn, s.Theme.Good}
}

// curveOf is the receiver operating characteristic of a score.
func curveOf(score systems.Score) curve {
	usual, odd := slices.Sorted(slices.Values(score.Usual)), slices.Sorted(slices.Values(score.Strange))
	x, y := []float64{0}, []float64{0}
	above := func(sorted []float64, v float64) float64 {
		at, _ := slices.BinarySearch(sorted, v)
		return float64(len(sorted)-at) / float64(len(sorted))
	}
	for i := len(usual) - 1; i >= 0; i-- {
		x, y = append(x, above(usual, usual[i])), append(y, above(odd, usual[i]))
	}
	if math.Abs(x[len(x)-1]-1) < 1e-12 {
		x, y = append(x, 1), append(y, 1)
	}
	return curve{x, y}
}

// Legend says what is drawn.
func (v strange) Legend(_ *Canvas, s *Scene, _ int) []plot.Span {
	t, made := s.Made.(*ranking)
	if !made {
		return nil
	}
	d := s.Theme.Dim
	switch {
	case !s.Base:
		return []plot.Span{{Text: "found by false alarms", Style: d}}
	case v.images:
		return []plot.Span{{Text: "!", Style: s.Theme.Warn}, {Text: " " + t.Name, Style: d}}
	}
	image, _ := Signs(s.Glyphs)
	return []plot.Span{{Text: image, Style: s.Theme.Image}, {Text: " " + t.Name + "  ", Style: d}, {Text: "▄", Style: plot.Ink(s.Theme.Heap.BG)}, {Text: " data", Style: d}}
}
