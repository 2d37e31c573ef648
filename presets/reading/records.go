package reading

import (
	"strings"
)

// records cuts the text of a table into records of cells. It is as lenient with
// quotation marks as spreadsheets, R and pandas are: a mark inside a value that did
// not begin with one is a character. encoding/csv refuses the whole file for it, and
// takes twice as long.
type records struct {
	text   string
	comma  byte     // between the cells
	at     int      // where the next line begins
	line   int      // the number of the last line that was begun, from 1
	remark string   // the last line that starts with #
	cells  []string // of the record, used again by the next
	mapped mapped   // where the text is, if it is in a file
	passed int      // what of it has been given back to the system
	broken int      // the first cell of the record whose quotation marks do not pair; -1 for none
}

// maxQuotedBytes bounds how far the end of a quoted cell is looked for.
const maxQuotedBytes = 64 << 10

// next returns the next record, its cells trimmed, and the line where it begins. The
// cells are valid until the next call. Empty lines and remarks are passed over; at
// the end ok is false.
func (r *records) next() (cells []string, line int, ok bool) {
	if r.mapped != nil && r.at-r.passed > HeldBytes {
		r.mapped.forget()
		r.passed = r.at
	}
	for r.at < len(r.text) {
		r.line++
		text := r.text[r.at:]
		end := strings.IndexByte(text, '\n')
		if end < 0 {
			end = len(text)
		}
		text = text[:end]
		switch {
		case text == "" || text == "\r":
		case text[0] == '#':
			r.remark = text
		default:
			r.cells, r.broken, line = r.cells[:0], -1, r.line
			if strings.IndexByte(text, '"') < 0 {
				r.cut(text)
			} else {
				end = r.cutQuoted()
			}
			r.at += end + 1
			return r.cells, line, true
		}
		r.at += end + 1
	}
	return nil, 0, false
}

// cut takes a line without quotation marks apart.
func (r *records) cut(line string) {
	for {
		i := strings.IndexByte(line, r.comma)
		if i < 0 {
			r.cells = append(r.cells, trim(line))
			return
		}
		r.cells = append(r.cells, trim(line[:i]))
		line = line[i+1:]
	}
}

// trim is strings.TrimSpace, quick where there is nothing to trim.
func trim(cell string) string {
	if n := len(cell); n > 0 && (cell[0]-'!' > '~'-'!' || cell[n-1]-'!' > '~'-'!') {
		return strings.TrimSpace(cell)
	}
	return cell
}

// cutQuoted takes a record with quotation marks apart, which may go on over line
// ends, and returns its length without the line end behind it.
func (r *records) cutQuoted() int {
	text, i := r.text[r.at:], 0
	for {
		cell, end := "", 0
		if start := i + r.blanks(text[i:]); start < len(text) && text[start] == '"' {
			cell, end = r.quoted(text, start)
		} else {
			end = i + r.plainEnd(text[i:])
			cell = text[i:end]
		}
		r.cells = append(r.cells, trim(cell))
		if end >= len(text) || text[end] == '\n' {
			return end
		}
		i = end + 1
	}
}

// blanks returns how many blanks there are before a value.
func (r *records) blanks(text string) int {
	i := 0
	for i < len(text) && (text[i] == ' ' || text[i] == '\t' && r.comma != '\t') {
		i++
	}
	return i
}

// plainEnd finds the separator or the line end behind a plain cell.
func (r *records) plainEnd(text string) int {
	for i := range len(text) {
		if text[i] == r.comma || text[i] == '\n' {
			return i
		}
	}
	return len(text)
}

// quoted returns the cell that a quotation mark opens at start, and where it ends.
// One that nothing closes is broken: its mark is a character then.
func (r *records) quoted(text string, start int) (cell string, end int) {
	doubled, stray := false, false // a stray mark is inside and not doubled
	for i := start + 1; ; i++ {
		k := strings.IndexByte(text[i:min(len(text), start+maxQuotedBytes)], '"')
		if k < 0 || stray && strings.IndexByte(text[i:i+k], '\n') >= 0 {
			break
		}
		i += k
		if i+1 < len(text) && text[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		if end, ok := r.closes(text, i+1); ok {
			cell = text[start+1 : i]
			if stray {
				r.breakCell()
			} else if doubled {
				cell = strings.ReplaceAll(cell, `""`, `"`)
			}
			r.line += strings.Count(cell, "\n")
			return cell, end
		}
		if strings.IndexByte(text[start:i], '\n') >= 0 {
			break
		}
		stray = true
	}
	r.breakCell()
	end = start + r.plainEnd(text[start:])
	return text[start:end], end
}

// closes tells whether a mark before i ends a cell, and where the cell ends.
func (r *records) closes(text string, i int) (end int, ok bool) {
	i += r.blanks(text[i:])
	if i < len(text) && text[i] == '\r' {
		i++
	}
	return i, i >= len(text) || text[i] == r.comma || text[i] == '\n'
}

func (r *records) breakCell() {
	if r.broken < 0 {
		r.broken = len(r.cells)
	}
}

// filledWidth counts the values up to the last that is not empty.
func filledWidth(record []string) int {
	n := len(record)
	for n > 0 && record[n-1] == "" {
		n--
	}
	return n
}
