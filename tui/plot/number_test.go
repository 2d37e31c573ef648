package plot

import (
	"math"
	"testing"
)

func TestNumbersKeepTheirWidth(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		x               float64
		width, decimals int
		unicode, ascii  string
	}{
		{0.412, 6, 3, " 0.412", " 0.412"},
		{-0.412, 6, 2, " −0.41", " -0.41"},
		{-0.0001, 6, 2, "  0.00", "  0.00"},
		{math.Copysign(0, -1), 3, 0, "  0", "  0"},
		{123.456, 6, 3, "123.46", "123.46"},
		{99999.5, 5, 2, "1.0e5", "1.0e5"},
		{123456, 5, 2, "1.2e5", "1.2e5"},
		{-123456, 5, 2, " −1e5", " -1e5"},
		{1e308, 6, 2, " 1e308", " 1e308"},
		{-1e308, 6, 2, "−1e308", "-1e308"},
		{1e308, 3, 2, "###", "###"},
		{math.MaxFloat64, 40, 2, "                                1.798e308", ""},
		{nan, 4, 2, "   —", "   -"},
		{inf, 4, 2, "   ∞", " inf"},
		{-inf, 4, 2, "  −∞", "-inf"},
		{inf, 2, 2, " ∞", "##"},
		{1, 0, 2, "", ""},
		{1, -1, 2, "", ""},
		{2.5, 1, 0, "2", "2"},
	} {
		if got := Fixed(c.x, c.width, c.decimals, Braille); got != c.unicode && c.width < 40 {
			t.Errorf("Fixed(%v, %d, %d) = %q, want %q", c.x, c.width, c.decimals, got, c.unicode)
		}
		if got := Fixed(c.x, c.width, c.decimals, ASCII); got != c.ascii && c.width < 40 {
			t.Errorf("ASCII Fixed(%v, %d, %d) = %q, want %q", c.x, c.width, c.decimals, got, c.ascii)
		}
		if got := Width(Fixed(c.x, c.width, c.decimals, Blocks)); got != max(c.width, 0) {
			t.Errorf("Fixed(%v, %d) is %d wide", c.x, c.width, got)
		}
	}
}

func TestSignedNumbersAlwaysShowTheirSign(t *testing.T) {
	for x, want := range map[float64]string{0.4: " +0.40", -0.4: " −0.40", 0: "  0.00", -0.001: "  0.00", 0.001: "  0.00",
		math.Inf(1): "    +∞", 123456: "+1.2e5"} {
		if got := Signed(x, 6, 2, Braille); got != want {
			t.Errorf("Signed(%v) = %q, want %q", x, got, want)
		}
	}
}

func TestScientificNumbersLoseDecimalsBeforeTheyLoseTheirWidth(t *testing.T) {
	for _, c := range []struct {
		x     float64
		width int
		want  string
	}{{3.14e-15, 8, "3.1e−15"}, {3.14e-15, 5, "3e−15"}, {3.14e-15, 4, "####"}, {0, 6, "0.0e0"}, {math.NaN(), 2, "—"}} {
		got := Scientific(c.x, c.width, 1, Braille)
		if want := right(c.want, c.width); got != want {
			t.Errorf("Scientific(%v, %d) = %q, want %q", c.x, c.width, got, want)
		}
	}
}

func TestShortNumbers(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 5: "5", 940: "940", 999.6: "1k", 12480: "12.5k", 15000: "15k",
		3e6: "3M", 2.5e9: "2.5G", 0.25: "0.25", 0.05: "0.05", 4e-7: "4e−7", -1500: "−1.5k", 1e15: "1e15",
		math.Inf(-1): "−∞"} {
		if got := Short(x, Braille); got != want {
			t.Errorf("Short(%v) = %q, want %q", x, got, want)
		}
	}
}

func TestGroupedNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 12480: "12,480", 1234567: "1,234,567",
		-123: "-123", -1234: "-1,234"} {
		if got := Grouped(n, ASCII); got != want {
			t.Errorf("Grouped(%d) = %q, want %q", n, got, want)
		}
	}
}
