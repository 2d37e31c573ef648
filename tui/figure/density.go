package figure

import (
	"fmt"
	"image"
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

func canDensity(s *model.Snapshot) string {
	if why := notWhole(s); why != "" {
		return why
	}
	if s.Stack.Dim > 2 {
		return fmt.Sprintf("two of %d columns have no density of their own; pairs shows all", s.Stack.Dim)
	}
	if s.Data.GivenDim() > 0 && (s.Given == nil || s.Given.Rows > 1) {
		return "a density is of one condition: choose it by --given, or on the screen by , and ."
	}
	return ""
}

func densitySize(s *model.Snapshot) Size {
	if s.Stack.Dim == 1 {
		return Size{120, 75}
	}
	return Size{100, 80}
}

func drawDensity(p *paper, s *model.Snapshot) {
	if s.Stack.Dim == 1 {
		drawLine(p, s)
		return
	}
	drawMap(p, s)
}

// The map of a density: how fine it is, and how far below its top it goes.
const (
	mapCells  = 320
	mapNats   = 6.5
	mapLevels = 52

	scaleWidth = 15 * vg.Millimeter
)

// drawMap draws log p over the plane with its scale beside it.
func drawMap(p *paper, s *model.Snapshot) {
	data, names := s.Data.Own(view.DataUnder(s, shown).X), s.Data.Columns
	a := p.newPlot("", names[0], names[1])
	fit(a, data)
	left, right := *p, *p
	left.Max.X -= scaleWidth
	right.Min.X = left.Max.X
	square(a, a.DataCanvas(left.Canvas).Size())
	inside := a.DataCanvas(left.Canvas)
	cols := mapCells
	rows := max(int(math.Round(mapCells*float64(inside.Size().Y/inside.Size().X))), 1)
	field := logDensity(s, a, cols, rows)
	top := view.NearlyHighest(field)
	put(a, plotter.NewImage(painted(field, cols, rows, top), a.X.Min, a.Y.Min, a.X.Max, a.Y.Max))
	a.Draw(left.Canvas)
	right.scale(inside.Rectangle, top)
}

// logDensity is log p over the data's own units in the middle of every cell of the axes,
// row by row from above.
func logDensity(s *model.Snapshot, a *plot.Plot, cols, rows int) []float64 {
	own := ad.New(cols*rows, 2)
	for i := range own.Rows {
		own.Set(i, 0, a.X.Min+(float64(i%cols)+0.5)/float64(cols)*(a.X.Max-a.X.Min))
		own.Set(i, 1, a.Y.Max-(float64(i/cols)+0.5)/float64(rows)*(a.Y.Max-a.Y.Min))
	}
	return scored(s, own)
}

// scored is log p of points in the data's own units, under the one condition of the
// snapshot if it has one.
func scored(s *model.Snapshot, own *ad.Mat) []float64 {
	x := own
	if s.Given != nil {
		given := s.Data.OwnGiven(s.Given)
		x = ad.New(own.Rows, own.Cols+given.Cols)
		for j := range own.Cols {
			copy(x.Col(j), own.Col(j))
		}
		for j := range given.Cols {
			for i := range x.Rows {
				x.Set(i, own.Cols+j, given.At(0, j))
			}
		}
	}
	logp := make([]float64, own.Rows)
	s.Score(logp, x)
	return logp
}

// painted is a field as an image, from nothing to the darkest at the top.
func painted(field []float64, cols, rows int, top float64) image.Image {
	ramp := cells.Dusk(mapLevels)
	m := image.NewRGBA(image.Rect(0, 0, cols, rows))
	for i, v := range field {
		c := color.Color(color.White)
		if level := levelOf(v, top); level > 0 {
			c = ramp[level]
		}
		m.Set(i%cols, i/cols, c)
	}
	return m
}

// levelOf is the level of a log density, 0 for what is too far below the top.
func levelOf(v, top float64) int {
	share := (v - top + mapNats) / mapNats
	if !(share > 0) {
		return 0
	}
	return min(int(share*(mapLevels-1))+1, mapLevels-1)
}

// scale draws the scale of the map beside it.
func (p *paper) scale(beside vg.Rectangle, top float64) {
	a := p.newPlot("", "", "log p (nats, over the data's own units)")
	span(&a.Y, cells.Range{Lo: top - mapNats, Hi: top})
	a.X.Min, a.X.Max = 0, 1
	a.HideX()
	ramp := cells.Dusk(mapLevels)
	m := image.NewRGBA(image.Rect(0, 0, 1, mapLevels-1))
	for y := range mapLevels - 1 {
		m.Set(0, y, ramp[mapLevels-1-y])
	}
	put(a, plotter.NewImage(m, 0, a.Y.Min, 1, a.Y.Max))
	p.Min.Y, p.Max.Y = beside.Min.Y, beside.Max.Y
	p.Min.X += margin
	a.Draw(p.Canvas)
}

// drawLine draws the density of one column over a histogram of the data, and that of the
// truth where it is known.
func drawLine(p *paper, s *model.Snapshot) {
	name := s.Data.Columns[0]
	sample := view.LineSample(s, view.LineData)
	z := view.BaseSample(s, shown)
	l := view.MakeLine(s, z.Data, sample)
	k := len(l.At) - 1
	profile := l.At[k]
	a := p.newPlot("", name, "density (1 / unit of "+name+")")
	span(&a.X, padded(cells.FitRange(l.Data[k], inside)))
	heap := histogram(a, l.Data[k], heapBins)
	heap.FillColor, heap.LineStyle.Width = color.Gray{0xda}, 0
	put(a, heap)
	shows := cells.View{XMin: a.X.Min, XMax: a.X.Max}
	a.Y.Min, a.Y.Max = 0, 1.08*math.Max(profile.HighestMean(shows, 200), view.HighestMean(l.Data[k], nil, shows, heapBins))
	a.Legend.Add("data", marked{color.Gray{0xc0}})
	if profile.Truth != nil {
		a.Legend.Add("truth", stroke(a, points(profile.X, profile.Truth), ink, thick, 3, 2))
	}
	a.Legend.Add("flow", stroke(a, points(profile.X, profile.P), paint(look.Image), thick))
	a.Draw(p.legend(a).Canvas)
}
