package figure

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/plotter"

	"bijou/model"
	cells "bijou/tui/plot"
)

func canLoss(s *model.Snapshot) string {
	if len(s.History.Train)+len(s.History.Test) < 2 {
		return "the run has made no steps"
	}
	return ""
}

// drawLoss draws both curves by steps, and the floor.
func drawLoss(p *paper, s *model.Snapshot) {
	words := s.Objective.Words
	unit := " (nats)"
	if s.Objective.Acts { // rewards have no unit
		unit = ""
	}
	a := p.newPlot("", "step", words.Loss+unit)
	var shown []float64
	for _, curve := range []struct {
		name   string
		points []model.Point
		width  bool
	}{{"training", s.History.Train, false}, {"validation", s.History.Test, true}} {
		if s.Objective.Acts && !curve.width { // its loss is no return
			continue
		}
		xy := curveOf(curve.points)
		for _, v := range xy {
			shown = append(shown, v.Y)
		}
		colour, width := paint(look.Image), thin
		if curve.width {
			colour, width = paint(look.Expand), thick
		}
		a.Legend.Add(curve.name, stroke(a, xy, colour, width))
	}
	steps := max(lastStep(s.History.Train), lastStep(s.History.Test), 1)
	a.X.Min, a.X.Max = 0, float64(steps)
	if floor := s.Entropy; !math.IsNaN(floor) {
		shown = append(shown, floor)
		name := fmt.Sprintf("%s of the data, %.3f nats", words.Floor, floor)
		a.Legend.Add(strings.ReplaceAll(name, "-", "−"), stroke(a, plotter.XYs{{X: 0, Y: floor}, {X: float64(steps), Y: floor}}, paint(look.Good), thin, 3, 2))
	}
	span(&a.Y, padded(cells.FitRange(shown, 0.98)))
	a.Draw(p.legend(a).Canvas)
}

func curveOf(points []model.Point) (xy plotter.XYs) {
	for _, v := range points {
		if v.NLL-v.NLL == 0 {
			xy = append(xy, plotter.XY{X: float64(v.Step), Y: v.NLL})
		}
	}
	return xy
}

func lastStep(points []model.Point) int {
	if len(points) == 0 {
		return 0
	}
	return points[len(points)-1].Step
}
