package view

import (
	"fmt"
	"slices"

	"bijou/model"
	"bijou/model/diagnose"
	"bijou/tui/plot"
)

// found draws how a low log p finds the rows with a label: on the base side the
// densities of log p of both kinds with the threshold, on the other the receiver
// operating characteristic.
type found struct{}

func (found) Name() string  { return "labels" }
func (found) About() string { return "log p of labelled rows and of others, a threshold, and the ROC" }
func (found) Can(s *model.Snapshot) string {
	if s.Data.Labelled == nil {
		return "labels are of a table with --label, such as kind=bad"
	}
	return ""
}
func (found) Needs() Needs { return Needs{Found: true} }
func (found) Shows(variable string) string {
	if variable == "x" {
		return "ROC"
	}
	return "log p"
}

// falseAlarm is the share of the others that the threshold may take for labelled.
const falseAlarm = 0.05

// mostFound bounds the rows of either kind that are scored.
const mostFound = 4096

// A Found is how log p tells labelled rows from those held back.
type Found struct {
	Detection        diagnose.Detection
	Curve            []diagnose.Operating
	Labelled, Others diagnose.Scores
}

// MakeFound scores both kinds.
func MakeFound(s *model.Snapshot) *Found {
	f := &Found{}
	labelled := FirstRows(s.Data.Labelled, min(mostFound, s.Data.Labelled.Rows))
	logp := make([]float64, labelled.Rows)
	s.Score(logp, labelled)
	weights := s.Data.LabelledWeight // none or all
	f.Labelled = diagnose.NewScores(logp, weights[:min(labelled.Rows, len(weights))])
	test := s.Data.Test.Rows(0, min(mostFound, s.Data.Test.X.Rows))
	logp = make([]float64, test.X.Rows)
	s.ScoreBatch(logp, test)
	f.Others = diagnose.NewScores(logp, test.Weight)
	f.Detection = diagnose.Detect(s.Data.Label, falseAlarm, f.Labelled, f.Others)
	f.Curve = diagnose.Operate(f.Labelled, f.Others)
	return f
}

// Make measures how log p tells labelled rows from others.
func (found) Make(s *model.Snapshot) any { return MakeFound(s) }

func (v found) Draw(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	f, made := s.Made.(*Found)
	if !made {
		return
	}
	d := f.Detection
	text := fmt.Sprintf("AUROC%s ± %s", plot.Fixed(float64(d.AUROC), 7, 4, s.Glyphs), plot.Fixed(float64(d.SE), 6, 4, s.Glyphs))
	if s.Base {
		text = fmt.Sprintf("up to%s: finds %.3f, alarms %.3f", plot.Fixed(float64(d.At), 7, 2, s.Glyphs), float64(d.Hits), float64(d.Alarm))
	}
	g.Text(r.X, r.Y, r.W, text, s.Theme.Dim)
	r.Y, r.H = r.Y+1, r.H-1
	if s.Base {
		f.drawScores(g, r, c, s)
	} else {
		f.drawCurve(g, r, c, s)
	}
}

// drawScores draws the histogram of log p of the others and the density of that of the
// labelled, with a line at the threshold.
func (f *Found) drawScores(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	across := plot.FitRange(slices.Concat(f.Labelled.LogP, f.Others.LogP), 0.99)
	axes := plot.Axes{Glyphs: s.Glyphs, Axis: s.Theme.Faint, Label: s.Theme.Dim}
	in := axes.Inside(r)
	v := plot.View{XMin: across.Lo, XMax: across.Hi}
	bins := max(in.W/3, 1)
	x, y := steps(f.Labelled, v, bins)
	_, other := steps(f.Others, v, bins)
	v.YMax = 1.2 * max(slices.Max(y), slices.Max(other))
	(&plot.Histogram{Glyphs: s.Glyphs, Fill: s.Theme.Heap}).Draw(g, in, v, f.Others.Even())
	axes.Draw(g, r, v)
	c.lines.Glyphs, c.lines.Classes = s.Glyphs, []plot.Class{{Style: s.Theme.Image}, {Style: s.Theme.Warn}}
	c.lines.Reset(in.W, in.H, v)
	c.lines.Path(0, x, y)
	if at := float64(f.Detection.At); at >= v.XMin && at <= v.XMax {
		c.lines.Path(1, []float64{at, at}, []float64{0, v.YMax})
	}
	c.lines.Draw(g, in.X, in.Y)
}

// steps is the outline of a histogram of scores.
func steps(of diagnose.Scores, v plot.View, bins int) (x, y []float64) {
	width := (v.XMax - v.XMin) / float64(bins)
	for k := range bins {
		lo := v.XMin + float64(k)*width
		density := (of.AtMost(lo+width) - of.AtMost(lo)) / of.Total() / width
		x, y = append(x, lo, lo+width), append(y, density, density)
	}
	return x, y
}

// drawCurve draws the share of the labelled by that of the others, the line of chance,
// and the threshold.
func (f *Found) drawCurve(g *plot.Grid, r plot.Rect, c *Canvas, s *Scene) {
	var path curve
	for _, p := range f.Curve {
		path.x, path.y = append(path.x, p.Alarm), append(path.y, p.Hits)
	}
	in, v := drawROC(g, r, c, s, []plot.Style{s.Theme.Image}, []curve{path})
	if cx, cy, ok := v.Cell(in.W, in.H, float64(f.Detection.Alarm), float64(f.Detection.Hits)); ok {
		g.Text(in.X+cx, in.Y+cy, 1, "✚", s.Theme.Warn)
	}
}

// Legend says what is drawn.
func (found) Legend(_ *Canvas, s *Scene, _ int) []plot.Span {
	image, _ := Signs(s.Glyphs)
	name := s.Snap.Data.Label
	if !s.Base {
		return []plot.Span{{Text: image, Style: s.Theme.Image}, {Text: " share of " + name + " found, by that of others", Style: s.Theme.Dim}}
	}
	return []plot.Span{{Text: image, Style: s.Theme.Image}, {Text: " " + name + "  ", Style: s.Theme.Dim}, {Text: "▄", Style: plot.Ink(s.Theme.Heap.BG)}, {Text: " the rows held back", Style: s.Theme.Dim}}
}
