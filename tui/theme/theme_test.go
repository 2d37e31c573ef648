package theme

import (
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"bijou/tui/plot"
)

func TestSixteenColoursArriveAsTheyWereMeant(t *testing.T) {
	for _, c := range []struct {
		rgb  uint32
		want ansi.BasicColor
	}{{red16, 1}, {green16, 2}, {yellow16, 3}, {blue16, 4}, {magenta16, 5}, {cyan16, 6}, {grey16, 8}, {hiRed, 9}, {hiGreen, 10}, {hiYellow, 11}, {hiBlue, 12}, {hiMagenta, 13}, {hiCyan, 14}} {
		if got := colorprofile.ANSI.Convert(plot.Hex(c.rgb)); got != c.want {
			t.Errorf("%06x arrives as %v, want %v", c.rgb, got, c.want)
		}
	}
}

func TestColoursOfTheThemeAreEntriesOfThe256(t *testing.T) {
	for _, p := range allPigments() {
		for _, rgb := range []uint32{p.dark, p.light} {
			c := plot.Hex(rgb)
			r, g, b, _ := colorprofile.ANSI256.Convert(c).RGBA()
			if x, y, z, _ := c.RGBA(); x != r || y != g || z != b {
				t.Errorf("%06x becomes another colour among the 256", rgb)
			}
		}
	}
}

// inks are the pigments of text and lines of a look; the ground under curves is none.
func (l *look) inks() []pigment {
	return append([]pigment{l.dim, l.faint, l.accent, l.good, l.bad, l.warn, l.squeeze, l.expand, l.image, l.target, l.even}, l.angle[:]...)
}

func allPigments() (all []pigment) {
	for i := range looks {
		all = append(append(all, looks[i].inks()...), looks[i].heap)
	}
	return all
}

func TestEveryThemeHasAName(t *testing.T) {
	for _, name := range append(Names(), "") {
		if c, ok := Named(name); !ok || c.Dark == strings.HasSuffix(name, "light") {
			t.Errorf("%q is %+v, %v", name, c, ok)
		}
	}
	if _, ok := Named("neon"); ok {
		t.Error("neon is a theme")
	}
}

func TestInksOfHighContrastStandOut(t *testing.T) {
	for _, p := range looks[Contrast].inks() {
		if r := contrastOf(plot.Hex(p.dark), plot.Hex(0x101010)); r < 7 {
			t.Errorf("%06x on a dark ground has a contrast of %.1f", p.dark, r)
		}
		if r := contrastOf(plot.Hex(p.light), plot.Hex(0xffffff)); r < 7 {
			t.Errorf("%06x on a light ground has a contrast of %.1f", p.light, r)
		}
	}
}

// contrastOf is the ratio of the luminances of two colours (WCAG 2.2, relative luminance).
func contrastOf(c, d plot.Colour) float64 {
	a, b := luminance(linearOf(c)), luminance(linearOf(d))
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// apart is how far two colours are for the eye that tells them least, of eyes with all
// cones and of those without one kind.
func apart(a, b uint32) float64 {
	least := math.Inf(1)
	for _, eye := range eyes {
		least = min(least, ciede2000(labOf(eye.see(linearOf(plot.Hex(a)))), labOf(eye.see(linearOf(plot.Hex(b))))))
	}
	return least
}

func TestSafeColoursAreApartForEveryEye(t *testing.T) {
	const seen = 15 // of the usual look the nearest are 2.5 apart on dark ground, 1.3 on light
	l := &looks[Safe]
	ink := pigment{dark: 0xd8d8d8, light: 0x202020}
	pairs := [][2]pigment{{l.squeeze, l.expand}, {l.good, l.bad}, {l.good, l.warn}, {l.bad, l.warn}, {l.image, l.target}, {l.expand, ink}, {l.good, ink}, {l.expand, l.good}}
	for i := range l.angle {
		for j := range i {
			pairs = append(pairs, [2]pigment{l.angle[i], l.angle[j]})
		}
	}
	dark, light := math.Inf(1), math.Inf(1)
	for _, p := range pairs {
		dark, light = min(dark, apart(p[0].dark, p[1].dark)), min(light, apart(p[0].light, p[1].light))
		if d := min(apart(p[0].dark, p[1].dark), apart(p[0].light, p[1].light)); d < seen {
			t.Errorf("%06x %06x and %06x %06x are %.1f apart", p[0].dark, p[1].dark, p[0].light, p[1].light, d)
		}
	}
	t.Logf("the nearest are %.1f apart on dark ground, %.1f on light", dark, light)
}

func TestMapsGetEverLighterForEveryEye(t *testing.T) {
	for _, dark := range []bool{true, false} {
		ramp := New(colorprofile.TrueColor, dark, Safe).Heat[1:]
		for _, eye := range eyes {
			for i := 1; i < len(ramp); i++ {
				if step := labOf(eye.see(linearOf(ramp[i])))[0] - labOf(eye.see(linearOf(ramp[i-1])))[0]; step > 0 != dark || math.Abs(step) < 2 {
					t.Errorf("%s: level %d is %.1f lighter than the one before", eye.name, i, step)
				}
			}
		}
	}
}

// The first pairs of the table of Sharma, Wu and Dalal 2005.
func TestDistancesOfColoursAreThoseOfThePaper(t *testing.T) {
	for _, c := range []struct {
		p, q [3]float64
		want float64
	}{
		{[3]float64{50, 2.6772, -79.7751}, [3]float64{50, 0, -82.7485}, 2.0425},
		{[3]float64{50, 3.1571, -77.2803}, [3]float64{50, 0, -82.7485}, 2.8615},
		{[3]float64{50, 2.5, 0}, [3]float64{50, 0, -2.5}, 4.3065},
		{[3]float64{50, 2.5, 0}, [3]float64{73, 25, -18}, 27.1492},
		{[3]float64{60.2574, -34.0099, 36.2677}, [3]float64{60.4626, -34.1751, 39.4387}, 1.2644},
		{[3]float64{2.0776, 0.0795, -1.1350}, [3]float64{0.9033, -0.0636, -0.5514}, 0.9082},
	} {
		if got := ciede2000(c.p, c.q); math.Abs(got-c.want) > 5e-5 {
			t.Errorf("%v and %v are %.4f apart, want %.4f", c.p, c.q, got, c.want)
		}
	}
}
