package presets

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A table is a file of points as it was read, before any column or row has
// been left out.
type table struct {
	comma   byte // between the values
	columns []column
	lines   []int // of each row
	ragged  []int // lines with more or fewer values than the first; they are no rows
	given   []int // columns that are conditions
}

// A column holds a value for each row, NaN where the file has no plain number.
type column struct {
	name      string
	values    []float64
	texts     []string // the cells of a column that is given, else nil
	numbers   int      // how many values are numbers
	filled    int      // how many cells are not empty
	pointLine int      // first line with a decimal point, 0 for none
	commaLine int      // first line with a decimal comma, 0 for none
}

// parseTable turns text into a table.
func parseTable(data []byte, given []string) (*table, error) {
	comma, blanks := sniff(data)
	if blanks {
		data = blanksToTabs(data)
	}
	rows, err := scan(data, comma)
	if err != nil {
		return nil, err
	}
	r := newReader(data, comma)
	r.ReuseRecord = true
	t := &table{comma: comma}
	if err := t.read(r, given, func(width int) int { return min(rows, len(data)/width+1) }); err != nil {
		return nil, err
	}
	if t.rows() > maxRows {
		return nil, tooManyRows()
	}
	return t, nil
}

// newReader reads the records of text that was scanned.
func newReader(data []byte, comma byte) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.Comment = rune(comma), '#'
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = comma != '\t' // with tabs it would join empty values
	return r
}

// rows returns how many rows of data the file has.
func (t *table) rows() int { return len(t.lines) + len(t.ragged) }

// read takes in all records. The first two show how many columns there are and
// whether they have names; most bounds the number of rows of that width.
func (t *table) read(r *csv.Reader, given []string, most func(width int) int) error {
	first, line, err := next(r)
	if err == io.EOF {
		return bad("give a file with a row a line and a number a column", "holds no values")
	}
	if err != nil {
		return err
	}
	first = slices.Clone(first)
	record, nextLine, err := next(r)
	first = first[:widthOf(first, record)]
	width := len(first)
	header := t.isHeader(first, record)
	t.makeColumns(first, header, most(width))
	if err := t.keepGiven(given); err != nil {
		return err
	}
	if !header {
		t.add(first, line)
	}
	for ; err == nil; record, nextLine, err = next(r) {
		t.add(record, nextLine)
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// next returns the next record that is not blank, its values trimmed, and its
// line.
func next(r *csv.Reader) (record []string, line int, err error) {
	for filledWidth(record) == 0 {
		if record, line, err = readRecord(r); err != nil {
			return nil, 0, err
		}
	}
	return record, line, nil
}

// readRecord returns the next record, its values trimmed, and its line.
func readRecord(r *csv.Reader) (record []string, line int, err error) {
	record, err = r.Read()
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		return nil, 0, unclosed(parse.StartLine)
	}
	if err != nil {
		return nil, 0, err
	}
	for i, cell := range record {
		record[i] = strings.TrimSpace(cell)
	}
	line, _ = r.FieldPos(0)
	return record, line, nil
}

// filledWidth counts the values up to the last that is not empty.
func filledWidth(record []string) int {
	n := len(record)
	for n > 0 && record[n-1] == "" {
		n--
	}
	return n
}

// widthOf is how many columns a table has whose first two records are given.
func widthOf(first, second []string) int {
	return max(filledWidth(first), min(filledWidth(second), len(first)))
}

// isHeader tells whether the first record names columns. A record without any
// number does if it has a word; one with both does if most of it are words and
// one of them stands above a number, so that a row such as 5.1,3.5,setosa is
// not lost.
func (t *table) isHeader(first, second []string) bool {
	words, numbers, above := 0, 0, false
	for i, cell := range first {
		if _, _, ok := t.parse(cell); ok {
			numbers++
		} else if isWord(cell) {
			words++
			if i < len(second) {
				_, _, ok := t.parse(second[i])
				above = above || ok
			}
		}
	}
	return words > 0 && numbers == 0 || words > numbers && above
}

// makeColumns names the columns, those without a name by their number.
func (t *table) makeColumns(first []string, header bool, rows int) {
	t.columns = make([]column, len(first))
	t.lines = make([]int, 0, rows)
	for i, name := range first {
		if !header || Clean(name) == "" {
			name = "c" + strconv.Itoa(i+1)
		}
		t.columns[i] = column{name: name, values: make([]float64, 0, rows)}
	}
}

// add appends a record. One with a value too many or too few is no row, as
// nobody knows which one that is.
func (t *table) add(record []string, line int) {
	if len(record) < len(t.columns) || filledWidth(record) > len(t.columns) {
		t.ragged = append(t.ragged, line)
		return
	}
	t.lines = append(t.lines, line)
	for i := range t.columns {
		t.columns[i].add(t, record[i], line)
	}
}

func (c *column) add(t *table, cell string, line int) {
	v, mark, ok := t.parse(cell)
	switch {
	case !ok:
		v = math.NaN()
	case mark == '.' && c.pointLine == 0:
		c.pointLine = line
	case mark == ',' && c.commaLine == 0:
		c.commaLine = line
	}
	if ok {
		c.numbers++
	}
	if cell != "" {
		c.filled++
	}
	c.values = append(c.values, v)
	if c.texts != nil {
		c.texts = append(c.texts, strings.Clone(cell)) // the reader uses its memory again
	}
}

// parse reads a number; where commas separate values none can be a mark.
func (t *table) parse(cell string) (value float64, mark byte, ok bool) {
	value, mark, ok = parseDecimal(cell)
	return value, mark, ok && (mark != ',' || t.comma != ',')
}
