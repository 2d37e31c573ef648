package code

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// A layout is how a file writes its table.
type layout struct {
	separator byte
	mark      byte  // of decimals
	returns   bool  // lines end with a carriage return and a line feed
	names     bool  // the first line is the names of the run's columns, as they are
	ended     bool  // the last line ends, too
	places    []int // of every field of a row the column of the run, textField for one that it did not learn
	named     int   // the line of names when a file is taken apart, -1 for none
	least     []int // of every column of the run the fewest decimals that are written; zeros behind them are left out
}

const (
	textField    = -1
	mostDecimals = 9 // of a grid
)

// separators and marks in the order in which they are tried.
const (
	separators = ",;\t |"
	marks      = ".,"
)

// end is what a row ends with.
func (l *layout) end() []byte {
	if l.returns {
		return []byte("\r\n")
	}
	return []byte("\n")
}

// fieldsOf splits a line at separators that are not between quotation marks.
func fieldsOf(to [][]byte, line []byte, separator byte) [][]byte {
	to, quoted, from := to[:0], false, 0
	for i, b := range line {
		switch {
		case b == '"':
			quoted = !quoted
		case b == separator && !quoted:
			to, from = append(to, line[from:i]), i+1
		}
	}
	return append(to, line[from:])
}

// lookedAt is how many lines a layout is found by.
const lookedAt = 1000

// layoutOf finds the layout by which most cells of the first lines are numbers of the run's
// columns. The error says that there is none.
func (m *Model) layoutOf(lines [][]byte) (best layout, err error) {
	lines = lines[:min(len(lines), lookedAt)]
	most := 0
	for _, separator := range []byte(separators) {
		all := make([][][]byte, len(lines))
		for i, line := range lines {
			all[i] = fieldsOf(nil, bytes.TrimSuffix(line, []byte("\r")), separator)
		}
		for _, fields := range m.widths(all) {
			for _, mark := range []byte(marks) {
				l := layout{separator: separator, mark: mark}
				if l.places, l.named = m.placesBy(all, fields); l.places == nil || mark == separator {
					continue
				}
				if n := m.fitDecimals(&l, all); n > most {
					best, most = l, n
				}
			}
		}
	}
	if most == 0 {
		return best, m.noRow()
	}
	best.names = bytes.Equal(bytes.TrimSuffix(lines[0], []byte("\r")), m.header(best))
	return best, nil
}

// noRow says that a file has nothing that the run could code.
func (m *Model) noRow() error {
	return wrong("no line of the file is a row of what the run learnt: %s; give a file with these columns, by their names or in their order", m.namesText())
}

// namesText lists the columns of the run, but for those that are too many.
func (m *Model) namesText() string {
	const most = 6
	text := ""
	for j := range m.columns[:min(len(m.columns), most)] {
		if j > 0 {
			text += ", "
		}
		text += m.columns[j].name
	}
	if len(m.columns) > most {
		text += " and " + strconv.Itoa(len(m.columns)-most) + " more"
	}
	return text
}

// widths are how many fields lines have that may be rows, in order.
func (m *Model) widths(all [][][]byte) (widths []int) {
	for _, line := range all {
		if len(line) >= m.Columns {
			widths = append(widths, len(line))
		}
	}
	slices.Sort(widths)
	widths = slices.Compact(widths)
	const most = 8 // of a file that is no table
	return widths[:min(len(widths), most)]
}

// placesBy finds which field has which column: by the first line that names all of them, or
// as they stand where there are as many. It is nil where neither is so. named is the line of
// names, or -1.
func (m *Model) placesBy(all [][][]byte, fields int) (places []int, named int) {
	for i, names := range all {
		if places := m.placesByNames(names, fields); places != nil {
			return places, i
		}
	}
	if places := m.placesByNumbers(fields); places != nil {
		return places, -1
	}
	if fields != m.Columns {
		return nil, -1
	}
	for i := range fields {
		places = append(places, i)
	}
	return places, -1
}

// placesByNumbers finds columns of a file without names, which are called c1, c2 and so on;
// nil where they are called otherwise.
func (m *Model) placesByNumbers(fields int) []int {
	places := slices.Repeat([]int{textField}, fields)
	for j := range m.columns {
		number, is := strings.CutPrefix(m.columns[j].name, "c")
		at, err := strconv.Atoi(number)
		if !is || err != nil || at < 1 || at > fields {
			return nil
		}
		places[at-1] = j
	}
	return places
}

