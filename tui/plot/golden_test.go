package plot

import (
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var glyphSets = map[Glyphs]string{Braille: "braille", Blocks: "blocks", ASCII: "ascii"}

// golden compares the picture that draw makes in each glyph set with testdata/name.txt.
func golden(t *testing.T, name string, w, h int, draw func(*Grid, Glyphs)) {
	t.Helper()
	var got strings.Builder
	for _, set := range []Glyphs{Braille, Blocks, ASCII} {
		g := NewGrid(w, h)
		draw(g, set)
		got.WriteString("-- " + glyphSets[set] + " --\n")
		for line := range strings.SplitSeq(g.Plain(), "\n") {
			got.WriteString("|" + line + "|\n")
		}
	}
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("%s has changed; want\n%sgot\n%s", file, want, got.String())
	}
}

func TestACircleOfPointsOverItsGroundLooksRound(t *testing.T) {
	golden(t, "circle", 24, 12, func(g *Grid, set Glyphs) {
		s := Scatter{Glyphs: set, Classes: []Class{{Ground: true}, {}}}
		s.Reset(g.W, g.H, SquareView(g.W, g.H, 1.1))
		var xs, ys []float64
		for k := range 400 {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) / 400)
			xs, ys = append(xs, cos), append(ys, sin)
		}
		s.Add(1, xs, ys)
		s.Add(0, []float64{0, 0.5, 0.5, 0.5, 0.5, 0.5}, []float64{0, 0.5, 0.52, 0.54, 0.56, 0.58})
		s.Draw(g, 0, 0)
	})
}

func TestAWarpedLatticeIsDrawnInLines(t *testing.T) {
	golden(t, "lattice", 24, 8, func(g *Grid, set Glyphs) {
		s := Scatter{Glyphs: set, Classes: []Class{{}}}
		s.Reset(g.W, g.H, View{-1.5, 1.5, -1, 1})
		for k := -1.0; k <= 1; k++ {
			var xs, ys, bent []float64
			for x := -2.0; x <= 2; x += 0.25 {
				xs, ys, bent = append(xs, x), append(ys, k*0.7), append(bent, k*0.7+0.2*math.Sin(2*x))
			}
			s.Path(0, xs, bent)
			s.Path(0, ys, xs)
		}
		s.Draw(g, 0, 0)
	})
}

func TestAHeatRampWithoutColoursIsShades(t *testing.T) {
	golden(t, "heat", 30, 4, func(g *Grid, set Glyphs) {
		f := Field{Cols: 30, Rows: 8}
		for i := range 240 {
			f.Values = append(f.Values, float64(i%30)/29)
		}
		f.Values[4*30+14], f.Values[5*30+14] = math.NaN(), math.NaN()
		(&Heat{Glyphs: set, Range: Range{0, 1}}).Draw(g, g.Bounds(), f)
	})
}

func TestADensityStandsOverItsHistogramWithinAxes(t *testing.T) {
	golden(t, "density", 34, 9, func(g *Grid, set Glyphs) {
		var xs, ys, near, values []float64
		for x := -3.0; x <= 3; x += 0.05 {
			xs, ys, near = append(xs, x), append(ys, math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)), append(near, 0.25)
		}
		for i := range 400 {
			values = append(values, math.Sqrt2*math.Erfinv((2*float64(i)+1)/400-1))
		}
		v := View{-3, 3, 0, 0.5}
		axes := Axes{Glyphs: set}
		in := axes.Inside(g.Bounds())
		(&Histogram{Glyphs: set, Fill: Style{Attr: Dim}}).Draw(g, in, v, values)
		axes.Draw(g, g.Bounds(), v)
		s := Scatter{Glyphs: set, Classes: []Class{{Ground: true}, {}}}
		s.Reset(in.W, in.H, v)
		s.Dotted(0, xs, near, 3)
		s.Path(1, xs, ys)
		s.Draw(g, in.X, in.Y)
	})
}

func TestBarsGrowFromTheAxisBothWays(t *testing.T) {
	golden(t, "bars", 11, 11, func(g *Grid, set Glyphs) {
		b := Bar{Glyphs: set, Left: 5, Right: 5, Full: 5}
		values := []float64{0, 0.01, 0.5, 2.25, 5, 7, -0.5, -2.25, -5, math.Inf(-1), math.NaN()}
		for y, v := range values {
			b.Draw(g, 0, y, v)
		}
	})
}

func TestFramesShowTheFocusWithoutColour(t *testing.T) {
	golden(t, "frame", 44, 5, func(g *Grid, set Glyphs) {
		plain := Frame{Glyphs: set, Title: []Span{{Text: "6 "}, {Text: "NLL"}},
			Note: []Span{{Text: "nats"}}, Foot: []Span{{Text: "L log"}}}
		plain.Draw(g, Rect{0, 0, 22, 5})
		focused := plain
		focused.Focused = true
		focused.Title = []Span{{Text: "a title that leaves no room"}}
		focused.Draw(g, Rect{22, 0, 22, 5})
	})
}

func TestALossOfOneOverTheStepFallsToItsFloor(t *testing.T) {
	golden(t, "chart", 48, 9, func(g *Grid, set Glyphs) {
		train, test := hyperbola(400, 1), hyperbola(400, 50)
		test.Name, test.Stroke = "test", Marks
		c := NewLossChart(set)
		c.Floor, c.Cursor = 1, 300
		c.Draw(g, g.Bounds(), []Series{train, test}, []Event{{Step: 120, Label: "+spline"}, {Step: 160, Label: "lr"}})
	})
}

func TestALogarithmicLossChartCountsFromTheFloor(t *testing.T) {
	golden(t, "chartlog", 40, 8, func(g *Grid, set Glyphs) {
		s := hyperbola(1000, 1)
		for i := 300; i < 420; i++ {
			s.Values[i] = math.NaN()
		}
		c := NewLossChart(set)
		c.Floor, c.LogY = 1, true
		c.Draw(g, g.Bounds(), []Series{s}, nil)
	})
}

// hyperbola is the loss 1 + 20/step.
func hyperbola(steps, every int) Series {
	s := Series{Name: "train"}
	for k := every; k <= steps; k += every {
		s.Steps = append(s.Steps, float64(k))
		s.Values = append(s.Values, 1+20/float64(k))
	}
	return s
}

func TestASparklineShowsNegativeNumbersAndGaps(t *testing.T) {
	golden(t, "sparkline", 18, 2, func(g *Grid, set Glyphs) {
		var v []float64
		for k := range 16 {
			v = append(v, float64(k)-20)
		}
		v[5] = math.NaN()
		Sparkline(g, g.Bounds(), v, Style{}, set)
	})
}
