package reading

import (
	"math"
	"regexp"
	"strings"
)

// rowNumbers is why a column that numbers the rows is left out. --cols brings it back.
const rowNumbers = "row numbers"

// countName matches the names of columns that number rows or things.
var countName = regexp.MustCompile(`^(unnamed: ?[0-9.]+|level_[0-9]+|__index_level_[0-9]+__|.*_?(index|idx)|(row|obs|record|line|sample|case|entry|item)?[ _.-]?(id|no|nr|num|nbr|number|names?)?|#|n°|№|s\.?no\.?|rownames|observation|pk|key)$`)

// bareNames match countName and are something else as often as not.
var bareNames = map[string]bool{"name": true, "names": true, "number": true, "sample": true, "line": true, "num": true, "item": true, "case": true, "entry": true}

// numbersRows tells whether a column numbers the rows: it has no name or that of an
// index, and counts by one; or, where pandas wrote a part of a table, has whole
// numbers from 0 that are all different and rise.
func (t *table) numbersRows(i int) bool {
	c := &t.columns[i]
	if len(t.lines) < MinRows || c.numbers != len(t.lines) || c.written.seen&^(smallWhole|largeWhole|otherGroups|commaGroups|pointGroups|pointMaybe|commaMaybe|pointSure) != 0 {
		return false
	}
	unnamed := t.layout.unnamed(i)
	if !unnamed && !isCountName(c.name) {
		return false
	}
	return countsByOne(c.values) || unnamed && (risesWhole(c.values) || permutes(c.values))
}

// unnamed tells whether the file has a header that does not name a column.
func (l *layout) unnamed(i int) bool {
	return l.header && (l.rowName && i == 0 || l.blank[i])
}

// isCountName tells whether a name is one that columns of row numbers have.
func isCountName(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	return name != "" && countName.MatchString(name) && !bareNames[name]
}

// countsByOne tells whether each value is one more than that before it.
func countsByOne(values []float64) bool {
	for i, v := range values {
		if v != values[0]+float64(i) {
			return false
		}
	}
	return values[0] == math.Floor(values[0])
}

// risesWhole tells whether the values are whole, not below 0, and rise.
func risesWhole(values []float64) bool {
	for i, v := range values {
		if v != math.Floor(v) || v < 0 || i > 0 && v <= values[i-1] {
			return false
		}
	}
	return true
}

// permutes tells whether the values are whole numbers without a gap in another order.
func permutes(values []float64) bool {
	low := math.Inf(1)
	for _, v := range values {
		low = min(low, v)
	}
	if low != 0 && low != 1 {
		return false
	}
	seen := make([]bool, len(values))
	for _, v := range values {
		k := v - low
		if k != math.Floor(k) || k >= float64(len(seen)) || seen[int(k)] {
			return false
		}
		seen[int(k)] = true
	}
	return true
}

// tellCounting names a first column without a name in the file that counts the rows,
// of a table without names: it may be data.
func (t *table) tellCounting(used []int, report *Report) {
	if t.layout.header || len(used) < 2 || used[0] != 0 || len(t.columns[0].values) < MinRows || !countsByOne(t.columns[0].values) {
		return
	}
	report.note("Column %s counts the rows; leave it out with --cols if it only numbers them.", t.columns[0].name)
}
