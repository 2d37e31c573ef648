package sweep

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"bijou/flows"
	"bijou/presets/reading"
)

// An Axis is one thing that a sweep varies.
type Axis struct {
	Name   string
	Values []string
}

// A Sweep is the product of its axes, the last of which turns fastest.
type Sweep []Axis

// maxRuns bounds a sweep, and maxValues a range.
const (
	maxRuns   = 10_000
	maxValues = 1000
)

// Parse reads a sweep. Its errors are *flows.ParseError.
func Parse(text string) (Sweep, error) {
	var s Sweep
	runs := 1
	for _, p := range split(text, '|') {
		a, err := parseAxis(text, p)
		if err != nil {
			return nil, err
		}
		for _, other := range s {
			if other.Name == a.Name {
				return nil, wrong(text, p, "%s is there twice", a.Name)
			}
		}
		if runs *= len(a.Values); runs > maxRuns {
			return nil, wrong(text, p, "a sweep is at most %d runs", maxRuns)
		}
		s = append(s, a)
	}
	return s, nil
}

// A piece is a part of a text and where it begins.
type piece struct {
	text string
	at   int // in runes, from 0
}

// split cuts a text at a sign outside brackets.
func split(text string, sign rune) (all []piece) {
	depth, from := 0, 0
	runes := []rune(text)
	for i, r := range append(runes, sign) {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == sign && (depth <= 0 || i == len(runes)):
			all = append(all, trimmed(runes[from:i], from))
			from = i + 1
		}
	}
	return all
}

func trimmed(text []rune, at int) piece {
	left := strings.TrimLeft(string(text), " ")
	return piece{strings.TrimSpace(left), at + len(text) - len([]rune(left))}
}

func wrong(text string, p piece, format string, args ...any) error {
	return &flows.ParseError{Text: text, Column: p.at + 1, Msg: fmt.Sprintf(format, args...)}
}

func parseAxis(text string, p piece) (a Axis, err error) {
	name, values, ok := strings.Cut(p.text, "=")
	a.Name = strings.TrimSpace(name)
	if !ok || a.Name == "" {
		return a, wrong(text, p, "an axis is a name and its values, as lr=1e-3,3e-3, not %q", reading.Clean(p.text))
	}
	begin := p.at + len([]rune(name)) + 1
	for _, v := range split(values, ',') {
		v.at += begin
		if v.text == "" {
			return a, wrong(text, v, "%s lacks a value", reading.Clean(a.Name))
		}
		some, err := parseValue(text, v)
		if err != nil {
			return a, err
		}
		a.Values = append(a.Values, some...)
	}
	seen := map[string]bool{}
	for _, v := range a.Values {
		if seen[v] {
			return a, wrong(text, p, "%s is %s twice", reading.Clean(a.Name), reading.Clean(v))
		}
		seen[v] = true
	}
	return a, nil
}

// parseValue reads a value, or a range of them.
func parseValue(text string, v piece) ([]string, error) {
	if inner, ok := strings.CutPrefix(v.text, "("); ok && strings.HasSuffix(inner, ")") && closesLast(v.text) {
		return []string{strings.TrimSpace(inner[:len(inner)-1])}, nil
	}
	from, to, ok := strings.Cut(v.text, "..")
	if !ok {
		return []string{v.text}, nil
	}
	if to, count, ok := strings.Cut(to, ":"); ok {
		return ratios(text, v, from, to, count)
	}
	a, errA := strconv.Atoi(strings.TrimSpace(from))
	b, errB := strconv.Atoi(strings.TrimSpace(to))
	if errA != nil || errB != nil || b < a || b-a >= maxValues {
		return nil, wrong(text, v, "a range is two whole numbers, the larger one last, as 1..5, or so many numbers of even ratio, as 1e-4..1e-2:5")
	}
	var all []string
	for i := a; i <= b; i++ {
		all = append(all, strconv.Itoa(i))
	}
	return all, nil
}

// closesLast tells whether the first bracket is closed by the last character.
func closesLast(text string) bool {
	depth := 0
	for i, r := range text {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i == len(text)-1
			}
		}
	}
	return false
}

// ratios are numbers of even ratio, to four digits.
func ratios(text string, v piece, from, to, count string) ([]string, error) {
	a, errA := strconv.ParseFloat(strings.TrimSpace(from), 64)
	b, errB := strconv.ParseFloat(strings.TrimSpace(to), 64)
	n, errN := strconv.Atoi(strings.TrimSpace(count))
	if errA != nil || errB != nil || errN != nil || !(a > 0) || !(b > a) || math.IsInf(b, 0) || n < 2 || n > maxValues {
		return nil, wrong(text, v, "numbers of even ratio are from..to:count, both above 0 and the larger one last, as 1e-4..1e-2:5")
	}
	all := make([]string, n)
	for i := range all {
		all[i] = strconv.FormatFloat(a*math.Pow(b/a, float64(i)/float64(n-1)), 'g', 4, 64)
	}
	return all, nil
}

// A Point is a value for each axis.
type Point []string

// Points are all combinations.
func (s Sweep) Points() []Point {
	all := []Point{nil}
	for _, a := range s {
		var next []Point
		for _, p := range all {
			for _, v := range a.Values {
				next = append(next, append(p[:len(p):len(p)], v))
			}
		}
		all = next
	}
	return all
}
