package glossary

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Numbers are what is known of a run, by name. What is not known is missing or NaN.
type Numbers map[string]float64

// Fill puts numbers in the place of their names in braces: {val} has three decimals, {+val}
// a sign as well, {step#} is a whole number, {ess%} a share in percent, {error^} a power
// of ten and {lr~} has three digits. ok is false if one of them is not known.
func Fill(text string, n Numbers) (filled string, ok bool) {
	var b strings.Builder
	ok = true
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String(), ok
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return b.String() + "{" + rest, ok
		}
		value, known := n.Get(Name(name))
		if !known || math.IsNaN(value) {
			ok = false
			b.WriteString("?")
		} else {
			b.WriteString(format(name, value))
		}
		text = after
	}
}

// Get returns a number by its name.
func (n Numbers) Get(name string) (value float64, known bool) {
	value, known = n[name]
	return value, known
}

// Name is what stands in braces without its format.
func Name(placed string) string { return strings.TrimRight(strings.TrimLeft(placed, "+"), "#%^~") }

// Names lists the names of numbers in a text.
func Names(text string) (names []string) {
	for {
		_, rest, found := strings.Cut(text, "{")
		if !found {
			return names
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return names
		}
		names, text = append(names, Name(name)), after
	}
}

// format writes a number as its place asks for.
func format(placed string, v float64) string {
	if math.IsInf(v, 0) {
		return minus(strings.Replace(strconv.FormatFloat(v, 'f', 0, 64), "Inf", "∞", 1))
	}
	switch placed[len(placed)-1] {
	case '#':
		return grouped(v)
	case '%':
		return strconv.FormatFloat(100*v, 'f', 1, 64) + " %"
	case '^':
		return minus(strconv.FormatFloat(v, 'e', 0, 64))
	}
	text := strconv.FormatFloat(v, 'f', 3, 64)
	if placed[len(placed)-1] == '~' { // a learning rate
		text = strconv.FormatFloat(v, 'g', 3, 64)
	}
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-") // no minus sign on 0
	}
	if placed[0] == '+' && !strings.HasPrefix(text, "-") {
		text = "+" + text
	}
	return minus(text)
}

// minus writes a hyphen as the sign that it is.
func minus(text string) string { return strings.ReplaceAll(text, "-", "−") }

// grouped writes a whole number with a comma between each three digits.
func grouped(v float64) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', 0, 64)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	if v < 0 {
		text = "−" + text
	}
	return text
}

// String lists the numbers, for a test that fails.
func (n Numbers) String() string { return fmt.Sprint(map[string]float64(n)) }
