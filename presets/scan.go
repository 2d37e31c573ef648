package presets

// A scanner walks over the text once before it is parsed. It holds the limits
// that encoding/csv lacks and finds quotation marks that are out of place.
type scanner struct {
	comma  byte
	line   int // the current line, from 1
	cells  int // in the current row
	values int // in all rows that have ended
	rows   int // that have ended
	state  scanState
	opened int // the line of the latest opening quotation mark
}

// A scanState is where in a row the scanner is.
type scanState int

const (
	atRow    scanState = iota // before the first byte of a row
	atCell                    // before the first byte of a cell but blanks
	inCell                    // in a plain cell
	inQuotes                  // in a quoted cell
	atQuote                   // after a mark that ends a quoted cell, or is half of a doubled one
	inRemark                  // in a line that starts with #
)

// scan returns an upper bound of the number of rows, the header included.
func scan(data []byte, comma byte) (rows int, err error) {
	s := scanner{comma: comma, line: 1, cells: 1}
	start := 0 // of the current cell
	for i, b := range data {
		switch {
		case b == '"' && s.state == inCell:
			return 0, unclosed(s.line)
		case s.step(b):
			start = i + 1
		case i-start >= maxCellBytes && s.state != inRemark:
			return 0, s.longCell()
		}
		if s.cells > maxFileColumns || s.rows > maxRows+1 || s.values > maxValues {
			return 0, s.tooMuch()
		}
	}
	if s.state == inQuotes {
		return 0, unclosed(s.opened)
	}
	return s.rows + 1, nil
}

// step takes in one byte and tells whether the next one begins a cell.
func (s *scanner) step(b byte) bool {
	if b == '\n' {
		s.line++
	}
	switch {
	case s.state == inQuotes:
		if b == '"' {
			s.state = atQuote
		}
	case b == '\n':
		s.endRow()
		return true
	case s.state == inRemark:
	case b == '#' && s.state == atRow:
		s.state = inRemark
	case b == s.comma:
		s.cells++
		s.state = atCell
		return true
	case b == '"':
		s.opened = s.line
		s.state = inQuotes
	case b != ' ' && b != '\t' && b != '\r':
		s.state = inCell
	case s.state == atRow:
		s.state = atCell
	}
	return false
}

// endRow counts a row unless the line was blank or a remark.
func (s *scanner) endRow() {
	if s.state != atRow && s.state != inRemark {
		s.rows++
		s.values += s.cells
	}
	s.state, s.cells = atRow, 1
}

func (s *scanner) longCell() *BadFileError {
	if s.state == inQuotes {
		return unclosed(s.opened)
	}
	return bad("check what separates the values", "holds a value of more than 4 KiB").at(s.line)
}

func (s *scanner) tooMuch() *BadFileError {
	switch {
	case s.cells > maxFileColumns:
		return bad("keep the columns that matter", "has more than %d columns", maxFileColumns).at(s.line)
	case s.rows > maxRows:
		return tooManyRows()
	}
	return bad(shorten, "holds more than %d million values", maxValues/1_000_000)
}

func tooManyRows() *BadFileError { return bad(shorten, "has more than 1,000,000 rows") }

func unclosed(line int) *BadFileError {
	return bad("close it, or double it where it belongs to a value", "has a quotation mark that is not closed or stands inside a value").at(line)
}
