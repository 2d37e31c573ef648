package presets

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"bijou/flows/ad"
)

// maxBadShare is how many rows there must be to one that is dropped: 5 %.
const maxBadShare = 20

// minRows is the least number of rows, as for any other data: a fifth is kept
// for testing, and what is left must show a spread in every column.
const minRows = 10

// selectData returns the columns to use, and leaves in them the rows to use.
func (t *table) selectData(cols []string, report *Report) ([]int, error) {
	if t.rows() < minRows {
		return nil, tooFew(t.rows())
	}
	if n := len(t.ragged); n*maxBadShare > t.rows() {
		return nil, bad("give every row as many values as the first one has",
			"%d of %s do not have %s", n, count(t.rows(), "row"), count(len(t.columns), "value")).at(t.ragged...)
	}
	used, err := t.choose(cols, report)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(used, t.given)
	if err := t.dropRows(all, report); err != nil {
		return nil, err
	}
	if err := t.checkMarks(all, report); err != nil {
		return nil, err
	}
	return t.dropConstant(used, report)
}

func tooFew(rows int) error {
	do := fmt.Sprintf("give at least %d, as a fifth of them is kept for testing", minRows)
	if rows == 0 {
		return bad(do, "has a header but no rows")
	}
	return bad(do, "has only %s", count(rows, "row"))
}

// dropRows takes out of the columns used the rows that lack a number in one of
// them, in place.
func (t *table) dropRows(used []int, report *Report) error {
	var dropped []int
	kept := 0
	for i, line := range t.lines {
		if t.complete(used, i) {
			for _, j := range used {
				t.columns[j].keepRow(kept, i)
			}
			kept++
		} else {
			dropped = append(dropped, line)
		}
	}
	for _, j := range used {
		t.columns[j].cut(kept)
	}
	report.Rows = t.rows()
	report.Dropped = append(dropped, t.ragged...)
	slices.Sort(report.Dropped)
	if n := len(report.Dropped); n*maxBadShare > report.Rows {
		return bad("correct them, or choose other columns with --cols",
			"%d of %s lack a plain number in a column used", n, count(report.Rows, "row")).at(report.Dropped...)
	}
	return nil
}

// keepRow moves row i to an earlier place.
func (c *column) keepRow(to, i int) {
	c.values[to] = c.values[i]
	if c.texts != nil {
		c.texts[to] = c.texts[i]
	}
}

// cut leaves the first n rows.
func (c *column) cut(n int) {
	c.values = c.values[:n]
	if c.texts != nil {
		c.texts = c.texts[:n]
	}
}

// complete tells whether row i has a value in all columns used.
func (t *table) complete(used []int, i int) bool {
	for _, j := range used {
		if !t.columns[j].hasValue(i) {
			return false
		}
	}
	return true
}

// checkMarks refuses a file with both decimal marks: one of them would be read
// wrongly, and quietly.
func (t *table) checkMarks(used []int, report *Report) error {
	point, comma := 0, 0
	for _, j := range used {
		point = earlier(point, t.columns[j].pointLine)
		comma = earlier(comma, t.columns[j].commaLine)
	}
	if point > 0 && comma > 0 {
		return bad("use one of them", "has decimal points and decimal commas").at(min(point, comma), max(point, comma))
	}
	if comma > 0 {
		report.Notes = append(report.Notes, "Commas are decimal marks here.")
	}
	return nil
}

// earlier returns the smaller line number; 0 stands for none.
func earlier(a, b int) int {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}

// dropConstant leaves out the columns that do not vary, as nothing can be
// learnt from them and they have no scale.
func (t *table) dropConstant(used []int, report *Report) ([]int, error) {
	var varying []int
	for _, j := range used {
		c := &t.columns[j]
		if c.varies() {
			varying = append(varying, j)
		} else {
			report.leaveOut(c.name, "constant, "+strconv.FormatFloat(c.values[0], 'g', 6, 64))
		}
	}
	switch n := len(varying); {
	case n == 0:
		return nil, bad("give a column that varies", "has the same value in every row of each column used")
	case n > maxColumns:
		return nil, bad("choose columns with --cols", "has %d columns of numbers and a flow here takes up to %d", n, maxColumns)
	}
	return varying, nil
}

// varies tells whether the values differ by more than rounding, so that they
// can be standardised.
func (c *column) varies() bool {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range c.values {
		low, high = min(low, v), max(high, v)
	}
	return high-low > 1e-100 && high-low > 1e-12*max(math.Abs(low), math.Abs(high))
}

// points copies the columns used into a batch.
func (t *table) points(used []int) *ad.Mat {
	m := ad.New(len(t.columns[used[0]].values), len(used))
	for k, j := range used {
		copy(m.Col(k), t.columns[j].values)
		t.columns[j].values = nil
	}
	return m
}

// uniqueNames returns the names of the columns used, fit to be shown, and no
// two alike.
func (t *table) uniqueNames(used []int, report *Report) []string {
	taken := map[string]bool{}
	var names []string
	for _, j := range used {
		name := Clean(t.columns[j].name)
		for k := 2; taken[name]; k++ {
			suffix := fmt.Sprintf("_%d", k)
			name = cleanTo(t.columns[j].name, maxTextWidth-len(suffix)) + suffix
		}
		if name != Clean(t.columns[j].name) {
			report.Notes = append(report.Notes, fmt.Sprintf("Column %d is called %s here, as its name is taken.", j+1, name))
		}
		taken[name] = true
		names = append(names, name)
	}
	return names
}
