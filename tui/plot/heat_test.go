package plot

import (
	"math"
	"strings"
	"testing"
)

func TestACellHoldsTwoNumbersInHalfBlocks(t *testing.T) {
	low, mid, high := None, Hex(0x334455), Hex(0xffeedd)
	h := Heat{Ramp: Ramp{low, mid, high}, Range: Range{0, 3}}
	nan := math.NaN()
	for _, c := range []struct {
		name         string
		above, below float64
		want         Cell
	}{
		{"two levels", 2.5, 1.5, Cell{'▀', Style{FG: high, BG: mid}}},
		{"the same level", 1.1, 1.9, Cell{' ', Style{BG: mid}}},
		{"nothing below", 1, 0.9, Cell{'▀', Style{FG: mid}}},
		{"nothing above", -7, 2, Cell{'▄', Style{FG: high}}},
		{"nothing", 0, 0.5, Cell{}},
		{"a hole above", nan, 2, Cell{'▄', Style{FG: high}}},
		{"a hole", nan, nan, Cell{}},
		{"beyond both ends", math.Inf(1), math.Inf(-1), Cell{'▀', Style{FG: high}}},
		{"at the top", 3, 1e308, Cell{' ', Style{BG: high}}},
	} {
		g := NewGrid(1, 1)
		h.Draw(g, g.Bounds(), Field{1, 2, []float64{c.above, c.below}})
		if got := g.At(0, 0); got != c.want {
			t.Errorf("%s: %q %v, want %q %v", c.name, got.Rune, got.Style, c.want.Rune, c.want.Style)
		}
	}
}

func TestAFieldOfAnotherSizeIsSampled(t *testing.T) {
	h := Heat{Glyphs: ASCII, Range: Range{0, 9}}
	g := NewGrid(4, 2)
	h.Draw(g, g.Bounds(), Field{2, 2, []float64{1, 5, 9, 3}})
	if got := strings.ReplaceAll(g.Plain(), "\n", "/"); got != "..++/@@--" {
		t.Errorf("enlarged: %s", got)
	}
	g = NewGrid(1, 1)
	h.Draw(g, g.Bounds(), Field{3, 3, []float64{0, 9, 0, 0, 0, 0, 0, 9, 0}})
	if got := g.Plain(); got != "@" {
		t.Errorf("reduced: %s", got)
	}
}

func TestShadesAreInAColourOfTheRampOrInInk(t *testing.T) {
	field := Field{1, 2, []float64{4, 4}}
	ramp := NewRamp(4, Hex(0x000000), Hex(0xffffff))
	for _, c := range []struct {
		name string
		heat Heat
		want Cell
	}{
		{"ASCII with a ramp", Heat{Glyphs: ASCII, Ramp: ramp}, Cell{'=', Ink(ramp[2])}},
		{"ASCII with ink", Heat{Glyphs: ASCII, Ink: green}, Cell{'=', green}},
		{"shades with ink", Heat{Glyphs: Blocks, Ink: green}, Cell{'▒', green}},
	} {
		c.heat.Range = Range{0, 9}
		g := NewGrid(1, 1)
		c.heat.Draw(g, g.Bounds(), field)
		if got := g.At(0, 0); got != c.want {
			t.Errorf("%s: %c %v, want %c %v", c.name, got.Rune, got.Style, c.want.Rune, c.want.Style)
		}
	}
}

func TestAFieldMustHaveAllItsNumbers(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	(&Heat{}).Draw(NewGrid(1, 1), Rect{0, 0, 1, 1}, Field{2, 2, []float64{1}})
}
