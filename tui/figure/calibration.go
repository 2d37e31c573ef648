package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"bijou/model"
	"bijou/model/diagnose"
	cells "bijou/tui/plot"
)

func canCalibration(s *model.Snapshot) string {
	if s.Objective.Acts {
		return "a policy is no density of data"
	}
	return ""
}

// drawCalibration draws what a flow that is right has on the diagonal: the quantiles of
// its z, and how many points lie in its regions of highest density.
func drawCalibration(p *paper, s *model.Snapshot) {
	d := diagnose.Draw(s)
	left, right := p.part(0, 0.5, 0, 1), p.part(0.5, 1, 0, 1)
	left.Max.X, right.Min.X = left.Max.X-margin, right.Min.X+margin
	drawQuantiles(left, d.Quantiles())
	drawCoverage(right, d.Coverage())
}

// mostCurves is how many axes of z have a curve: more would be one blot.
const mostCurves = 8

func drawQuantiles(p *paper, axes []diagnose.Quantiles) {
	a := p.newPlot("QQ of z; along the line: right", "quantile of the base (standard deviations)", "quantile of z (standard deviations)")
	bounds := cells.Range{Lo: math.Inf(1), Hi: math.Inf(-1)}
	for i, q := range axes[:min(len(axes), mostCurves)] {
		var xy plotter.XYs
		for k := range q.Z {
			xy = append(xy, plotter.XY{X: float64(q.Base[k]), Y: float64(q.Z[k])})
			bounds.Lo, bounds.Hi = min(bounds.Lo, xy[k].X, xy[k].Y), max(bounds.Hi, xy[k].X, xy[k].Y)
		}
		a.Legend.Add(fmt.Sprintf("z%d", i+1), stroke(a, xy, paint(look.Angle[(i*5+4)%len(look.Angle)]), thick))
	}
	if bounds.Lo > bounds.Hi {
		bounds = cells.Range{Lo: -1, Hi: 1}
	}
	a.Legend.Left, a.Legend.Top = true, true
	p.overDiagonal(a, padded(bounds))
}

func drawCoverage(p *paper, c diagnose.Coverage) {
	a := p.newPlot("coverage; below the line: too sure", "share of the flow's mass (nominal)", "share of the points (covered)")
	xy := plotter.XYs{{X: 0, Y: 0}}
	for _, l := range c.Levels {
		xy = append(xy, plotter.XY{X: float64(l.Nominal), Y: float64(l.Covered)})
	}
	stroke(a, append(xy, plotter.XY{X: 1, Y: 1}), paint(look.Image), thick)
	p.overDiagonal(a, cells.Range{Lo: 0, Hi: 1})
}

// overDiagonal draws axes of the same range with the diagonal.
func (p *paper) overDiagonal(a *plot.Plot, r cells.Range) {
	span(&a.X, r)
	span(&a.Y, r)
	stroke(a, plotter.XYs{{X: r.Lo, Y: r.Lo}, {X: r.Hi, Y: r.Hi}}, quiet, thin, 2, 2)
	a.Draw(p.Canvas)
}
