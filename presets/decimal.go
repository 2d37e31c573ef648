package presets

import (
	"math"
	"strconv"
	"strings"
)

// largestValue bounds what counts as a number: beyond it squares overflow.
const largestValue = 1e100

// parseDecimal reads a plain decimal number, digits with an optional sign,
// mark and exponent. NaN, Inf, hexadecimal and 1_0 are not plain, though
// strconv reads them. mark is '.' or ',' or 0 if the number has none.
func parseDecimal(cell string) (value float64, mark byte, ok bool) {
	mark, at, ok := decimalMark(cell)
	if !ok {
		return 0, 0, false
	}
	if mark == ',' {
		cell = cell[:at] + "." + cell[at+1:]
	}
	value, err := strconv.ParseFloat(cell, 64)
	return value, mark, err == nil && math.Abs(value) <= largestValue
}

// decimalMark checks the form of a number and finds its decimal mark.
func decimalMark(cell string) (mark byte, at int, ok bool) {
	i, digits := skipSign(cell, 0), 0
	for ; i < len(cell); i++ {
		switch c := cell[i]; {
		case '0' <= c && c <= '9':
			digits++
		case (c == '.' || c == ',') && mark == 0:
			mark, at = c, i
		case (c == 'e' || c == 'E') && digits > 0:
			return mark, at, wholeDigits(cell[skipSign(cell, i+1):])
		default:
			return 0, 0, false
		}
	}
	return mark, at, digits > 0
}

func skipSign(text string, i int) int {
	if i < len(text) && (text[i] == '+' || text[i] == '-') {
		return i + 1
	}
	return i
}

func wholeDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// isWord tells whether a cell can only be a name or text: it is not empty, not
// a number in any notation and not one of the signs for a missing one.
func isWord(cell string) bool {
	switch strings.ToLower(cell) {
	case "", "-", "?", "na", "n/a", "null", "none":
		return false
	}
	if _, _, ok := decimalMark(cell); ok {
		return false
	}
	_, err := strconv.ParseFloat(cell, 64) // NaN, Inf, 0x1p-2
	if err == nil {
		return false
	}
	return strings.Trim(cell, "+-.,_0123456789") != ""
}
