package plot

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// nasty returns n numbers as a diverging flow makes them.
func nasty(r *rand.Rand, n int) []float64 {
	special := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e308, -1e308, 5e-324, 0, math.Copysign(0, -1)}
	v := make([]float64, n)
	for i := range v {
		v[i] = r.NormFloat64() * math.Pow(10, float64(r.IntN(7)-3))
		if r.IntN(4) == 0 {
			v[i] = special[r.IntN(len(special))]
		}
	}
	return v
}

// drawEverything draws every kind of picture into q.
func drawEverything(g *Grid, q Rect, set Glyphs, r *rand.Rand) {
	n := r.IntN(60)
	num := func() float64 { return nasty(r, 1)[0] }
	heat := Heat{Glyphs: set, Range: Range{num(), num()}}
	if r.IntN(2) == 0 {
		heat.Ramp = Ember(r.IntN(20))
	}
	field := Field{Cols: r.IntN(9), Rows: r.IntN(9)}
	field.Values = nasty(r, field.Cols*field.Rows)
	heat.Draw(g, q, field)
	photo := Photo{Heat: heat, Few: r.IntN(2) == 0}
	photo.Draw(g, q, field, field, field)

	xs, ys := nasty(r, n), nasty(r, n)
	s := Scatter{Glyphs: set, Classes: []Class{{Ground: true}, {}}}
	for _, v := range []View{FitView(q.W, q.H, xs, ys, 0.98), {num(), num(), num(), num()}} {
		s.Reset(q.W, q.H, v.Steady(View{num(), num(), num(), num()}))
		s.Add(0, xs, ys)
		s.Path(1, xs, ys)
		s.Dotted(0, ys, xs, num())
		s.Draw(g, q.X, q.Y)
		(&Histogram{Glyphs: set}).Draw(g, q, v, xs)
		(&Axes{Glyphs: set}).Draw(g, q, v)
	}
	heat.Legend(r.IntN(14), 1, Style{})
	Sparkline(g, q, xs, Style{}, set)
	bar := Bar{Glyphs: set, Left: q.W / 2, Right: q.W - q.W/2 - 1, Full: num()}
	if q.W > 0 && q.H > 0 {
		bar.Draw(g, q.X, q.Y, num())
	}
	c := LossChart{Glyphs: set, Floor: num(), LogY: r.IntN(2) == 0, Cursor: num()}
	events := []Event{{num(), "one", Style{}}, {num(), "two", Style{}}}
	steps := nasty(r, n)
	c.Draw(g, q, []Series{{Steps: steps, Values: xs}, {Steps: steps, Values: ys, Stroke: Stroke(1 + r.IntN(2))}}, events)
	f := Frame{Glyphs: set, Title: []Span{{Text: "title"}}, Note: []Span{{Text: "note"}}, Foot: c.Legend(nil, Style{})}
	f.Draw(g, q)
}

// checkPicture draws into a rectangle in the middle of a page and fails if anything outside it has changed, if the page
// has lost its size, or if it holds characters that its glyph set does not.
func checkPicture(t *testing.T, seed uint64, w, h int, set Glyphs) {
	t.Helper()
	g := NewGrid(w+4, h+2)
	page := Cell{'x', Style{}}
	g.Fill(g.Bounds(), page)
	q := Rect{2, 1, w, h}
	g.Fill(q, Cell{})
	drawEverything(g, q, set, rand.New(rand.NewPCG(seed, 0)))
	for y := range g.H {
		for x := range g.W {
			if !q.Contains(x, y) && g.At(x, y) != page {
				t.Fatalf("seed %d, %d×%d %s: cell %d,%d is outside and changed", seed, w, h, glyphSets[set], x-2, y-1)
			}
			if r := g.At(x, y).Rune; set == ASCII && r > '~' {
				t.Fatalf("seed %d, %d×%d: %c is not ASCII", seed, w, h, r)
			}
		}
	}
	lines := strings.Split(sgr.ReplaceAllString(g.String(), ""), "\n")
	for y, line := range lines {
		if n := utf8.RuneCountInString(line); n != g.W || len(lines) != g.H {
			t.Fatalf("seed %d, %d×%d %s: row %d of %d has %d columns", seed, w, h, glyphSets[set], y, len(lines), n)
		}
	}
}

func TestPicturesOfEverySizeKeepToTheirRectangle(t *testing.T) {
	seed := rand.Uint64()
	for w := range 41 {
		for h := range 16 {
			checkPicture(t, seed+uint64(w*16+h), w, h, Glyphs((w+h)%3))
		}
	}
}

func FuzzPicturesKeepToTheirRectangle(f *testing.F) {
	for set := range uint8(3) {
		f.Add(uint64(1), uint8(12), uint8(3), set)
		f.Add(uint64(2), uint8(120), uint8(40), set)
	}
	f.Fuzz(func(t *testing.T, seed uint64, w, h, set uint8) {
		checkPicture(t, seed, int(w%130), int(h%50), Glyphs(set%3))
	})
}

func TestASteadyFrameAllocatesNothing(t *testing.T) {
	f := newBenchFrame(4000)
	f.draw()
	if n := testing.AllocsPerRun(20, f.draw); n != 0 {
		t.Errorf("%v allocations a frame", n)
	}
}