// placesByNames finds the columns by the names in a line; nil where one is missing.
func (m *Model) placesByNames(names [][]byte, fields int) []int {
	places := slices.Repeat([]int{textField}, fields)
	shift := max(fields-len(names), 0) // R names rows in a column that has no name itself
	for j := range m.columns {
		at := slices.IndexFunc(names[:min(len(names), fields-shift)], func(name []byte) bool { return string(bytes.Trim(name, "\ufeff\" ")) == m.columns[j].name })
		if at < 0 || places[at+shift] != textField {
			return nil
		}
		places[at+shift] = j
	}
	return places
}

// header is the line of the names of the run's columns.
func (m *Model) header(l layout) (line []byte) {
	for i, j := range l.places {
		if i > 0 {
			line = append(line, l.separator)
		}
		if j != textField {
			line = append(line, m.columns[j].name...)
		}
	}
	return line
}

// fitDecimals chooses for every column how many decimals are written at least, and returns
// how many cells of some lines then are numbers as the column writes them.
func (m *Model) fitDecimals(l *layout, lines [][][]byte) (cells int) {
	l.least = make([]int, m.Columns)
	counts := make([][]int, m.Columns)
	for j := range counts {
		counts[j] = make([]int, m.columns[j].grid.Decimals+1)
	}
	for _, fields := range lines {
		if len(fields) != len(l.places) {
			continue
		}
		for i, j := range l.places {
			if j == textField {
				continue
			}
			for least := range counts[j] {
				if _, ok := m.columns[j].parse(fields[i], least, l.mark); ok {
					counts[j][least]++
				}
			}
		}
	}
	return l.choose(counts)
}

// choose takes for every column the number of decimals under which most cells are as they
// should be, the same for all where that is as good.
func (l *layout) choose(counts [][]int) (cells int) {
	for _, of := range counts {
		cells += slices.Max(of)
	}
	for same := mostDecimals; same >= 0; same-- {
		n := 0
		for j, of := range counts {
			l.least[j] = min(same, len(of)-1)
			n += of[l.least[j]]
		}
		if n == cells {
			return cells
		}
	}
	for j, of := range counts {
		l.least[j] = slices.Index(of, slices.Max(of))
	}
	return cells
}

// mostDigits is how many digits a number may have, so that it fits into 63 bits.
const mostDigits = 17

// parse reads a number in units of the column's grid, if it is written as the column writes
// it and nothing else: it could not be given back byte by byte.
func (c *column) parse(text []byte, least int, mark byte) (units int64, ok bool) {
	digits, decimals, at := 0, -1, 0
	if at < len(text) && text[at] == '-' {
		at++
	}
	for _, b := range text[at:] {
		switch {
		case b >= '0' && b <= '9':
			units = units*10 + int64(b-'0')
			digits++
			if decimals >= 0 {
				decimals++
			}
		case b == mark && decimals < 0:
			decimals = 0
		default:
			return 0, false
		}
		if digits > mostDigits {
			return 0, false
		}
	}
	for decimals = max(decimals, 0); decimals < c.grid.Decimals && digits <= mostDigits; decimals++ {
		units *= 10
		digits++
	}
	if digits == 0 || digits > mostDigits || decimals > c.grid.Decimals {
		return 0, false
	}
	if at > 0 {
		units = -units
	}
	var room [2 * mostDigits]byte
	return units, bytes.Equal(c.append(room[:0], units, least, mark), text)
}

// append writes a number as the column writes it: with so many decimals at least, and no
// zeros behind them.
func (c *column) append(to []byte, units int64, least int, mark byte) []byte {
	if units < 0 {
		to, units = append(to, '-'), -units
	}
	decimals := c.grid.Decimals
	for decimals > least && units%10 == 0 {
		units /= 10
		decimals--
	}
	var room [2 * mostDigits]byte
	digits := strconv.AppendInt(room[:0], units, 10)
	for len(digits) <= decimals {
		digits = append([]byte{'0'}, digits...)
	}
	to = append(to, digits[:len(digits)-decimals]...)
	if decimals > 0 {
		to = append(append(to, mark), digits[len(digits)-decimals:]...)
	}
	return to
}
