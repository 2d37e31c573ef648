package reading

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// choose returns the columns to use, by index: those that a person named, in
// that order, or else all that hold numbers and do not number the rows. It reports
// what it leaves out.
func (t *table) choose(cols []string, report *Report) ([]int, error) {
	if len(cols) > 0 {
		return t.chooseNamed(cols)
	}
	var used, rows []int
	for _, i := range t.numeric() {
		if t.numbersRows(i) || t.columns[i].isClock() {
			rows = append(rows, i)
		} else {
			used = append(used, i)
		}
	}
	if len(used) == 0 { // there is nothing else to learn
		used, rows = rows, nil
	}
	for i := range t.columns {
		switch c := &t.columns[i]; {
		case slices.Contains(t.besides(), i), slices.Contains(used, i):
		case t.layout.rowName && i == 0 && (c.values == nil || !countsByOne(c.values)):
			report.leaveOut(firstColumn, "names of rows", c.example)
		case t.layout.rowName && i == 0:
			report.leaveOut(firstColumn, rowNumbers, "")
		case slices.Contains(rows, i) && c.layout != "":
			report.leaveOut(c.name, risingDates, "")
		case slices.Contains(rows, i):
			report.leaveOut(c.name, rowNumbers, "")
		default:
			report.leaveOut(c.name, c.whyNot(len(t.lines)), c.example)
		}
	}
	if len(used) == 0 {
		return nil, Bad("give numbers apart by commas, semicolons, tabs or spaces", "has no column of numbers%s", report.because())
	}
	return used, nil
}

// firstColumn is what one is called that names the rows and has no name itself.
const firstColumn = "the first column"

// because names the columns that were left out, behind what that leads to.
func (r *Report) because() string {
	if len(r.LeftOut) == 0 {
		return ""
	}
	return ": left out " + r.leftOut()
}

// numeric lists the columns that hold numbers and are not given: at least half of
// their values are.
func (t *table) numeric() []int {
	var list []int
	for i, c := range t.columns {
		if !slices.Contains(t.besides(), i) && c.values != nil && 2*c.numbers >= len(t.lines) && c.numbers > 0 {
			list = append(list, i)
		}
	}
	return list
}

// whyNot says in a word or two why a column is no column of numbers.
func (c *column) whyNot(rows int) string {
	switch {
	case c.filled == 0:
		return "empty"
	case c.numbers == 0:
		return "text"
	}
	return fmt.Sprintf("%d of %d values are numbers", c.numbers, rows)
}

// chooseNamed finds the columns that were asked for.
func (t *table) chooseNamed(cols []string) ([]int, error) {
	var used []int
	for _, want := range cols {
		i, err := t.find(strings.TrimSpace(want))
		if err != nil {
			return nil, err
		}
		if slices.Contains(used, i) {
			return nil, Bad("name each column once", "column %q is chosen twice", Clean(t.columns[i].name))
		}
		if t.columns[i].words { // it is learnt as such
			continue
		}
		if slices.Contains(t.given, i) {
			return nil, Bad("take it out of --cols or of --given", "column %q is both learnt and given", Clean(t.columns[i].name))
		}
		if slices.Contains(t.aside, i) {
			return nil, Bad("take it out of --cols", "column %q says something of the rows, and is not learnt", Clean(t.columns[i].name))
		}
		if c := &t.columns[i]; c.numbers == 0 && len(t.lines) > 0 {
			return nil, Bad("choose columns of numbers", "column %q holds no numbers (%s)", Clean(c.name), c.whyNot(len(t.lines)))
		}
		used = append(used, i)
	}
	return used, nil
}

// find looks a column up by its name, or by its number counted from 1.
func (t *table) find(want string) (int, error) {
	var found []int
	for i, c := range t.columns {
		if c.name == want {
			found = append(found, i)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	if len(found) > 1 {
		return 0, Bad(fmt.Sprintf("choose by number: %d or %d", found[0]+1, found[1]+1), "more than one column is called %q", Clean(want))
	}
	if i := slices.Index(t.layout.unique, want); i >= 0 {
		return i, nil
	}
	if n, err := strconv.Atoi(want); err == nil && n >= 1 && n <= len(t.columns) {
		return n - 1, nil
	}
	return 0, Bad("choose from "+t.nameList(), "has no column %q", Clean(want))
}

// nameList names the columns for advice, not too many of them.
func (t *table) nameList() string {
	const most = 8
	var names []string
	for _, c := range t.columns[:min(len(t.columns), most)] {
		names = append(names, cleanTo(c.name, 20))
	}
	if len(t.columns) > most {
		return strings.Join(names, ", ") + ", …"
	}
	return JoinAnd(names)
}
