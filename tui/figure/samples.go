package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"bijou/flows/ad"
	"bijou/model"
	cells "bijou/tui/plot"
	"bijou/tui/view"
)

// shown is how many points of either side a figure has.
const shown = 2000

// inside is the share of the points that the range of an axis keeps.
const inside = 0.99

// cloud is what both sides of a run are: samples of the flow and data, in the data's own
// units, and both on the base, in standard deviations.
type cloud struct {
	z, x        *ad.Mat // base samples, and what the flow makes of them
	data, back  *ad.Mat // data, and what they are on the base
	hue, dataAt []uint8 // the sector of the base from which each comes
}

// newCloud draws the samples that the screen shows.
func newCloud(s *model.Snapshot) cloud {
	z := view.BaseSample(s, min(shown, view.CloudSize(s.Stack.Dim, len(s.Stack.Layers))))
	data := view.DataUnder(s, z.Rows)
	forward, back := s.Forward(z), s.Under(data.Given).Inverse(data.X)
	c := cloud{z: z, x: s.Data.Own(forward[len(forward)-1]), data: s.Data.Own(data.X), back: back[0]}
	if z.Cols > 1 {
		wheel := view.NewColorWheel(s, z, [2]int{0, 1})
		c.hue, c.dataAt = wheel.Hues(z.Col(0), z.Col(1), z.Cols), wheel.Hues(c.back.Col(0), c.back.Col(1), z.Cols)
	}
	return c
}

func canSamples(s *model.Snapshot) string { return notWhole(s) }

// drawSamples draws samples of the flow over the data, in the first two columns.
func drawSamples(p *paper, s *model.Snapshot) {
	c, names := newCloud(s), s.Data.Columns
	if s.Stack.Dim == 1 {
		drawHeaps(p, names[0], c.data.Col(0), c.x.Col(0), "data", "samples of the flow")
		return
	}
	a := p.newPlot("", names[0], names[1])
	fit(a, c.data)
	dots(a, points(c.data.Col(0), c.data.Col(1)), target, pointSize)
	coloured(a, points2(c.x), c.hue)
	a.Legend.Add("data", marked{target})
	a.Legend.Add("samples of the flow, by the angle of z", marked{paint(look.Image)})
	p.withLegend(a)
}

// drawBase draws the data on the base over samples of the base.
func drawBase(p *paper, s *model.Snapshot) {
	c := newCloud(s)
	if s.Stack.Dim == 1 {
		drawHeaps(p, "z (standard deviations)", c.z.Col(0), c.back.Col(0), "the base", "data on the base")
		return
	}
	a := p.newPlot("", "z1 (standard deviations)", "z2 (standard deviations)")
	fit(a, c.z)
	dots(a, points(c.z.Col(0), c.z.Col(1)), target, pointSize)
	coloured(a, points2(c.back), c.dataAt)
	a.Legend.Add("samples of the base", marked{target})
	a.Legend.Add("data on the base, by the angle of z", marked{paint(look.Image)})
	p.withLegend(a)
}

// target is the colour of what a flow is compared with.
var target color.Color = color.Gray{0xa8}

// points2 are the first two columns of points, those that are not finite included, so
// that their hues stay beside them.
func points2(x *ad.Mat) plotter.XYs {
	xy := make(plotter.XYs, x.Rows)
	for i := range xy {
		xy[i] = plotter.XY{X: x.At(i, 0), Y: x.At(i, 1)}
	}
	return xy
}

// coloured adds points in the hues of the base, so that one sees where each part of it
// goes.
func coloured(a *plot.Plot, xy plotter.XYs, hue []uint8) {
	var of [len(look.Angle)]plotter.XYs
	for i, v := range xy {
		if d := v.X - v.X + v.Y - v.Y; d == 0 {
			of[hue[i]] = append(of[hue[i]], v)
		}
	}
	for h, part := range of {
		dots(a, part, paint(look.Angle[h]), pointSize)
	}
}

