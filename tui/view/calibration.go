package view

import (
	"fmt"
	"math"

	"bijou/model"
	"bijou/model/diagnose"
	"bijou/tui/plot"
)

// calibration draws how even the ranks of points are among draws under their conditions,
// and how much the densest regions of the draws cover, while the flow learns.
type calibration struct{}

func (calibration) Name() string { return "calibration" }

func (calibration) About() string {
	return "calibration: ranks of fresh points among draws, and what the densest regions cover"
}

func (calibration) Can(s *model.Snapshot) string { return diagnose.NotCalibrated(s) }
func (calibration) Needs() Needs                 { return Needs{Sheet: true} }
func (calibration) Shows(variable string) string {
	if variable == "z" {
		return "ranks"
	}
	return "coverage"
}

// How many points are ranked for a picture, and among how many draws each.
const (
	pictureRanked = 300
	pictureDraws  = 99
)

// Make ranks points by draws that are always the same.
func (calibration) Make(s *model.Snapshot) any {
	return diagnose.CalibrationOf(s, pictureRanked, pictureDraws, model.DrawStream(Stream))
}

func (v calibration) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	made, ok := s.Made.(diagnose.Calibration)
	if !ok {
		return
	}
	if s.Base {
		v.drawRanks(g, r, c, s, made)
		return
	}
	v.drawCoverage(g, r, c, s, made)
}

// drawRanks draws a histogram for every column and one for log q, as many as there is room
// for, with the band that 99 % of the bars stay in.
func (v calibration) drawRanks(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene, made diagnose.Calibration) {
	const leastW, leastH = 18, 3
	names := append(append([]string(nil), s.Snap.Data.Columns...), "log q")
	across := max(1, min(r.W/leastW, int(math.Ceil(math.Sqrt(float64(len(names))/2)))))
	down := max(1, min(r.H/leastH, (len(names)+across-1)/across))
	w, h := r.W/across, r.H/down
	shown := min(len(names), across*down)
	for k := range shown {
		i := k
		if k == shown-1 {
			i = len(names) - 1 // that of log q speaks of all
		}
		at := plot.Rect{X: r.X + k%across*w, Y: r.Y + k/across*h, W: w - 1, H: h}
		p, counts := made.JointP(), made.JointCounts()
		if i < len(made.Ranks) {
			p, counts = made.P(i), made.Counts(i)
		}
		style := s.Theme.Dim
		if p*float64(len(names)) < unevenP {
			style = s.Theme.Warn
		}
		const room = 8 // for p
		g.Text(at.X, at.Y, at.W-room, names[i], style)
		g.TextRight(at.X, at.Y, at.W, "p "+plot.Fixed(p, 5, 3, s.Glyphs), style)
		v.drawBars(g, plot.Rect{X: at.X, Y: at.Y + 1, W: at.W, H: at.H - 1}, c, s, made, counts[:])
	}
}

// unevenP is below what a p, corrected for how many there are, says that ranks are not even.
const unevenP = 0.01

// drawBars draws counts over their band.
func (calibration) drawBars(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene, made diagnose.Calibration, counts []int) {
	if r.H < 2 {
		return
	}
	lo, hi := made.Band()
	shown := plot.View{XMin: 0, XMax: 1, YMin: 0, YMax: 1.4 * float64(hi)}
	at := make([]float64, r.W)
	for x := range at {
		at[x] = float64(counts[x*len(counts)/r.W])
	}
	(&plot.Histogram{Glyphs: s.Glyphs, Fill: s.Theme.Heap}).Density(g, r, shown, at)
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, []plot.Class{{Style: s.Theme.Image}}
	c.lines.Reset(r.W, r.H, shown)
	for _, y := range []int{lo, hi} {
		c.lines.Dotted(0, []float64{0, 1}, []float64{float64(y), float64(y)}, 4)
	}
	c.lines.Draw(g, r.X, r.Y)
}

// drawCoverage draws expected coverage over the level, between two standard errors about
// the diagonal.
func (calibration) drawCoverage(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene, made diagnose.Calibration) {
	t := s.Theme
	style := t.Dim
	if made.FamilyP() < unevenP {
		style = t.Warn
	}
	share, _ := made.Coverage(0.9)
	text := fmt.Sprintf("p %s", plot.Fixed(made.FamilyP(), 5, 3, s.Glyphs))
	if r.W >= 40 {
		text += " that all are even"
	}
	g.Text(r.X, r.Y, r.W, fmt.Sprintf("%s  90%%: %.1f%%", text, 100*share), style)
	r.Y, r.H = r.Y+1, r.H-1
	shown := plot.View{XMax: 1, YMax: 1}
	axes := plot.Axes{Glyphs: s.Glyphs, Axis: t.Faint, Label: t.Dim}
	axes.Draw(g, r, shown)
	in := axes.Inside(r)
	if in.W <= 0 || in.H <= 0 {
		return
	}
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, []plot.Class{{Style: t.Dim}, {Style: t.Image}}
	c.lines.Reset(in.W, in.H, shown)
	for _, sign := range []float64{-2, 2} {
		var xs, ys []float64
		for k := range 41 {
			p := float64(k) / 40
			xs, ys = append(xs, p), append(ys, min(max(p+sign*math.Sqrt(p*(1-p)/float64(len(made.Joint))), 0), 1))
		}
		c.lines.Dotted(0, xs, ys, 3)
	}
	xs, ys := []float64{0}, []float64{0}
	for _, l := range made.Expected() {
		xs, ys = append(xs, float64(l.Nominal)), append(ys, float64(l.Covered))
	}
	c.lines.Path(1, append(xs, 1), append(ys, 1))
	c.lines.Draw(g, in.X, in.Y)
}

// Legend tells how many points were ranked, and what the lines are.
func (calibration) Legend(_ *Canvas, s *Scene, w int) []plot.Span {
	t := s.Theme
	made, ok := s.Made.(diagnose.Calibration)
	if !ok {
		return nil
	}
	if s.Base {
		return []plot.Span{{Text: fmt.Sprintf("%d points among %d draws, ", len(made.Joint), made.Draws), Style: t.Dim}, {Text: "⋯", Style: t.Image}, {Text: " 99%", Style: t.Dim}}
	}
	return []plot.Span{{Text: "─", Style: t.Image}, {Text: " covered  ", Style: t.Dim}, {Text: "⋯ 2 se; below: too sure", Style: t.Dim}}
}
