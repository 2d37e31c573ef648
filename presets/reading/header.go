package reading

import (
	"slices"
	"strconv"
	"strings"
)

func allWords(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return !isWord(c) && !isDateName(c) })
}

// headAbove finds the names above the first row with numbers: the record before it,
// or where that has units the one before that, or the first of a table that begins
// with rows without numbers. It returns -1 for none.
func (l *layout) headAbove(start int) int {
	at := start - 1
	if at > 0 && (l.isUnits(at) || !l.isNames(at, start)) && l.isNames(at-1, start) {
		at--
	}
	if l.isNames(at, start) {
		return at
	}
	if l.isHeader(0) && len(l.sample[0].cells) == l.width {
		return 0
	}
	return -1
}

// isNames tells whether a record names the columns of the rows from start on: words,
// no two alike, one for each column, or for each but a first that names the rows.
func (l *layout) isNames(at, start int) bool {
	cells := l.sample[at].cells
	cells = cells[:filledWidth(cells)]
	if len(cells) > l.width && at != start-1 || len(cells) < l.width-1 {
		return false
	}
	if short := len(cells) == l.width-1 && len(l.sample[at].cells) < l.width; short && !l.namesRows(start) {
		return false
	}
	words, seen := 0, map[string]bool{}
	for _, c := range cells {
		if isWord(c) || isDateName(c) {
			words++
		}
		seen[c] = true
	}
	if len(cells) > l.width {
		return words == len(cells) && len(seen) == words
	}
	return words > 0 && (2*words >= len(cells) || l.isHeader(at)) && (2*len(seen) > len(cells) || len(cells) < 3)
}

// namesRows tells whether the first column names the rows from start on: every row
// is as wide as the table, and it counts them or holds texts.
func (l *layout) namesRows(start int) bool {
	words, seen := 0, map[string]bool{}
	for i, p := range l.sample[start:] {
		if len(p.cells) != l.width || seen[p.cells[0]] {
			return false
		}
		seen[p.cells[0]] = true
		if p.cells[0] != strconv.Itoa(i+1) {
			words++
			if _, _, number := parseDecimal(p.cells[0], marks{}); number {
				return false
			}
		}
	}
	return words == 0 || words == len(l.sample)-start
}

// unitsBetween tells whether what stands between the names and the rows are units.
func (l *layout) unitsBetween(head, start int) bool {
	for i := head + 1; i < start; i++ {
		if !l.isUnits(i) {
			return false
		}
	}
	return true
}

// isUnits tells whether a record holds units: in brackets, or known ones.
func (l *layout) isUnits(at int) bool {
	units := 0
	for _, c := range l.sample[at].cells {
		switch {
		case c == "" || c == "-":
		case strings.ContainsAny(c[:1], "[(") || slices.Contains(knownUnits, c):
			units++
		default:
			return false
		}
	}
	return units > 0
}

var knownUnits = strings.Fields("s ms us µs ns min h d m mm cm km nm µm um in ft g mg kg t l L ml mL V mV kV A mA µA W kW Hz kHz MHz GHz K °C °F degC C F Pa hPa kPa bar " +
	"mbar J kJ N m/s km/h m/s^2 m/s² % ppm ppb dB dBm deg rad ° mol M counts cps a.u. Ω ohm T mT eV keV nA pA")

// isHeader tells whether a record names columns. A record without any
// number does if it has a word; one with both does if most of it are words and
// one of them stands above a number, so that a row such as 5.1,3.5,setosa is
// not lost.
func (l *layout) isHeader(at int) bool {
	words, numbers, above := 0, 0, false
	for i, cell := range l.sample[at].cells[:min(l.width, len(l.sample[at].cells))] {
		if _, _, ok := parseDecimal(cell, marks{}); ok {
			numbers++
		} else if isWord(cell) || isDateName(cell) {
			words++
			if at+1 < len(l.sample) && i < len(l.sample[at+1].cells) {
				_, _, ok := parseDecimal(l.sample[at+1].cells[i], marks{})
				above = above || ok
			}
		}
	}
	return words > 0 && numbers == 0 || words > numbers && above
}

// isDateName tells whether a cell is digits with dashes, strokes or colons inside, as
// a month that names a column: 2020-01.
func isDateName(cell string) bool {
	return len(cell) > 2 && strings.Trim(cell, "0123456789-/:Qq") == "" && strings.ContainsAny(cell[1:], "-/:Qq") && cell[0]-'0' <= 9
}
