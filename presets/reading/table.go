package reading

import (
	"math"
	"strings"
)

// A table is a file of points as it was read, before any column or row has
// been left out.
type table struct {
	layout  *layout
	reading Reading
	marks   marks // as they are settled once all is read
	columns []column
	lines   []int // of each row
	ragged  []int // lines with more values than there are columns; they are no rows
	given   []int // columns that are conditions
	aside   []int // columns that say something of the rows and are not learnt
	weight  int   // which of them says how much a row counts, if one is said to
	label   int   // and which of them which rows are not to be learnt
}

// A column holds a value for each row, NaN where the file has no plain number.
type column struct {
	name    string
	values  []float64       // nil for one that is passed over
	mapped  []float64       // where the values are, if that is in a file
	texts   []string        // the cells of a column that is given, else nil
	words   bool            // what it holds is taken for words, and learnt
	seen    map[string]bool // texts, as long as they are few
	dated   int             // cells that are no numbers, of a column that may be one of dates
	layouts uint64          // by which they all read as dates, a bit for each of dateLayouts
	layout  string          // that of a column of dates once it is settled
	numbers int             // how many values are numbers
	filled  int             // how many cells are not empty
	example string          // the first cell that is no number
	written writing
	broken  int // the first line with a quotation mark that is not closed, 0 for none
	long    int // the first line with a value that is too long
	codes   []float64
}

// parseTable turns text into a table. cols are those that are asked for, by name or
// number, empty for all.
func parseTable(text document, r Reading, cols, given []string) (*table, error) {
	l, err := arrange(text, r, nil)
	if err != nil {
		return nil, err
	}
	t := &table{layout: l, reading: r}
	t.makeColumns(l.names)
	if err := t.keepGiven(given); err != nil {
		return nil, err
	}
	if err := t.keepAside(); err != nil {
		return nil, err
	}
	if err := t.passOver(cols); err != nil {
		return nil, err
	}
	return t, t.read()
}

// makeColumns names the columns.
func (t *table) makeColumns(names []string) {
	t.columns = make([]column, len(names))
	for i, name := range names {
		t.columns[i].name = name
	}
}

// passOver makes room for the values of the columns that can be used: where some are
// asked for, of those alone.
func (t *table) passOver(cols []string) error {
	used := make([]bool, len(t.columns))
	for _, want := range cols {
		i, err := t.find(strings.TrimSpace(want))
		if err != nil {
			return err
		}
		used[i] = true
	}
	for _, i := range t.besides() {
		used[i] = true
	}
	rows, kept := min(maxRows, t.rowsAtMost()), 0
	for i := range t.columns {
		if used[i] || len(cols) == 0 {
			kept++
		}
	}
	t.lines = make([]int, 0, rows)
	for i := range t.columns {
		if used[i] || len(cols) == 0 {
			t.columns[i].makeRoom(min(rows, maxValues/kept+1), rows*kept > heldNumbers)
		}
	}
	return nil
}

// makeRoom makes room for values; those of a table of very many lie in a file.
func (c *column) makeRoom(rows int, many bool) {
	if many {
		c.values = mappedNumbers(rows)
		c.mapped = c.values
	}
	if c.values == nil {
		c.values = make([]float64, rows)
	}
	c.values = c.values[:0]
}

// giveUp ends the use of the values.
func (c *column) giveUp() {
	if c.mapped != nil {
		unmap(bytesOf(c.mapped))
	}
	c.values, c.mapped = nil, nil
}

// rowsAtMost guesses the number of rows from the length of those of the sample.
func (t *table) rowsAtMost() int {
	rest := len(t.layout.records.text) - t.layout.records.at
	n, bytes := 1, 2*t.layout.width
	if s := t.layout.sample; len(s) > 1 {
		n, bytes = len(s)-1, s[len(s)-1].before.at-s[0].before.at
	}
	return int(1.02*float64(rest)*float64(n)/float64(max(bytes, 1))) + 16
}

// rows returns how many rows of data the file has.
func (t *table) rows() int { return len(t.lines) + len(t.ragged) }

// read takes in all records.
func (t *table) read() error {
	r := t.layout.records
	kept := 0
	for _, c := range t.columns {
		if c.values != nil {
			kept++
		}
	}
	for {
		record, line, ok := r.next()
		if !ok {
			return nil
		}
		width := len(record)
		if width != len(t.columns) {
			width = filledWidth(record)
		}
		switch {
		case width > len(t.columns):
			t.ragged = append(t.ragged, line)
		case width == 0 || record[0] == "" && filledWidth(record) == 0:
		default:
			t.lines = append(t.lines, line)
			t.add(record, line, r.broken)
		}
		if t.rows() > maxRows {
			return tooManyRows()
		}
		if len(t.lines)*kept > maxValues {
			return Bad(shorten, "holds more than %d million values", maxValues/1_000_000)
		}
	}
}

func tooManyRows() *BadFileError {
	return Bad(shorten, "has more than %d million rows", maxRows/1_000_000)
}

func unclosed(line int) *BadFileError {
	return Bad("close it, or double it where it belongs to a value", "has a quotation mark that is not closed or stands inside a value").At(line)
}

// add appends a record. One that ends early has nothing in its last columns.
func (t *table) add(record []string, line, broken int) {
	for i := range t.columns {
		c := &t.columns[i]
		if c.values == nil {
			continue
		}
		cell := ""
		if i < len(record) {
			cell = record[i]
		}
		c.add(cell, line)
		if broken >= 0 && broken <= i && c.broken == 0 && strings.IndexByte(cell, '"') >= 0 {
			c.broken = line
		}
	}
}

func (c *column) add(cell string, line int) {
	v, k, ok := parseDecimal(cell, marks{})
	if !ok {
		v = math.NaN()
		c.see(cell)
		c.noteDate(cell)
		if len(cell) > maxCellBytes && c.long == 0 {
			c.long = line
		}
		if c.example == "" && !isMissing(cell) {
			c.example = cell
		}
	} else {
		c.numbers++
		c.written.note(k, cell, line)
	}
	if cell != "" {
		c.filled++
	}
	c.values = append(c.values, v)
	if c.texts != nil {
		c.texts = append(c.texts, cell)
	}
}

// parse reads a cell once it is known how.
func (c *column) parse(cell string, m marks) (v float64, ok bool) {
	if c.layout != "" {
		return parseDays(cell, c.layout)
	}
	v, _, ok = parseDecimal(cell, m)
	return v, ok
}

// again reads the values of some columns once more, by the marks that are settled.
func (t *table) again(columns []int) {
	for _, j := range columns {
		t.columns[j].numbers = 0
	}
	r, row := t.layout.records, 0
	for {
		record, line, ok := r.next()
		if !ok {
			return
		}
		if row == len(t.lines) || line != t.lines[row] {
			continue // it is no row
		}
		for _, j := range columns {
			c := &t.columns[j]
			v, ok := math.NaN(), false
			if j < len(record) {
				v, ok = c.parse(record[j], t.marks)
			}
			if c.values[row] = v; ok {
				c.numbers++
			} else {
				c.values[row] = math.NaN()
				if c.example == "" && j < len(record) && !isMissing(record[j]) {
					c.example = record[j]
				}
			}
		}
		row++
	}
}
