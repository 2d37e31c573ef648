package plot

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestSmallPicturesGoWithoutAxes(t *testing.T) {
	for _, c := range []struct{ w, h, left, below int }{
		{40, 12, axesWidth + 1, 1}, {axesMinW, axesMinH, axesWidth + 1, 1}, {axesMinW - 1, 12, 0, 1}, {40, axesMinH - 1, 0, 1}, {7, 12, 0, 0}, {40, 2, 0, 0}, {0, 0, 0, 0},
	} {
		r := Rect{2, 3, c.w, c.h}
		if in := (&Axes{}).Inside(r); in.X-r.X != c.left || r.W-in.W != c.left || r.H-in.H != c.below || in.Y != r.Y {
			t.Errorf("%d×%d: the curves get %v, want %d columns less at the left and %d rows below", c.w, c.h, in, c.left, c.below)
		}
	}
}

func TestAxesCarryOnlyNumbersThatFit(t *testing.T) {
	g := NewGrid(30, 4)
	(&Axes{Glyphs: ASCII}).Draw(g, g.Bounds(), View{1e6, 1e6 + 40, 0, 1})
	axis := strings.Split(g.Plain(), "\n")[3]
	for field := range strings.FieldsFuncSeq(axis, func(r rune) bool { return r == '+' || r == '-' }) {
		if len(field) != len("1000010") {
			t.Errorf("the axis has a part of a number, %q, in %q", field, axis)
		}
	}
}

// The area of a histogram is the share of the values in its view.
func TestAHistogramIsADensity(t *testing.T) {
	values := []float64{math.NaN(), math.Inf(1)}
	for i := range 1000 {
		values = append(values, float64(i)/250) // evenly from 0 to 4
	}
	v := View{1, 3, 0, 1}
	heights, every := (&Histogram{}).heights(20, v, values)
	area := 0.0
	for _, h := range heights {
		area += h * float64(every) * 2 / 20
	}
	if math.Abs(area-0.5) > 0.01 {
		t.Errorf("the area is %.3f, want half", area)
	}
}

func TestFewValuesGetWideBins(t *testing.T) {
	few, many := make([]float64, 40), make([]float64, 4000)
	v := View{-1, 1, 0, 1}
	if _, every := (&Histogram{}).heights(20, v, few); every != 6 {
		t.Errorf("40 values in 20 columns have bins of %d columns, want 6", every)
	}
	if _, every := (&Histogram{}).heights(20, v, many); every != 1 {
		t.Errorf("4,000 values in 20 columns have bins of %d columns, want 1", every)
	}
}

// A filled cell keeps its colour below a curve that is drawn over it.
func TestACurveKeepsTheHistogramBelow(t *testing.T) {
	fill := Hex(0x303030)
	g := NewGrid(1, 2)
	v := View{0, 1, 0, 1}
	(&Histogram{Fill: Style{BG: fill}}).Draw(g, g.Bounds(), v, slices.Repeat([]float64{0.5}, 24)) // as high as the view
	s := Scatter{Classes: []Class{{Style: green}}}
	s.Reset(1, 2, v)
	s.Add(0, []float64{0.1}, []float64{0.9})
	s.Draw(g, 0, 0)
	if top, bottom := g.At(0, 0), g.At(0, 1); top.BG != fill || top.FG != green.FG || bottom != (Cell{' ', Style{BG: fill}}) {
		t.Errorf("the cells are %v and %v", top, bottom)
	}
}

func TestADottedLineHasItsDotsApart(t *testing.T) {
	s := Scatter{Glyphs: Braille, Classes: []Class{{}}}
	s.Reset(10, 1, View{0, 20, 0, 4})
	s.Dotted(0, []float64{0.5, math.NaN(), 0.5, 7, 19.5}, []float64{1, 1, 2, 2, 2}, 4)
	g := NewGrid(10, 1)
	s.Draw(g, 0, 0)
	if got := strings.TrimRight(g.Plain(), " "); got != "⠄ ⠄ ⠄ ⠄ ⠄" {
		t.Errorf("the line is %q", got)
	}
}

func TestTheLegendOfAMapShowsItsLevels(t *testing.T) {
	ramp := Ramp{None, Hex(0x111111), Hex(0x222222), Hex(0x333333), Hex(0x444444)}
	h := Heat{Ramp: ramp, Range: Range{-2, 0.5}}
	var colours []Colour
	text := ""
	for _, s := range h.Legend(4, 1, Style{}) {
		text += s.Text
		if s.Text == "█" {
			colours = append(colours, s.Style.FG)
		}
	}
	if text != "−1.5 ████ 0.5" {
		t.Errorf("the legend reads %q", text)
	}
	for i, c := range colours {
		if c != ramp[i+1] {
			t.Errorf("sample %d is %06x", i, uint32(c))
		}
	}
	h.Glyphs, h.Ramp, text = ASCII, nil, ""
	for _, s := range h.Legend(9, 0, Style{}) {
		text += s.Text
	}
	if text != "-2 .:-=+*#%@ 0" && text != "-2 .:-=+*#%@ 1" {
		t.Errorf("in ASCII the legend reads %q", text)
	}
}

func TestAnAxisWithOneTickHasItsNumber(t *testing.T) {
	g := NewGrid(20, 8)
	(&Axes{Glyphs: ASCII}).Draw(g, g.Bounds(), View{-4, 4, 0, 1})
	if axis := strings.Split(g.Plain(), "\n")[7]; !strings.Contains(axis, "+0") {
		t.Errorf("there is no 0 on %q", axis)
	}
}
