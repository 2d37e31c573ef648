package figure

import (
	"image/color"
	"math"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	cells "bijou/tui/plot"
	"bijou/tui/theme"
)

// look is the light theme of the screen, whose colours figures share.
var look = theme.New(colorprofile.TrueColor, false, theme.Usual)

// The letters of a figure, as journals have them in the size that is printed.
const (
	letters   = vg.Length(8)
	thin      = vg.Length(0.5)
	thick     = vg.Length(1.1)
	pointSize = vg.Length(0.9)
)

var (
	ink   = color.Gray{0x20}
	quiet = color.Gray{0x90}
	paint = func(s cells.Style) color.Color { return s.FG }
)

// newPlot returns axes with a title, ready to be drawn on.
func (p *paper) newPlot(title, x, y string) *plot.Plot {
	a := plot.New()
	face := func(size vg.Length) font.Font { return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size} }
	a.Title.Text, a.X.Label.Text, a.Y.Label.Text = title, x, y
	a.Title.TextStyle.Font, a.Title.Padding = face(letters), vg.Length(3)
	a.Legend.TextStyle.Font, a.Legend.TextStyle.Color = face(letters), ink
	a.Legend.Padding, a.Legend.ThumbnailWidth = vg.Length(2), vg.Length(14)
	for _, axis := range []*plot.Axis{&a.X, &a.Y} {
		axis.Label.TextStyle.Font, axis.Tick.Label.Font = face(letters), face(letters-1)
		axis.Label.TextStyle.Color, axis.Tick.Label.Color = ink, ink
		axis.LineStyle = draw.LineStyle{Color: ink, Width: thin}
		axis.Tick.LineStyle, axis.Tick.Length = axis.LineStyle, vg.Length(3)
		axis.Label.Padding, axis.Padding = vg.Length(2), 0
		axis.Tick.Marker = p.ticks(5)
	}
	return a
}

// ticks marks about n round numbers.
func (p *paper) ticks(n int) plot.TickerFunc {
	return func(lo, hi float64) (ticks []plot.Tick) {
		for _, v := range cells.Ticks(lo, hi, n) {
			label := strings.ReplaceAll(cells.Short(v, cells.ASCII), "-", "−")
			ticks = append(ticks, plot.Tick{Value: v, Label: strings.TrimSpace(label)})
		}
		return ticks
	}
}

// bare marks the same numbers without writing them, where they are those of a neighbour.
func bare(of plot.TickerFunc) plot.TickerFunc {
	return func(lo, hi float64) (ticks []plot.Tick) {
		for _, t := range of(lo, hi) {
			ticks = append(ticks, plot.Tick{Value: t.Value})
		}
		return ticks
	}
}

// noTicks leaves an axis bare, where its numbers are those of its neighbour.
func noTicks(axis *plot.Axis) { axis.Tick.Marker = plot.ConstantTicks(nil) }

// span sets the range of an axis.
func span(axis *plot.Axis, r cells.Range) { axis.Min, axis.Max = r.Lo, r.Hi }

// padded is a range with a margin of a twentieth at either end; a single number becomes a
// range of 1.
func padded(r cells.Range) cells.Range {
	margin := r.Size() / 20
	if !(margin > 0) {
		margin = 0.5
	}
	return cells.Range{Lo: r.Lo - margin, Hi: r.Hi + margin}
}

// points returns the pairs of two columns that are finite.
func points(x, y []float64) (xy plotter.XYs) {
	for i := range x {
		if d := x[i] - x[i] + y[i] - y[i]; d == 0 { // NaN for what is not finite
			xy = append(xy, plotter.XY{X: x[i], Y: y[i]})
		}
	}
	return xy
}

// within keeps the points inside of the axes, so that nothing is drawn over their labels.
func within(a *plot.Plot, xy plotter.XYs) (in plotter.XYs) {
	for _, v := range xy {
		if v.X >= a.X.Min && v.X <= a.X.Max && v.Y >= a.Y.Min && v.Y <= a.Y.Max {
			in = append(in, v)
		}
	}
	return in
}

// put adds pictures to axes, whose ranges stay as they are.
func put(a *plot.Plot, pictures ...plot.Plotter) {
	x, y := cells.Range{Lo: a.X.Min, Hi: a.X.Max}, cells.Range{Lo: a.Y.Min, Hi: a.Y.Max}
	a.Add(pictures...)
	span(&a.X, x)
	span(&a.Y, y)
}

// dots adds points as filled circles.
func dots(a *plot.Plot, xy plotter.XYs, c color.Color, size vg.Length) *plotter.Scatter {
	s := &plotter.Scatter{XYs: within(a, xy), GlyphStyle: draw.GlyphStyle{Color: c, Radius: size, Shape: draw.CircleGlyph{}}}
	put(a, s)
	return s
}

// A bounded line is one that ends at the borders of its axes.
type bounded struct{ *plotter.Line }

// Plot draws the parts of the line that lie inside.
func (l bounded) Plot(c draw.Canvas, a *plot.Plot) {
	x, y := a.Transforms(&c)
	var line []vg.Point
	for _, v := range l.XYs {
		line = append(line, vg.Point{X: x(v.X), Y: y(v.Y)})
	}
	c.StrokeLines(l.LineStyle, c.ClipLinesXY(line)...)
}

// stroke adds a line through points.
func stroke(a *plot.Plot, xy plotter.XYs, c color.Color, width vg.Length, dashes ...vg.Length) *plotter.Line {
	l := &plotter.Line{XYs: xy, LineStyle: draw.LineStyle{Color: c, Width: width, Dashes: dashes}}
	if len(xy) > 1 {
		put(a, bounded{l})
	}
	return l
}

// A marked thumbnail shows points in a legend as large as they can be seen.
type marked struct{ color.Color }

// Thumbnail draws it.
func (m marked) Thumbnail(c *draw.Canvas) {
	c.DrawGlyph(draw.GlyphStyle{Color: m.Color, Radius: 2, Shape: draw.CircleGlyph{}}, c.Center())
}

// square gives both axes of a picture of that size the same unit: the axis that has room to
// spare shows more.
func square(a *plot.Plot, size vg.Point) {
	if size.X <= 0 || size.Y <= 0 {
		return
	}
	unit := math.Max((a.X.Max-a.X.Min)/float64(size.X), (a.Y.Max-a.Y.Min)/float64(size.Y))
	for _, side := range []struct {
		axis   *plot.Axis
		length vg.Length
	}{{&a.X, size.X}, {&a.Y, size.Y}} {
		more := (unit*float64(side.length) - (side.axis.Max - side.axis.Min)) / 2
		side.axis.Min, side.axis.Max = side.axis.Min-more, side.axis.Max+more
	}
}

// square draws axes with the same unit both ways.
func (p *paper) square(a *plot.Plot) {
	square(a, a.DataCanvas(p.Canvas).Size())
	a.Draw(p.Canvas)
}

// caption writes a sentence at the bottom and returns the paper above it.
func (p *paper) caption(text string) *paper {
	style := p.newPlot("", "", "").X.Tick.Label
	style.XAlign, style.YAlign = draw.XCenter, draw.YBottom
	p.FillText(style, vg.Point{X: (p.Min.X + p.Max.X) / 2, Y: p.Min.Y}, text)
	rest := *p
	rest.Min.Y += style.Height(text) + margin/2
	return &rest
}
