package plot

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Fixed returns x with so many decimals, right-aligned in exactly width columns: a dash for NaN, ∞ for infinity, fewer
// decimals and then powers of ten for what would not fit, and # signs where nothing does. A number that rounds to
// zero has no minus sign.
func Fixed(x float64, width, decimals int, g Glyphs) string {
	return fit(x, width, decimals, false, g)
}

// Signed returns the same as Fixed with a plus sign before what does not round to zero or below.
func Signed(x float64, width, decimals int, g Glyphs) string {
	return fit(x, width, decimals, true, g)
}

// Scientific returns x as one digit, decimals and a power of ten, like 3.1e-7, right-aligned in exactly width columns.
func Scientific(x float64, width, decimals int, g Glyphs) string {
	if s, ok := special(x, false, g); ok {
		return right(s, width)
	}
	for d := max(decimals, 0); d >= 0; d-- {
		if s := power(x, d, false, g); Width(s) <= width {
			return right(s, width)
		}
	}
	return right("", width)
}

// Short returns x in few characters, to about three digits: 940, 12.5k, 3M, 0.25, 4e-7.
func Short(x float64, g Glyphs) string {
	if s, ok := special(x, false, g); ok {
		return s
	}
	size := math.Abs(x)
	for _, unit := range [...]struct {
		from float64
		name string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if size >= unit.from*0.9995 && size < 999.5e9 {
			return signs(digits(x/unit.from)+unit.name, g)
		}
	}
	if size >= 1e3 || size < 0.01 && size > 0 {
		return power(x, 0, false, g)
	}
	return signs(digits(x), g)
}

// digits returns |x| < 1000 to about three digits, without trailing zeros.
func digits(x float64) string {
	decimals := 0
	for size := math.Abs(x); size < 99.95 && decimals < 3; size *= 10 {
		decimals++
	}
	s := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return positiveZero(s)
}

// Grouped returns n with a comma between each three digits: 12,480.
func Grouped(n int, g Glyphs) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return signs(s, g)
}

func fit(x float64, width, decimals int, plus bool, g Glyphs) string {
	if s, ok := special(x, plus, g); ok {
		return right(s, width)
	}
	for d := max(decimals, 0); d >= 0 && math.Abs(x) < 1e15; d-- {
		s := positiveZero(strconv.FormatFloat(x, 'f', d, 64))
		if s = signs(withPlus(s, plus), g); Width(s) <= width {
			return right(s, width)
		}
	}
	for d := 3; d >= 0; d-- {
		if s := power(x, d, plus, g); Width(s) <= width {
			return right(s, width)
		}
	}
	return right("", width)
}

// special returns the text of a number that has no digits.
func special(x float64, plus bool, g Glyphs) (string, bool) {
	infinity := "∞"
	if g == ASCII {
		infinity = "inf"
	}
	switch {
	case math.IsNaN(x):
		return string(g.pick('—', '-')), true
	case math.IsInf(x, 0) && x < 0:
		return signs("-"+infinity, g), true
	case math.IsInf(x, 0):
		return withPlus(infinity, plus), true
	}
	return "", false
}

// power returns x as 1.2e-7: no plus sign or leading zero in the exponent, to save the width.
func power(x float64, decimals int, plus bool, g Glyphs) string {
	s := strconv.FormatFloat(x, 'e', decimals, 64)
	mantissa, exponent, _ := strings.Cut(s, "e")
	e, _ := strconv.Atoi(exponent) // FormatFloat always writes one
	return signs(withPlus(mantissa+"e"+strconv.Itoa(e), plus), g)
}

func withPlus(s string, plus bool) string {
	if plus && s[0] != '-' && strings.Trim(s, "0.") != "" {
		return "+" + s
	}
	return s
}

// positiveZero drops the sign of a number whose digits are all zero.
func positiveZero(s string) string {
	if s[0] == '-' && strings.Trim(s, "-0.") == "" {
		return s[1:]
	}
	return s
}

// signs replaces hyphens by the minus sign of the set.
func signs(s string, g Glyphs) string {
	if g == ASCII {
		return s
	}
	return strings.ReplaceAll(s, "-", "−")
}

// right aligns s in width columns. An empty or too wide s becomes # signs: better no number than a wrong one.
func right(s string, width int) string {
	n := utf8.RuneCountInString(s)
	switch {
	case width <= 0:
		return ""
	case n == 0 || n > width:
		return strings.Repeat("#", width)
	}
	return strings.Repeat(" ", width-n) + s
}
