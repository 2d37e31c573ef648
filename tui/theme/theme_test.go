package theme

import (
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
	for _, p := range append([]pigment{dimPigment, faintPigment, accentPigment, goodPigment, badPigment, warnPigment, squeezePigment, expandPigment, imagePigment, targetPigment}, anglePigments[:]...) {
		for _, rgb := range []uint32{p.dark, p.light} {
			c := plot.Hex(rgb)
			r, g, b, _ := colorprofile.ANSI256.Convert(c).RGBA()
			if x, y, z, _ := c.RGBA(); x != r || y != g || z != b {
				t.Errorf("%06x becomes another colour among the 256", rgb)
			}
		}
	}
}
