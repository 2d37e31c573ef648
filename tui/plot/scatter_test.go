package plot

import (
	"math"
	"testing"
)

var (
	grey  = Ink(Hex(0x777777))
	green = Ink(Hex(0x00ff00))
	blue  = Ink(Hex(0x0000ff))
)

// oneCell draws points into a single cell that spans the unit square and returns it.
func oneCell(set Glyphs, classes []Class, add func(*Scatter)) Cell {
	s := Scatter{Glyphs: set, Classes: classes}
	s.Reset(1, 1, View{0, 1, 0, 1})
	add(&s)
	g := NewGrid(1, 1)
	s.Draw(g, 0, 0)
	return g.At(0, 0)
}

func TestEachDotLandsInItsPlace(t *testing.T) {
	for _, c := range []struct {
		set  Glyphs
		x, y float64
		want rune
	}{
		{Braille, 0.1, 0.9, '⠁'}, {Braille, 0.9, 0.9, '⠈'}, {Braille, 0.1, 0.6, '⠂'}, {Braille, 0.9, 0.4, '⠠'},
		{Braille, 0.1, 0.1, '⡀'}, {Braille, 0.9, 0.1, '⢀'},
		{Blocks, 0.1, 0.9, '▘'}, {Blocks, 0.9, 0.9, '▝'}, {Blocks, 0.1, 0.1, '▖'}, {Blocks, 0.9, 0.1, '▗'},
		{ASCII, 0.5, 0.5, '.'},
	} {
		got := oneCell(c.set, []Class{{}}, func(s *Scatter) { s.Add(0, []float64{c.x}, []float64{c.y}) })
		if got.Rune != c.want {
			t.Errorf("%s: (%v, %v) is %c, want %c", glyphSets[c.set], c.x, c.y, got.Rune, c.want)
		}
	}
}

func TestACellHasTheColourOfTheClassWithMostDots(t *testing.T) {
	left, right := []float64{0.1, 0.1}, []float64{0.9, 0.9}
	y := []float64{0.9, 0.6}
	classes := []Class{{Style: green}, {Style: blue}}
	for _, c := range []struct {
		name string
		a, b int
		want Cell
	}{
		{"more of the first", 2, 1, Cell{'⠋', green}},
		{"more of the second", 1, 2, Cell{'⠙', blue}},
		{"a tie goes to the later", 2, 2, Cell{'⠛', blue}},
	} {
		got := oneCell(Braille, classes, func(s *Scatter) {
			s.Add(1, right[:c.b], y[:c.b])
			s.Add(0, left[:c.a], y[:c.a])
		})
		if got != c.want {
			t.Errorf("%s: %c %v, want %c %v", c.name, got.Rune, got.Style, c.want.Rune, c.want.Style)
		}
	}
}

func TestDataAndModelDifferWithoutColour(t *testing.T) {
	xs := []float64{0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.9}
	ys := []float64{0.9, 0.6, 0.4, 0.1, 0.9, 0.6, 0.4, 0.1}
	classes := []Class{{Style: grey, Ground: true}, {Style: green}}
	for _, c := range []struct {
		name        string
		data, model int
		want        [3]rune
	}{
		{"a little data alone", 2, 0, [3]rune{'·', '·', '.'}},
		{"much data alone", 8, 0, [3]rune{'+', '+', ':'}},
		{"as much of both", 8, 8, [3]rune{'⣿', '█', '*'}},
		{"hardly more data", 3, 1, [3]rune{'⠁', '▘', '+'}},
		{"clearly more data", 6, 1, [3]rune{'+', '▘', ':'}}, // six dots are three in a quadrant cell
	} {
		for set, want := range c.want {
			got := oneCell(Glyphs(set), classes, func(s *Scatter) {
				s.Add(0, xs[:c.data], ys[:c.data])
				s.Add(1, xs[:c.model], ys[:c.model])
			})
			if got.Rune != want {
				t.Errorf("%s in %s: %c, want %c", c.name, glyphSets[Glyphs(set)], got.Rune, want)
			}
			isData := want == '·' || want == '.' || want == ':' || want == '+' && Glyphs(set) != ASCII
			if (got.Style == grey) != isData {
				t.Errorf("%s in %s: the style is %v", c.name, glyphSets[Glyphs(set)], got.Style)
			}
		}
	}
}

