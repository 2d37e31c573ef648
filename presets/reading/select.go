package reading

import (
	"fmt"
	"slices"

	"bijou/flows/ad"
)

// maxBadShare is how many rows there must be to one that is dropped: 5 %.
const maxBadShare = 20

// MinRows is the least number of rows, as for any other data: a fifth is kept
// for testing, and what is left must show a spread in every column.
const MinRows = 10

// selectData returns the columns to use, and leaves in them the rows to use.
func (t *table) selectData(cols []string, report *Report) ([]int, error) {
	report.Notes = append(report.Notes, t.layout.notes...)
	if t.rows() < MinRows {
		if line := t.longLine(nil); line > 0 {
			return nil, tooLong(line)
		}
		return nil, tooFew(t.rows(), t.layout.header)
	}
	if n := len(t.ragged); n*maxBadShare > t.rows() && t.reading.Missing != "drop" {
		return nil, Bad("give every row as many values as the first one has",
			"%d of %s do not have %s", n, Count(t.rows(), "row"), Count(len(t.columns), "value")).At(t.ragged...)
	}
	t.settleDates(report)
	if err := t.settle(cols); err != nil {
		return nil, err
	}
	if err := t.checkWeights(report); err != nil {
		return nil, err
	}
	used, err := t.choose(cols, report)
	if err != nil {
		return nil, err
	}
	if err := t.checkWhole(slices.Concat(used, t.besides())); err != nil {
		return nil, err
	}
	taken, err := t.takeCodes(slices.Concat(used, t.given))
	if err != nil {
		return nil, err
	}
	t.drawGaps(used, report)
	if used, err = t.dropGaps(used, report); err != nil {
		return nil, err
	}
	used = t.dropOutliers(used, report)
	taken = slices.DeleteFunc(taken, func(k takenCode) bool { return !slices.Contains(used, k.column) && !slices.Contains(t.given, k.column) })
	if report.reading.Codes = t.namedCodes(); report.reading.Codes == "" {
		report.reading.Codes = t.codesText(taken)
	}
	t.pinMarks(slices.Concat(used, t.given), report)
	t.tellMarks(slices.Concat(used, t.given), report)
	t.tellCodes(taken, report)
	t.tellCounting(used, report)
	t.offerWords(used, report)
	return used, nil
}

// settle decides on the marks of numbers, by the columns that were asked for, or by
// all that hold numbers.
func (t *table) settle(cols []string) error {
	among := t.numeric()
	if len(cols) > 0 {
		var err error
		if among, err = t.chooseNamed(cols); err != nil {
			return err
		}
	}
	for _, i := range t.given {
		if !t.columns[i].isText() {
			among = append(among, i)
		}
	}
	if t.reading.Weight != "" {
		among = append(among, t.aside[t.weight])
	}
	return t.settleMarks(among, marks{})
}

// checkWhole refuses a column used with a quotation mark that is not closed, which
// may have swallowed rows, or with a value that is too long for one.
func (t *table) checkWhole(used []int) error {
	broken := 0
	for _, j := range used {
		broken = earlier(broken, t.columns[j].broken)
	}
	if broken > 0 {
		return unclosed(broken)
	}
	if line := t.longLine(used); line > 0 {
		return tooLong(line)
	}
	return nil
}

// longLine returns the first line with a value that is too long, in the columns
// listed, or in all for nil.
func (t *table) longLine(used []int) (line int) {
	for j, c := range t.columns {
		if used == nil || slices.Contains(used, j) && (c.texts == nil || !c.isText()) {
			line = earlier(line, c.long)
		}
	}
	return line
}

func tooLong(line int) *BadFileError {
	return Bad("check what separates the values", "holds a value of more than 4 KiB").At(line)
}

func tooFew(rows int, header bool) error {
	do := fmt.Sprintf("give at least %d, as a fifth of them is kept for testing", MinRows)
	if rows == 0 && header {
		return Bad(do, "has a header but no rows")
	}
	return Bad(do, "has only %s", Count(rows, "row"))
}

// points copies the columns used into a batch.
func (t *table) points(used []int) *ad.Mat {
	rows := len(t.columns[used[0]].values)
	m := newPoints(rows, len(used))
	for k, j := range used {
		copy(m.Col(k), t.columns[j].values)
		t.columns[j].giveUp()
	}
	return m
}

// newPoints makes room for points; very many of them lie in a file.
func newPoints(rows, columns int) *ad.Mat {
	if rows*columns > heldNumbers {
		if numbers := mappedNumbers(rows * columns); numbers != nil {
			return &ad.Mat{Rows: rows, Cols: columns, Data: numbers}
		}
	}
	return ad.New(rows, columns)
}

// namesOf returns the names of the columns used, fit to be shown, and no two alike.
func (t *table) namesOf(used []int, report *Report) []string {
	var names []string
	all := t.layout.unique
	for _, j := range used {
		if name := Clean(t.columns[j].name); all[j] != name {
			report.note("Column %d is called %s here, as its name is taken.", j+1, all[j])
		}
		names = append(names, all[j])
	}
	return names
}

// uniqueNames makes names fit to be shown, and no two alike: the later of two takes a
// number. The names do not depend on which columns are used, so that every reader of
// the table finds the same.
func uniqueNames(names []string) []string {
	taken, next := map[string]bool{}, map[string]int{}
	unique := make([]string, len(names))
	for i, name := range names {
		clean := Clean(name)
		unique[i] = clean
		for k := max(2, next[clean]); taken[unique[i]]; k++ {
			suffix := fmt.Sprintf("_%d", k)
			unique[i] = cleanTo(name, maxTextWidth-len(suffix)) + suffix
			next[clean] = k + 1
		}
		taken[unique[i]] = true
	}
	return unique
}
