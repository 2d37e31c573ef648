package plot

import (
	"image/color"
	"testing"
)

var _ color.Color = Colour(0)

func TestAMixEndsWhereItShould(t *testing.T) {
	for _, c := range []Colour{RGB(0, 0, 0), RGB(255, 255, 255), Hex(0x3a7bd5), Hex(0xffa94f), Hex(0x010203)} {
		if got := c.Mix(Hex(0x5a9fd0), 0); got != c {
			t.Errorf("0 of the way from %x is %x", c, got)
		}
		if got := Hex(0x5a9fd0).Mix(c, 1); got != c {
			t.Errorf("all the way to %x is %x", c, got)
		}
	}
	if got := RGB(0, 0, 0).Mix(RGB(255, 255, 255), 0.5); got != RGB(99, 99, 99) { // L = 0.5
		t.Errorf("the middle grey is %x", got)
	}
	if None.Mix(Hex(1), 0.4) != None || Hex(1).Mix(None, 0.4) != Hex(1) {
		t.Error("None has no shades")
	}
}

func TestRampsRiseEvenlyInLightness(t *testing.T) {
	for name, c := range map[string]struct {
		ramp Ramp
		sign float64
	}{"ember": {Ember(16), 1}, "dusk": {Dusk(16), -1}} {
		if c.ramp[0] != None {
			t.Errorf("%s: the lowest level paints", name)
		}
		total := c.sign * (c.ramp[15].oklab()[0] - c.ramp[1].oklab()[0])
		for i := 2; i < 16; i++ {
			step := c.sign * (c.ramp[i].oklab()[0] - c.ramp[i-1].oklab()[0])
			if step < total/14/3 || step > total/14*3 {
				t.Errorf("%s: step %d in lightness is %.3f of %.3f", name, i, step, total)
			}
		}
	}
}

func TestRampsHaveAsManyLevelsAsAskedFor(t *testing.T) {
	for n := -1; n < 20; n++ {
		want := max(n, 0)
		if a, b, c := len(Ember(n)), len(Dusk(n)), len(NewRamp(n, Hex(1), Hex(2))); a != want || b != want || c != want {
			t.Errorf("%d levels: %d, %d, %d", n, a, b, c)
		}
	}
}
