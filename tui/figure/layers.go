package figure

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"bijou/model"
)

func canLayers(s *model.Snapshot) string {
	if s.Objective.Acts {
		return "a policy is no density of data"
	}
	if len(s.Stack.Layers) == 0 {
		return "the stack has no layers"
	}
	return ""
}

func layersSize(s *model.Snapshot) Size { return Size{120, max(40, 28+6*float64(len(s.Stack.Layers)))} }

// drawLayers draws the mean log|det| of every layer with the standard deviation over the
// points, from the base at the top to the data, over the sum that they add up to.
func drawLayers(p *paper, s *model.Snapshot) {
	ledger := s.LedgerOf(s.Data.ValBatch())
	n := len(ledger.Layers)
	title := fmt.Sprintf("NLL %.3f = base term %.3f + layers %+.3f + units %+.3f nats", ledger.NLL, ledger.BaseTerm, ledger.Sum, ledger.Units)
	a := p.newPlot(strings.ReplaceAll(title, "-", "−"), "mean log|det dx/dz| ± standard deviation over the points (nats)", "")
	a.Y.Min, a.Y.Max = 0.3, float64(n)+0.7
	var ticks plot.ConstantTicks
	most := 0.0
	for i, l := range ledger.Layers {
		y := float64(n - i)
		ticks = append(ticks, plot.Tick{Value: y, Label: fmt.Sprintf("%d %s", i+1, s.Stack.Layers[i].Label(s.Stack.Dim))})
		if spread := math.Abs(l.Mean) + l.SD; spread-spread == 0 {
			most = max(most, spread)
		}
		if l.Mean-l.Mean != 0 {
			continue
		}
		colour := paint(look.Expand)
		if l.Mean < 0 {
			colour = paint(look.Squeeze)
		}
		put(a, bar{plotter.XYs{{X: 0, Y: y - 0.3}, {X: 0, Y: y + 0.3}, {X: l.Mean, Y: y + 0.3}, {X: l.Mean, Y: y - 0.3}}, colour})
		stroke(a, plotter.XYs{{X: l.Mean - l.SD, Y: y}, {X: l.Mean + l.SD, Y: y}}, ink, thin)
	}
	most = max(most*1.05, 0.1)
	a.X.Min, a.X.Max = -most, most
	stroke(a, plotter.XYs{{X: 0, Y: a.Y.Min}, {X: 0, Y: a.Y.Max}}, quiet, thin)
	a.Y.Tick.Marker, a.Y.Tick.Length = ticks, 0
	a.Draw(p.Canvas)
}

// A bar is a filled rectangle.
type bar struct {
	corners plotter.XYs
	color.Color
}

// Plot fills it.
func (b bar) Plot(c draw.Canvas, a *plot.Plot) {
	x, y := a.Transforms(&c)
	var corners []vg.Point
	for _, v := range b.corners {
		corners = append(corners, vg.Point{X: x(v.X), Y: y(v.Y)})
	}
	c.FillPolygon(b.Color, corners)
}
