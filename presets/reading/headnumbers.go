package reading

import (
	"math"
	"strings"
)

// fewForNumbers is the least number of rows that tell whether the first record is
// unlike them.
const fewForNumbers = 5

// namesByNumbers tells whether the first record, which is made of numbers, names the
// columns: years, wavelengths, the numbers that pandas gives. It does where it is in
// quotation marks and no row is, where it stands above row numbers and has nothing
// there, where every one of its numbers lies far from all below it, or where they are
// whole, rise by a step, and stand above fractions.
func (l *layout) namesByNumbers() bool {
	rest := l.sample[1:]
	if len(rest) < fewForNumbers {
		return false
	}
	first := l.sample[0].cells
	if len(first) != l.width {
		return false
	}
	if l.quotedHead() {
		return true
	}
	columns := l.headColumns()
	if columns == nil {
		return false
	}
	if first[0] == "" && len(columns) == l.width-1 && l.countsFrom(rest, 0) {
		return true
	}
	return l.farAbove(columns) || l.risesAboveFractions(columns)
}

// quotedHead tells whether all cells of the first record are in quotation marks and
// the next records have none.
func (l *layout) quotedHead() bool {
	line := func(i int) string {
		before := l.sample[i].before
		text := before.text[before.at:]
		if end := strings.IndexByte(text, '\n'); end >= 0 {
			text = text[:end]
		}
		return text
	}
	marks := strings.Count(line(0), `"`)
	if marks < 2*l.width-2 || marks < 2 {
		return false
	}
	for i := 1; i < fewForNumbers; i++ {
		if strings.Contains(line(i), `"`) {
			return false
		}
	}
	return true
}

// headColumns are the columns of numbers, of which the first record has a number
// each; nil where it has not, or holds a word above numbers.
func (l *layout) headColumns() []int {
	var list []int
	for _, j := range l.numericColumns() {
		cell := l.sample[0].cells[j]
		if _, _, ok := parseDecimal(cell, marks{}); ok {
			list = append(list, j)
		} else if cell != "" || j > 0 {
			return nil
		}
	}
	return list
}

// countsFrom tells whether a column of the rows counts them from 0 or 1.
func (l *layout) countsFrom(rows []place, j int) bool {
	for i, p := range rows {
		v, k, ok := parseDecimal(p.cells[min(j, len(p.cells)-1)], marks{})
		if !ok || k&(smallWhole|largeWhole) == 0 || v != float64(i) && v != float64(i+1) {
			return false
		}
	}
	return true
}

// farAbove tells whether every number of the first record is further from the column
// below than that is wide. One number alone is an outlier unless it could be a year.
func (l *layout) farAbove(columns []int) bool {
	seen := map[string]bool{}
	for _, j := range columns {
		cell := l.sample[0].cells[j]
		if seen[cell] || strings.Trim(cell, "0123456789.") != "" {
			return false
		}
		seen[cell] = true
		v, _, _ := parseDecimal(cell, marks{})
		low, high := l.rangeBelow(j)
		if !(max(low-v, v-high) > high-low) || high == low {
			return false
		}
		if len(columns) == 1 && (v != math.Floor(v) || v < 1800 || v > 2200) {
			return false
		}
	}
	return len(columns) > 0
}

// rangeBelow is that of the numbers of a column without the first record.
func (l *layout) rangeBelow(j int) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range l.sample[1:] {
		if j < len(p.cells) {
			if v, _, ok := parseDecimal(p.cells[j], marks{}); ok {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	return low, high
}

// risesAboveFractions tells whether the first record holds whole numbers that rise by
// a step, at least three or 0,1 or 1,2, and all below it are written as fractions.
func (l *layout) risesAboveFractions(columns []int) bool {
	if len(columns) < 2 {
		return false
	}
	var values []float64
	for _, j := range columns {
		v, k, _ := parseDecimal(l.sample[0].cells[j], marks{})
		if k&(smallWhole|largeWhole) == 0 {
			return false
		}
		values = append(values, v)
	}
	step := values[1] - values[0]
	for i := 1; i < len(values); i++ {
		if values[i]-values[i-1] != step || step <= 0 {
			return false
		}
	}
	if len(values) == 2 && (step != 1 || values[0] > 1) {
		return false
	}
	whole, all := 0, 0
	for _, p := range l.sample[1:] {
		for _, j := range columns {
			if j < len(p.cells) && !isMissing(p.cells[j]) {
				all++
				if _, k, _ := parseDecimal(p.cells[j], marks{}); k&(smallWhole|largeWhole) != 0 {
					whole++
				}
			}
		}
	}
	return 20*whole <= all
}
