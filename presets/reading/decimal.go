package reading

import (
	"math"
	"strconv"
	"strings"
)

// largestValue bounds what counts as a number: beyond it squares overflow.
const largestValue = 1e100

// marks say what a point and a comma are between digits, which a cell alone may not
// tell: 1.234 and 1,234 are thousands or not.
type marks struct{ point, comma role }

// A role is what a mark is for in a table.
type role uint8

const (
	markOpen    role = iota // not settled: the decimal mark, or between groups that show it
	markDecimal             // the decimal mark
	markGroups              // between thousands
	markNever               // neither: its cells are no numbers
)

// of returns the role of a mark.
func (m marks) of(mark byte) role {
	if mark == '.' {
		return m.point
	}
	return m.comma
}

// A kind says how a cell writes its number: a set of the constants below.
type kind uint16

const (
	smallWhole  kind = 1 << iota // digits alone, below a thousand
	largeWhole                   // digits alone, more of them
	pointSure                    // a decimal point for certain: 1.25
	commaSure                    // a decimal comma for certain
	pointMaybe                   // 1.234: a decimal point, or thousands
	commaMaybe                   // 1,234
	pointGroups                  // points group thousands for certain: 1.234.567
	commaGroups                  // commas do
	otherGroups                  // spaces or apostrophes do
	percent                      // a percent sign
	currency                     // a currency sign
	dressed                      // some other sign: a minus of typographers, brackets for a loss
)

// powers of ten that a float64 holds exactly.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// parseDecimal reads a plain decimal number, digits with an optional sign,
// mark and exponent, and hands on to parseDressed what is more than that. NaN,
// Inf, hexadecimal and 1_0 are no numbers, though strconv reads them. k says
// how the number is written.
func parseDecimal(cell string, m marks) (value float64, k kind, ok bool) {
	i := skipSign(cell, 0)
	first, mark, at, digits, whole, exponent := i, byte(0), 0, 0, uint64(0), false
scan:
	for ; i < len(cell); i++ {
		switch c := cell[i]; {
		case c-'0' <= 9:
			digits++
			whole = 10*whole + uint64(c-'0')
		case (c == '.' || c == ',') && mark == 0:
			mark, at = c, i
		case (c == 'e' || c == 'E') && digits > 0 && wholeDigits(cell[skipSign(cell, i+1):]):
			exponent = true
			break scan
		default:
			return parseDressed(cell, m)
		}
	}
	if digits == 0 {
		return 0, 0, false
	}
	if mark == 0 {
		k = wholeKind(digits)
	} else {
		three := !exponent && at-first >= 1 && at-first <= 3 && i-at == 4 && cell[first] != '0'
		k = markKind(mark, three)
		switch m.of(mark) {
		case markNever:
			return 0, k, false
		case markGroups:
			if !three {
				return 0, k, false
			}
			mark = 0
		}
	}
	if !exponent && digits < len(powers) { // exact, as both numbers are (Clinger 1990)
		value = float64(whole)
		if mark != 0 {
			value /= powers[i-at-1]
		}
		if cell[0] == '-' {
			value = -value
		}
		return value, k, true
	}
	value, err := strconv.ParseFloat(plainDigits(cell, at, mark, k), 64)
	return value, k, err == nil && math.Abs(value) <= largestValue
}

// wholeKind tells numbers below a thousand from others by their digits.
func wholeKind(digits int) kind {
	if digits <= 3 {
		return smallWhole
	}
	return largeWhole
}

// markKind says what the only mark of a number shows. three tells that three digits
// follow it, as in thousands.
func markKind(mark byte, three bool) kind {
	switch {
	case three && mark == '.':
		return pointMaybe
	case three:
		return commaMaybe
	case mark == '.':
		return pointSure
	}
	return commaSure
}

// plainDigits writes a number for strconv.
func plainDigits(cell string, at int, mark byte, k kind) string {
	switch {
	case mark == 0 && k&(pointMaybe|commaMaybe) != 0:
		return cell[:at] + cell[at+1:]
	case mark == ',':
		return cell[:at] + "." + cell[at+1:]
	}
	return cell
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

// isMissing tells whether a cell is empty or one of the signs for a value that is
// not there.
func isMissing(cell string) bool {
	switch strings.ToLower(cell) {
	case "", "-", "--", ".", "?", "na", "n/a", "#n/a", "nan", "null", "none":
		return true
	}
	return false
}

// isWord tells whether a cell can only be a name or text: it is not empty, not
// a number in any notation and not one of the signs for a missing one.
func isWord(cell string) bool {
	if isMissing(cell) {
		return false
	}
	if _, k, ok := parseDecimal(cell, marks{}); ok || k != 0 {
		return false
	}
	_, err := strconv.ParseFloat(cell, 64) // Inf, 0x1p-2
	if err == nil {
		return false
	}
	return strings.Trim(cell, "+-.,_0123456789") != ""
}
