package reading

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNumberBytes is longer than any cell that is a number.
const maxNumberBytes = 400

// parseDressed reads a number as people write it: with thousands in groups of three,
// by commas, points, spaces or apostrophes, with a currency or a percent sign, which
// are left off, with the minus sign U+2212, or with brackets for a loss. 12.5 % is
// 12.5, as the column says it.
func parseDressed(cell string, m marks) (value float64, k kind, ok bool) {
	if len(cell) > maxNumberBytes || !strings.ContainsAny(cell, "0123456789") {
		return 0, 0, false
	}
	body, negative, k, ok := undress(cell)
	if !ok {
		return 0, 0, false
	}
	if body != cell {
		if v, plain, ok := parseDecimal(body, m); ok || plain != 0 {
			return signed(v, negative), k | plain, ok
		}
	}
	digits, groups, ok := ungroup(body, m)
	if !ok {
		return 0, 0, false
	}
	value, err := strconv.ParseFloat(digits, 64)
	return signed(value, negative), k | groups, err == nil && math.Abs(value) <= largestValue
}

func signed(v float64, negative bool) float64 {
	if negative {
		return -v
	}
	return v
}

// minusSigns are what stands for a minus beside the hyphen.
var minusSigns = strings.NewReplacer("\u2212", "-", "\uff0d", "-", "\ufe63", "-")

// undress takes sign, currency, percent sign and brackets off. body holds digits,
// marks and an exponent.
func undress(cell string) (body string, negative bool, k kind, ok bool) {
	body = minusSigns.Replace(cell)
	if body != cell {
		k = dressed
	}
	if inner, is := strings.CutPrefix(body, "("); is {
		if body, is = strings.CutSuffix(inner, ")"); !is || strings.ContainsAny(body, "+-") {
			return "", false, 0, false
		}
		negative, k = true, k|dressed
	}
	if rest, is := strings.CutSuffix(body, "%"); is {
		body, k = strings.TrimSpace(rest), k|percent
	}
	sign := false
	for body != "" {
		rest, cut := cutCurrency(body)
		switch {
		case cut && k&currency == 0:
			body, k = rest, k|currency
		case (body[0] == '-' || body[0] == '+') && !sign:
			negative, sign = negative != (body[0] == '-'), true
			body = strings.TrimSpace(body[1:])
		default:
			return body, negative, k, isDigitOrMark(body[0]) && isDigitOrMark(body[len(body)-1])
		}
	}
	return "", false, 0, false
}

func isDigitOrMark(c byte) bool { return c-'0' <= 9 || c == '.' || c == ',' }

// currencies are the codes that stand before or behind an amount.
var currencies = []string{"USD", "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "AUD", "CAD", "US$", "Rs.", "Rs"}

// cutCurrency takes one currency sign off either end.
func cutCurrency(body string) (rest string, cut bool) {
	if r, size := utf8.DecodeRuneInString(body); unicode.Is(unicode.Sc, r) {
		return strings.TrimSpace(body[size:]), true
	}
	if r, size := utf8.DecodeLastRuneInString(body); unicode.Is(unicode.Sc, r) {
		return strings.TrimSpace(body[:len(body)-size]), true
	}
	for _, code := range currencies {
		if rest, cut = strings.CutPrefix(body, code); cut {
			return strings.TrimSpace(rest), true
		}
		if rest, cut = strings.CutSuffix(body, code); cut {
			return strings.TrimSpace(rest), true
		}
	}
	return body, false
}

// ungroup takes the separators of thousands out of digits, and makes the decimal
// mark a point. It refuses groups that are no groups, and what the marks of the
// table exclude.
func ungroup(body string, m marks) (digits string, k kind, ok bool) {
	exponent := ""
	if i := strings.IndexAny(body, "eE"); i > 0 {
		if !wholeDigits(body[skipSign(body, i+1):]) {
			return "", 0, false
		}
		body, exponent = body[:i], body[i:]
	}
	group, fraction, mark := rune(0), "", rune(0)
	var runs []string
	for {
		i := strings.IndexFunc(body, func(r rune) bool { return r < '0' || r > '9' })
		if i < 0 {
			break
		}
		r, size := utf8.DecodeRuneInString(body[i:])
		rest := body[i+size:]
		switch {
		case !isSeparator(r):
			return "", 0, false
		case (r == '.' || r == ',') && strings.Trim(rest, "0123456789") == "" && group != 0 && r != group:
			runs, fraction, mark, body = append(runs, body[:i]), rest, r, ""
			continue
		case group != 0 && r != group:
			return "", 0, false
		}
		group, runs, body = r, append(runs, body[:i]), rest
	}
	if mark == 0 {
		runs = append(runs, body)
	}
	if group == 0 || !areGroups(runs, group == ',') {
		return "", 0, false
	}
	k, ok = groupKind(group, mark, m)
	return strings.Join(runs, "") + "." + fraction + exponent, k, ok
}

// isSeparator lists what stands between thousands.
func isSeparator(r rune) bool {
	switch r {
	case ',', '.', ' ', '\u00a0', '\u2009', '\u202f', '\'', '’':
		return true
	}
	return false
}

// areGroups tells whether digits stand in threes, or, between commas, in the twos
// and a three of India.
func areGroups(runs []string, commas bool) bool {
	last := len(runs) - 1
	if last < 1 || len(runs[0]) < 1 || len(runs[0]) > 3 || len(runs[last]) != 3 {
		return false
	}
	threes, twos := true, commas && len(runs[0]) <= 2
	for _, r := range runs[1:last] {
		threes, twos = threes && len(r) == 3, twos && len(r) == 2
	}
	return threes || twos
}

// groupKind says what the separators show, and whether the marks of the table let
// them be that.
func groupKind(group, mark rune, m marks) (k kind, ok bool) {
	ok = true
	switch group {
	case '.':
		k, ok = pointGroups, m.point == markOpen || m.point == markGroups
	case ',':
		k, ok = commaGroups, m.comma == markOpen || m.comma == markGroups
	default:
		k = otherGroups
	}
	switch mark {
	case '.':
		k, ok = k|pointSure, ok && m.point <= markDecimal
	case ',':
		k, ok = k|commaSure, ok && m.comma <= markDecimal
	}
	return k, ok
}