func TestTheASCIIRampDoublesAtEachStep(t *testing.T) {
	for n, want := range map[int]rune{1: '.', 2: ':', 3: ':', 4: '+', 8: '*', 16: '#', 32: '@', 70000: '@'} {
		xs := make([]float64, n)
		if got := oneCell(ASCII, []Class{{}}, func(s *Scatter) { s.Add(0, xs, xs); s.Outside = 0 }); got.Rune != 0 {
			t.Fatalf("the lower edge belongs to the cell below, got %c", got.Rune)
		}
		for i := range xs {
			xs[i] = 0.5
		}
		if got := oneCell(ASCII, []Class{{}}, func(s *Scatter) { s.Add(0, xs, xs) }); got.Rune != want {
			t.Errorf("%d points: %c, want %c", n, got.Rune, want)
		}
	}
}

func TestPointsThatCannotBeDrawnAreCounted(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	s := Scatter{Classes: []Class{{}}}
	s.Reset(4, 4, View{0, 1, 0, 1})
	s.Add(0, []float64{0.5, nan, 0.5, -inf, 2, 0.5, 1e308, 1}, []float64{0.5, 0.5, inf, 0.5, 0.5, -1, -1e308, 0.5})
	if s.Skipped != 3 || s.Outside != 4 {
		t.Errorf("skipped %d, outside %d, want 3 and 4", s.Skipped, s.Outside)
	}
	for _, v := range []View{{}, {1, 0, 0, 1}, {nan, 1, 0, 1}, {-inf, inf, 0, 1}, {-1e308, 1e308, 0, 1}} {
		s.Reset(4, 4, v)
		s.Add(0, []float64{0.5}, []float64{0.5})
		if s.Outside != 1 {
			t.Errorf("view %v shows a point", v)
		}
	}
}

func TestAScatterLeavesTheBackgroundBelow(t *testing.T) {
	g := NewGrid(2, 1)
	g.Fill(g.Bounds(), Cell{' ', Style{BG: Hex(0x203040)}})
	s := Scatter{Classes: []Class{{Style: green}}}
	s.Reset(2, 1, View{0, 2, 0, 1})
	s.AddEach([]uint8{0}, []float64{0.1}, []float64{0.9})
	s.Draw(g, 0, 0)
	if got, want := g.At(0, 0), (Cell{'⠁', Style{FG: green.FG, BG: Hex(0x203040)}}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := g.At(1, 0), (Cell{' ', Style{BG: Hex(0x203040)}}); got != want {
		t.Errorf("a cell without points changed to %v", got)
	}
}

func TestAPathIsCutAtTheEdgeAndBrokenAtNaN(t *testing.T) {
	draw := func(xs, ys []float64) string {
		s := Scatter{Glyphs: ASCII, Classes: []Class{{}}}
		s.Reset(5, 3, View{0, 5, 0, 3})
		s.Path(0, xs, ys)
		g := NewGrid(5, 3)
		s.Draw(g, 0, 0)
		return g.Plain()
	}
	for _, c := range []struct {
		name   string
		xs, ys []float64
		want   string
	}{
		{"through", []float64{-1e6, 1e6}, []float64{1.5, 1.5}, "     \n.....\n     "},
		{"beside", []float64{-1, 9}, []float64{4, 4}, "     \n     \n     "},
		{"in pieces", []float64{0.5, 1.5, math.NaN(), 3.5, 4.5}, []float64{2.5, 2.5, 0, 0.5, 0.5}, "..   \n     \n   .."},
		{"overflowing", []float64{-1e308, 1e308}, []float64{-1e308, 1e308}, "     \n     \n     "},
	} {
		if got := draw(c.xs, c.ys); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestMisuseOfAScatterPanics(t *testing.T) {
	s := Scatter{Classes: []Class{{}}}
	s.Reset(1, 1, View{0, 1, 0, 1})
	for name, f := range map[string]func(){
		"too many classes": func() { (&Scatter{Classes: make([]Class, 17)}).Reset(1, 1, View{}) },
		"no such class":    func() { s.Add(1, nil, nil) },
		"uneven columns":   func() { s.Add(0, []float64{1}, nil) },
		"class of a point": func() { s.AddEach([]uint8{1}, []float64{0.5}, []float64{0.5}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
