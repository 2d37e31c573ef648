package reading

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// dropGaps leaves out the columns that do not vary, as nothing can be learnt from
// them and they have no scale, and then, in place, the rows that lack a number in one
// of the others: a gap in a column that is left out costs no row.
func (t *table) dropGaps(used []int, report *Report) ([]int, error) {
	out := map[int]string{}
	keep := make([]bool, len(t.lines))
	for rows := t.allRows(keep); ; rows = t.completeRows(used, keep) {
		var varying []int
		for _, j := range used {
			if constant, varies := t.columns[j].spread(keep); varies {
				varying = append(varying, j)
			} else if out[j] = "constant, " + strconv.FormatFloat(constant, 'g', 6, 64); math.IsInf(constant, 0) {
				out[j] = "no value where the others have one"
			}
		}
		if len(varying) == 0 {
			if rows == 0 {
				return nil, t.manyGaps(used, keep)
			}
			return nil, Bad("give a column that varies", "has the same value in every row of each column used")
		}
		if len(varying) == len(used) && rows < len(t.lines)+1 {
			break
		}
		used = varying
	}
	for j := range t.columns { // in their order in the file
		if why, is := out[j]; is {
			report.leaveOut(t.columns[j].name, why, "")
		}
	}
	if n := len(used); n > maxColumns {
		return nil, Bad("choose columns with --cols", "has %d columns of numbers and a flow here takes up to %d", n, maxColumns)
	}
	return used, t.dropRows(slices.Concat(used, t.besides()), keep, report)
}

// allRows marks every row, and returns a number of rows that no choice has.
func (t *table) allRows(keep []bool) int {
	for i := range keep {
		keep[i] = true
	}
	return len(keep) + 1
}

// completeRows marks the rows that have a value in all columns used and given, and
// returns their number.
func (t *table) completeRows(used []int, keep []bool) (rows int) {
	t.allRows(keep)
	for _, j := range slices.Concat(used, t.besides()) {
		c := &t.columns[j]
		for i := range keep {
			keep[i] = keep[i] && c.hasValue(i)
		}
	}
	for _, k := range keep {
		if k {
			rows++
		}
	}
	return rows
}

// spread tells whether the values of the rows kept, all for nil, differ by more than rounding, so
// that they can be standardised, and returns one of them.
func (c *column) spread(keep []bool) (value float64, varies bool) {
	low, high := math.Inf(1), math.Inf(-1)
	for i, v := range c.values {
		if keep == nil || keep[i] {
			if v < low {
				low = v
			}
			if v > high {
				high = v
			}
		}
	}
	return low, high-low > 1e-100 && high-low > 1e-12*max(math.Abs(low), math.Abs(high))
}

// dropRows takes the rows that are not kept out of the columns used, in place.
func (t *table) dropRows(used []int, keep []bool, report *Report) error {
	var dropped []int
	for i, line := range t.lines {
		if !keep[i] {
			dropped = append(dropped, line)
		}
	}
	report.Rows = t.rows()
	report.Dropped = append(dropped, t.ragged...)
	slices.Sort(report.Dropped)
	n := len(report.Dropped)
	if n*maxBadShare > report.Rows && t.reading.Missing != "drop" {
		return t.manyGaps(used, keep)
	}
	if report.Rows-n < MinRows {
		return Bad("fill the gaps, or choose other columns with --cols", "has only %s with a number in each column used, of %d", Count(report.Rows-n, "row"), report.Rows)
	}
	if len(dropped) == 0 {
		return nil
	}
	for _, j := range used {
		t.columns[j].keep(keep)
	}
	return nil
}

// keep leaves the rows that are kept.
func (c *column) keep(keep []bool) {
	n := 0
	for i, k := range keep {
		if k {
			c.values[n] = c.values[i]
			if c.texts != nil {
				c.texts[n] = c.texts[i]
			}
			n++
		}
	}
	c.values = c.values[:n]
	if c.texts != nil {
		c.texts = c.texts[:n]
	}
}

// manyGaps refuses a table that lacks values in too many rows, with the columns where
// they lack and the ways out.
func (t *table) manyGaps(used []int, keep []bool) error {
	var lines []int
	for i, line := range t.lines {
		if !keep[i] {
			lines = append(lines, line)
		}
	}
	lines = slices.Sorted(slices.Values(append(lines, t.ragged...)))
	type gap struct{ column, n int }
	var gaps []gap
	for _, j := range used {
		n := 0
		for i := range t.lines {
			if !t.columns[j].hasValue(i) {
				n++
			}
		}
		if n > 0 {
			gaps = append(gaps, gap{j, n})
		}
	}
	slices.SortStableFunc(gaps, func(a, b gap) int { return b.n - a.n })
	var where []string
	for _, g := range gaps {
		where = append(where, fmt.Sprintf("%d in %s%s", g.n, cleanTo(t.columns[g.column].name, 20), t.codeNote(g.column)))
	}
	text := fmt.Sprintf("%d of %s lack a plain number in a column used", len(lines), Count(t.rows(), "row"))
	if len(where) > 0 {
		text += ": " + SomeOf(where)
	}
	do := "correct them, fill them with --missing draw, or leave them out with --missing drop"
	if len(gaps) > 0 {
		if without := t.without(used, gaps[0].column); without != "" {
			do += ", or the column with --cols " + without
		}
	}
	return Bad(do, "%s", text).At(lines...)
}

// codeNote says that a column has codes for missing values.
func (t *table) codeNote(j int) string {
	if codes := t.columns[j].codes; len(codes) > 0 {
		return " (" + plainNumber(codes[0]) + " is missing)"
	}
	return ""
}

// without writes --cols for the columns used but one, empty where that is too long.
func (t *table) without(used []int, column int) string {
	const most = 6
	var names []string
	for _, j := range used {
		if j == column || slices.Contains(t.given, j) {
			continue
		}
		name := Clean(t.columns[j].name)
		if i, err := t.find(name); err != nil || i != j || strings.ContainsAny(name, " ,\"'") {
			name = strconv.Itoa(j + 1)
		}
		names = append(names, name)
	}
	if len(names) > most {
		return "and the others"
	}
	return strings.Join(names, ",")
}
