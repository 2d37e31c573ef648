package reading

import (
	"fmt"
	"strconv"
	"strings"
)

// A Report says what a reader made of a file that it accepted.
type Report struct {
	Rows     int       // rows of data in the file
	Dropped  []int     // lines of the rows that were left out, in order
	Outliers []int     // lines of the rows that were left out for a value far from all others
	LeftOut  []LeftOut // columns that were left out
	Notes    []string  // whatever else a person should know, as sentences
	groups   []string  // of every row kept, where the split is by them
	reading  Reading   // how to read the table, or one like it, in the same way
}

// A LeftOut is a column that is in the file and not in the data. Example is one of
// its values, where that says more.
type LeftOut struct{ Column, Why, Example string }

// listed is how many lines or columns a sentence names before it only counts.
const listed = 3

// listedColumns is that of columns that were left out.
const listedColumns = 8

// Sentences returns the report for the screen, the most important first.
func (r Report) Sentences() []string {
	kept := r.Rows - len(r.Dropped) - len(r.Outliers)
	out := []string{fmt.Sprintf("Read %s.", Count(kept, "row"))}
	if n := len(r.Dropped); n > 0 {
		text := fmt.Sprintf("Dropped %s with a value missing or not a plain number: ", Count(n, "row"))
		text += lineList(r.Dropped[:min(n, listed)])
		if n > listed {
			text += ", …"
		}
		out = append(out, text+".")
	}
	if len(r.LeftOut) > 0 {
		out = append(out, "Left out "+r.leftOut()+".")
	}
	return append(out, r.Notes...)
}

// leftOut names the columns that were left out, those that follow each other for the
// same reason together.
func (r Report) leftOut() string {
	var items []string
	for i := 0; i < min(len(r.LeftOut), listedColumns); {
		c, names := r.LeftOut[i], []string{}
		for ; i < min(len(r.LeftOut), listedColumns) && r.LeftOut[i].Why == c.Why; i++ {
			names = append(names, r.LeftOut[i].Column)
		}
		if len(names) == 1 && c.Example != "" {
			c.Why += fmt.Sprintf(", such as %q", c.Example)
		}
		items = append(items, JoinAnd(names)+" ("+c.Why+")")
	}
	if more := len(r.LeftOut) - listedColumns; more > 0 {
		items = append(items, strconv.Itoa(more)+" more")
	}
	return JoinAnd(items)
}

// leaveOut notes a column that is not used.
func (r *Report) leaveOut(column, why, example string) {
	r.LeftOut = append(r.LeftOut, LeftOut{Clean(column), why, cleanTo(example, 24)})
}

// note adds a sentence.
func (r *Report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// noteOf adds a sentence about columns, if there are any.
func (r *Report) noteOf(columns []string, format string) {
	if len(columns) > 0 {
		r.Notes = append(r.Notes, strings.Replace(format, "%s", SomeOf(columns), 1))
	}
}

// SomeOf names a few and counts the rest.
func SomeOf(names []string) string {
	if more := len(names) - listed; more > 1 {
		return strings.Join(names[:listed], ", ") + " and " + strconv.Itoa(more) + " more"
	}
	return JoinAnd(names)
}
