package presets

import (
	"fmt"
	"strconv"
)

// A Report says what a reader made of a file that it accepted.
type Report struct {
	Rows    int       // rows of data in the file
	Dropped []int     // lines of the rows that were left out, in order
	LeftOut []LeftOut // columns that were left out
	Notes   []string  // whatever else a person should know, as sentences
}

// A LeftOut is a column that is in the file and not in the data.
type LeftOut struct{ Column, Why string }

// listed is how many lines or columns a sentence names before it only counts.
const listed = 3

// Sentences returns the report for the screen, the most important first.
func (r Report) Sentences() []string {
	kept := r.Rows - len(r.Dropped)
	out := []string{fmt.Sprintf("Read %s.", count(kept, "row"))}
	if n := len(r.Dropped); n > 0 {
		text := fmt.Sprintf("Dropped %s with a value missing or not a plain number: ", count(n, "row"))
		text += lineList(r.Dropped[:min(n, listed)])
		if n > listed {
			text += ", …"
		}
		out = append(out, text+".")
	}
	if len(r.LeftOut) > 0 {
		var items []string
		for _, c := range r.LeftOut[:min(len(r.LeftOut), listed)] {
			items = append(items, c.Column+" ("+c.Why+")")
		}
		if more := len(r.LeftOut) - listed; more > 0 {
			items = append(items, strconv.Itoa(more)+" more")
		}
		out = append(out, "Left out "+joinAnd(items)+".")
	}
	return append(out, r.Notes...)
}

// leaveOut notes a column that is not used.
func (r *Report) leaveOut(column, why string) {
	r.LeftOut = append(r.LeftOut, LeftOut{Clean(column), why})
}
