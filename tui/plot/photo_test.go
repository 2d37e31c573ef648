package plot

import "testing"

func TestAPhotoHasTheColoursOfItsFields(t *testing.T) {
	field := func(top, bottom float64) Field { return Field{1, 2, []float64{top, bottom}} }
	red, green, blue := field(1, 0), field(0.5, 0), field(0, 1)
	p := Photo{Heat: Heat{Glyphs: Braille, Range: Range{0, 1}}}
	var g Grid
	g.Resize(1, 1)
	p.Draw(&g, Rect{0, 0, 1, 1}, red, green, blue)
	if got := g.At(0, 0); got.Rune != '▀' || got.FG != RGB(255, 128, 0) || got.BG != RGB(0, 0, 255) {
		t.Errorf("the cell is %+v", got)
	}
	p.Glyphs = ASCII
	g.Clear()
	p.Draw(&g, Rect{0, 0, 1, 1}, red, green, blue)
	if got := g.At(0, 0); got.Rune == '▀' || got.FG != None {
		t.Errorf("in ASCII the cell is %+v", got)
	}
}
