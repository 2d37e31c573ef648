package plot

import "testing"

func TestALeftBarEndsInAReversedBlock(t *testing.T) {
	b := Bar{Left: 3, Right: 3, Full: 3, Negative: blue, Positive: green, Axis: grey}
	g := NewGrid(b.Width(), 1)
	b.Draw(g, 0, 0, -1.25)
	for x, want := range []Cell{{}, {'▊', blue.With(Reverse)}, {'█', blue}, {'│', grey}} {
		if got := g.At(x, 0); got != want {
			t.Errorf("column %d: %c %v, want %c %v", x, got.Rune, got.Style, want.Rune, want.Style)
		}
	}
}

func TestBothSidesOfABarHaveTheSameUnit(t *testing.T) {
	b := Bar{Left: 6, Right: 2, Full: 3}
	g := NewGrid(b.Width(), 2)
	b.Draw(g, 0, 0, -1)
	b.Draw(g, 0, 1, 1)
	if got, want := g.Plain(), "    ██│  \n      │██"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestABarWithoutScaleHasNoLength(t *testing.T) {
	for _, full := range []float64{0, -1} {
		b := Bar{Left: 2, Right: 2, Full: full}
		g := NewGrid(5, 1)
		b.Draw(g, 0, 0, 7)
		if got := g.Plain(); got != "  │  " {
			t.Errorf("full %v: %q", full, got)
		}
	}
}
