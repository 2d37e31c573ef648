package reading

import (
	"fmt"
	"strconv"
	"strings"
)

// begin takes a record for the header, -1 for none, and another for the first row.
func (l *layout) begin(head, start int, said string) {
	if start < len(l.sample) {
		l.records = l.sample[start].before
	} else {
		for r := &l.records; ; {
			if _, _, ok := r.next(); !ok {
				break
			}
		}
	}
	if above := l.above(head, start); above > 0 && said != "no" {
		l.notes = append(l.notes, fmt.Sprintf("Skipped %s above the table.", Count(above, "line")))
	}
	if l.header = head >= 0; l.header {
		l.width = max(l.width, filledWidth(l.sample[head].cells)) // of more names than values
	}
	names := make([]string, l.width)
	switch {
	case l.header:
		cells := l.sample[head].cells
		l.rowName = len(cells) == l.width-1 && start < len(l.sample) && l.namesRows(start)
		if l.rowName {
			copy(names[1:], cells)
		} else {
			copy(names, cells)
		}
		if said == "" && l.numbersFor(head) {
			l.notes = append(l.notes, "The first line was taken for names of columns; --header no takes it for a row.")
		}
	case l.remarkNames(start, names):
		l.header = true
	default:
		if said == "" {
			l.notes = append(l.notes, fmt.Sprintf("No names of columns were found: %s.", calledByNumber(l.width)))
		}
	}
	l.blank = make([]bool, l.width)
	for i, name := range names {
		l.blank[i] = Clean(name) == ""
		if Clean(name) == "" {
			names[i] = "c" + strconv.Itoa(i+1)
		}
	}
	l.names, l.unique = names, uniqueNames(names)
}

// calledByNumber says what columns without names are called.
func calledByNumber(width int) string {
	switch width {
	case 1:
		return "the column is called c1"
	case 2:
		return "they are called c1 and c2"
	}
	return fmt.Sprintf("they are called c1 to c%d", width)
}

// above counts the records that are neither the header nor rows.
func (l *layout) above(head, start int) int {
	if head >= 0 {
		return start - 1
	}
	return start
}

// numbersFor tells whether the names of a header are numbers.
func (l *layout) numbersFor(head int) bool {
	numbers := 0
	for _, c := range l.sample[head].cells {
		if _, _, ok := parseDecimal(c, marks{}); ok {
			numbers++
		}
	}
	return 2*numbers > len(l.sample[head].cells)
}

// remarkNames takes the names from the remark above the first row, as NumPy and
// gnuplot write them: # x y.
func (l *layout) remarkNames(start int, names []string) bool {
	if start >= len(l.remarks) || l.remarks[start] == "" {
		return false
	}
	text := strings.TrimLeft(l.remarks[start], "# ")
	cells := strings.FieldsFunc(text, func(r rune) bool {
		return r == rune(l.records.comma) || l.records.comma == '\t' && (r == ' ' || r == '\r')
	})
	if len(cells) != l.width || l.width < 2 {
		return false
	}
	for i, c := range cells {
		if cells[i] = strings.TrimSpace(c); !isWord(cells[i]) || strings.Contains(cells[i], " ") {
			return false
		}
	}
	copy(names, cells)
	return true
}