// fit sets the axes to what points of two columns take, but for strays.
func fit(a *plot.Plot, x *ad.Mat) {
	span(&a.X, padded(cells.FitRange(x.Col(0), inside)))
	span(&a.Y, padded(cells.FitRange(x.Col(1), inside)))
}

// withLegend draws axes of one unit with their legend above them.
func (p *paper) withLegend(a *plot.Plot) { p.legend(a).square(a) }

// legend draws the legend of axes above them, where it hides nothing, and returns the paper
// for the axes.
func (p *paper) legend(a *plot.Plot) *paper {
	legend := a.Legend
	a.Legend = plot.NewLegend()
	return p.under(legend, a.DataCanvas(p.Canvas).Min.X-p.Min.X)
}

// under draws a legend at the top, so far from the left, and returns the paper below it.
func (p *paper) under(legend plot.Legend, indent vg.Length) *paper {
	legend.Left, legend.Top = true, true
	rest, top := *p, *p
	rest.Max.Y -= legend.Rectangle(p.Canvas).Size().Y + margin
	top.Min.Y, top.Min.X = rest.Max.Y, p.Min.X+indent
	legend.Draw(top.Canvas)
	return &rest
}

// heapBins is how many bars a histogram has.
const heapBins = 40

// drawHeaps draws two sides of one column as histograms of the same bins.
func drawHeaps(p *paper, name string, first, second []float64, firstName, secondName string) {
	a := p.newPlot("", name, "density (1 / unit of "+name+")")
	if name == "z (standard deviations)" {
		a.Y.Label.Text = "density (1 / standard deviation)"
	}
	span(&a.X, padded(cells.FitRange(append(append([]float64(nil), first...), second...), inside)))
	heaps(a, first, second, heapBins)
	a.Legend.Add(firstName, marked{color.Gray{0xc0}})
	a.Legend.Add(secondName, marked{paint(look.Image)})
	a.Draw(p.legend(a).Canvas)
}

// heaps adds two histograms of the same bins, the first filled and the second as its outline.
func heaps(a *plot.Plot, first, second []float64, bins int) {
	ground, over := histogram(a, first, bins), histogram(a, second, bins)
	ground.FillColor, ground.LineStyle.Width = color.Gray{0xda}, 0
	a.Y.Min, a.Y.Max = 0, highest(ground, over)
	put(a, ground)
	var outline plotter.XYs
	for _, b := range over.Bins {
		outline = append(outline, plotter.XY{X: b.Min, Y: b.Weight}, plotter.XY{X: b.Max, Y: b.Weight})
	}
	stroke(a, outline, paint(look.Image), thick)
}

// histogram counts the finite values in bins over the axis, as a density: the share of
// all values, those outside included, over the width.
func histogram(a *plot.Plot, values []float64, bins int) *plotter.Histogram {
	h := &plotter.Histogram{Bins: make([]plotter.HistogramBin, bins), Width: (a.X.Max - a.X.Min) / float64(bins), LineStyle: plotter.DefaultLineStyle}
	for i := range h.Bins {
		h.Bins[i].Min, h.Bins[i].Max = a.X.Min+float64(i)*h.Width, a.X.Min+float64(i+1)*h.Width
	}
	for _, v := range values {
		if at := math.Floor((v - a.X.Min) / h.Width); at >= 0 && at < float64(bins) {
			h.Bins[int(at)].Weight += 1 / (float64(len(values)) * h.Width)
		}
	}
	return h
}

// highest is a little above the highest bar of histograms.
func highest(all ...*plotter.Histogram) float64 {
	top := 0.0
	for _, h := range all {
		for _, b := range h.Bins {
			top = max(top, b.Weight)
		}
	}
	return 1.05*top + 1e-9
}

// margin is the white between the pictures of a figure that has several.
const margin = vg.Length(4)
