package plot

import (
	"math"
	"math/rand/v2"
	"testing"
)

// benchFrame is a screen of 120×40 as the explorer draws it with every frame: two scatters of eight classes over their
// ground, a heat map, bars, borders, and the writing of it all.
type benchFrame struct {
	grid    *Grid
	scatter [2]Scatter
	heat    Heat
	field   Field
	bar     Bar
	classes []uint8
	xs, ys  []float64
	out     []byte
}

func newBenchFrame(points int) *benchFrame {
	r := rand.New(rand.NewPCG(1, 2))
	f := &benchFrame{grid: NewGrid(120, 40), field: Field{Cols: 42, Rows: 30}}
	classes := []Class{{Ground: true, Style: grey}}
	for i := range 8 {
		classes = append(classes, Class{Style: Ink(green.FG.Mix(blue.FG, float64(i)/7))})
	}
	for range points {
		x, y := r.NormFloat64(), r.NormFloat64()
		f.xs, f.ys = append(f.xs, x), append(f.ys, y)
		f.classes = append(f.classes, 1+uint8(7.99*(math.Atan2(y, x)+math.Pi)/(2*math.Pi)))
	}
	for i := range 2 {
		f.scatter[i].Classes = classes
	}
	for i := range 42 * 30 {
		x, y := float64(i%42)/7-3, float64(i/42)/5-3
		f.field.Values = append(f.field.Values, math.Exp(-(x*x+y*y)/2))
	}
	f.heat = Heat{Ramp: Ember(14), Range: Range{0, 1}}
	f.bar = Bar{Left: 7, Right: 5, Full: 1, Negative: blue, Positive: green}
	return f
}

func (f *benchFrame) draw() {
	g := f.grid
	g.Clear()
	for i, r := range []Rect{{32, 0, 44, 22}, {76, 0, 44, 22}} {
		s, in := &f.scatter[i], r.Inner()
		s.Reset(in.W, in.H, SquareView(in.W, in.H, 3.5))
		s.Add(0, f.ys[:len(f.ys)/2], f.xs[:len(f.xs)/2])
		s.AddEach(f.classes, f.xs, f.ys)
		s.Draw(g, in.X, in.Y)
		(&Frame{}).Draw(g, r)
	}
	f.heat.Draw(g, Rect{77, 23, 42, 15}, f.field)
	(&Frame{}).Draw(g, Rect{76, 22, 44, 17})
	for y := range 12 {
		f.bar.Draw(g, 2, 3+y, float64(y)/6-1)
	}
	(&Frame{Focused: true}).Draw(g, Rect{0, 0, 32, 39})
	f.out = g.Append(f.out[:0])
}

func BenchmarkFrame120x40With4000Points(b *testing.B) {
	f := newBenchFrame(4000)
	b.ReportAllocs()
	for b.Loop() {
		f.draw()
	}
	b.SetBytes(int64(len(f.out)))
}

func benchScatter(b *testing.B, w, h int) {
	f := newBenchFrame(4000)
	g := NewGrid(w, h)
	s := &f.scatter[0]
	b.ReportAllocs()
	for b.Loop() {
		g.Clear()
		s.Reset(w, h, SquareView(w, h, 3.5))
		s.AddEach(f.classes, f.xs, f.ys)
		s.Draw(g, 0, 0)
	}
}

func BenchmarkScatter4000In42x20(b *testing.B)  { benchScatter(b, 42, 20) }
func BenchmarkScatter4000In120x40(b *testing.B) { benchScatter(b, 120, 40) }

func BenchmarkHeat120x40(b *testing.B) {
	f := newBenchFrame(1)
	b.ReportAllocs()
	for b.Loop() {
		f.heat.Draw(f.grid, f.grid.Bounds(), f.field)
	}
}

func BenchmarkWrite120x40(b *testing.B) {
	f := newBenchFrame(4000)
	f.draw()
	b.ReportAllocs()
	for b.Loop() {
		f.out = f.grid.Append(f.out[:0])
	}
}

func BenchmarkFrames120x40(b *testing.B) {
	g := NewGrid(120, 40)
	f := Frame{Title: []Span{{Text: "5 "}, {Text: "data"}}, Note: []Span{{Text: "note"}}, Foot: []Span{{Text: "foot"}}}
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range []Rect{{0, 0, 32, 24}, {32, 0, 44, 24}, {76, 0, 44, 24}, {0, 24, 32, 8}, {32, 24, 88, 8},
			{0, 32, 32, 6}, {32, 32, 88, 6}} {
			f.Draw(g, r)
		}
	}
}

func BenchmarkLossChart86x7Of10000Steps(b *testing.B) {
	g := NewGrid(86, 7)
	c := NewLossChart(Braille)
	c.Floor = 1
	train, test := losses(decay(10000, 2)...), losses(decay(10000, 2)...)
	test.Stroke = Marks
	series := []Series{train, test}
	b.ReportAllocs()
	for b.Loop() {
		c.Draw(g, g.Bounds(), series, nil)
	}
}

func BenchmarkSparkline40x2(b *testing.B) {
	g := NewGrid(40, 2)
	v := decay(1000, 2)
	b.ReportAllocs()
	for b.Loop() {
		Sparkline(g, g.Bounds(), v, Style{}, Braille)
	}
}
