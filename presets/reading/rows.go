package reading

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"bijou/flows"
	"bijou/model"
)

// Rows is a table that is read row by row, so that every row can be answered in
// its place. It understands what [ReadCSV] understands, and leaves out nothing.
type Rows struct {
	name         string // for messages
	text         document
	told, learnt Reading // of this table, and of the one that the run learnt
	table        table   // without values
	records      records
	used         []int         // the columns that make a point
	given        []model.Given // of the last of them
	codes        [][]float64   // for missing values, of each column used
	dates        []model.Date  // of the table that the run learnt
	layouts      []string      // how each column used writes dates, empty for numbers
	weight       int           // the column that says how much a row counts; −1 for none
	images       flows.Shape   // of what was no table, but images
	notes        []string
	tooLong      int // rows with more values than there are columns
}

// OpenRows reads a regular file, standard input if path is "-", or the images of a folder
// or of a file of NumPy, each as a row. told is what a person says of how it is written, learnt what the run says of the table that it
// learnt, for what this one does not tell. Every error of it and of its rows is a
// [*BadFileError].
func OpenRows(path string, told, learnt Reading) (*Rows, error) {
	if path == "-" {
		return ReadRows(os.Stdin, "standard input", told, learnt)
	}
	if src, is, err := imagesAt(path, told, 1); is {
		if err != nil {
			return nil, err
		}
		return imageRows(src, learnt)
	}
	f, err := OpenRegular(path, maxFileBytes)
	if err != nil {
		return nil, InFile(err, path)
	}
	defer f.Close()
	return ReadRows(f, path, told, learnt)
}

// ReadRows takes in a whole table, which is within the limits of [ReadCSV]. name
// is what messages call it.
func ReadRows(r io.Reader, name string, told, learnt Reading) (*Rows, error) {
	t := &Rows{name: name, told: told, learnt: learnt, weight: -1}
	err := untilShorter(func() (err error) {
		if t.text, err = readText(r); err == nil {
			err = t.arrange(nil)
		}
		return err
	})
	if err != nil {
		return nil, InFile(err, name)
	}
	return t, nil
}

// arrange finds the layout of the table. Where it does not show the names that are
// wanted, it may be written as the table was that the run learnt.
func (t *Rows) arrange(want []string) error {
	alike := t.learnt
	alike.Header, alike.Skip = "", ""
	l, err := arrange(t.text, alike.over(t.told), want)
	if err == nil && want != nil && !(l.header && l.calls(want)) && (t.learnt.Header != "" || t.learnt.Skip != "") {
		l, err = arrange(t.text, t.learnt.over(t.told), want)
	}
	if err != nil {
		return err
	}
	t.table = table{layout: l, reading: t.learnt.over(t.told)}
	t.table.makeColumns(l.names)
	t.records = l.records
	t.notes = slices.Clone(l.notes)
	return nil
}

// Names are the columns of the table.
func (t *Rows) Names() []string { return slices.Clone(t.table.layout.names) }

// Notes are what a person should know of how the table was read, as sentences. They
// are whole when all rows are read.
func (t *Rows) Notes() []string {
	notes := slices.Clone(t.notes)
	if t.tooLong > 0 {
		notes = append(notes, fmt.Sprintf("%s more values than there are columns and got no answer.", Count(t.tooLong, "row")+have(t.tooLong)))
	}
	return notes
}

func have(n int) string {
	if n == 1 {
		return " has"
	}
	return " have"
}

// Choose finds the columns that make a point of want, and behind them those that
// are given: those that a person named or numbered in cols, else those of the same
// names, else, where the columns have none and are as many, all of them in order.
func (t *Rows) Choose(want []string, given []model.Given, cols []string) error {
	t.given, want = given, slices.Clone(want)
	for _, g := range given {
		want = append(want, g.Name)
	}
	err := t.otherImages(want)
	if err == nil {
		err = untilShorter(func() error { return t.chooseAll(want, cols) })
	}
	if err != nil {
		return InFile(err, t.name)
	}
	return nil
}

func (t *Rows) chooseAll(want, cols []string) error {
	err := t.arrange(want)
	if err == nil {
		err = t.choose(want, cols)
	}
	if err == nil {
		err = t.chooseWeight()
	}
	t.layouts = make([]string, len(want))
	for k, name := range want {
		t.layouts[k] = t.layoutOf(name)
	}
	if err == nil {
		err = t.takeReading(want)
	}
	return err
}

func (t *Rows) choose(want, cols []string) error {
	t.used = nil
	if len(cols) > 0 && len(cols) != len(want) {
		return Bad("name a column for each with --cols", "is to give %s (%s), not %d", Count(len(want), "column"), Clean(strings.Join(want, ", ")), len(cols))
	}
	for _, name := range cols {
		i, err := t.table.find(strings.TrimSpace(name))
		if err != nil {
			return err
		}
		if slices.Contains(t.used, i) {
			return Bad("name each column once", "column %q is chosen twice", Clean(t.table.columns[i].name))
		}
		t.used = append(t.used, i)
	}
	if len(cols) > 0 {
		return nil
	}
	return t.chooseAlike(want)
}

func (t *Rows) chooseAlike(want []string) error {
	inOrder := !t.table.layout.header && len(want) == len(t.table.columns)
	for j, name := range want {
		i := slices.Index(t.table.layout.unique, name)
		switch {
		case inOrder:
			i = j
		case i < 0 && j >= len(want)-len(t.given):
			return &GivenError{Bad("add it, or choose columns with --cols", "has no column %q, under which the run learnt its data", name)}
		case i < 0:
			return Bad(fmt.Sprintf("choose from %s with --cols", t.table.nameList()), "has no column %q", name)
		}
		t.used = append(t.used, i)
	}
	return nil
}

// takeReading settles the marks of the numbers, by a look at all rows, and the codes
// for missing values, by the names of the columns that the run learnt.
func (t *Rows) takeReading(want []string) error {
	var numbers, ragged []int
	rows := 0
	for k, i := range t.used {
		if !t.isLevel(k) {
			numbers = append(numbers, i)
		}
	}
	if t.weight >= 0 {
		numbers = append(numbers, t.weight)
	}
	for r := t.records; ; {
		record, line, ok := r.next()
		if !ok {
			break
		}
		if rows++; filledWidth(record) > len(t.table.columns) {
			ragged = append(ragged, line)
			continue
		}
		for _, i := range numbers {
			if i < len(record) {
				c := &t.table.columns[i]
				if _, k, ok := parseDecimal(record[i], marks{}); ok {
					c.numbers++
					c.written.note(k, record[i], line)
				}
			}
		}
	}
	if len(ragged)*maxBadShare > rows {
		return Bad("give every row as many values as the first one has", "has a row of more than %s", Count(len(t.table.columns), "value")).At(ragged...)
	}
	var report Report
	m, said := t.told.marks()
	if hint, _ := t.learnt.marks(); !said {
		var err error
		if m, err = decide(t.table.writings(numbers), t.records.comma, t.table.reading.Thousands == "none", hint); err != nil {
			return err
		}
	}
	t.table.marks = m
	t.table.tellMarks(numbers, &report)
	t.notes = append(t.notes, report.Notes...)
	return t.takeCodes(want)
}

func (t *Rows) takeCodes(want []string) error {
	codes, err := parseCodes(t.table.reading.Codes)
	if err != nil {
		return Bad("write them as -999+age:99", "cannot be read so: %v", err)
	}
	t.codes = make([][]float64, len(t.used))
	for k := range t.used {
		for _, c := range codes {
			if c.column == "" || c.column == want[k] {
				t.codes[k] = append(t.codes[k], c.value)
			}
		}
	}
	return nil
}

// isLevel tells whether a column used is one of texts.
func (t *Rows) isLevel(k int) bool {
	plain := len(t.used) - len(t.given)
	return k >= plain && t.given[k-plain].Levels != nil
}

// Next returns the next row: its cells as they were read, as many as there are
// columns, and the point that they make, a level of a condition as zeros and a one,
// which is nil where one of its values is missing, or where the row has more values
// than there are columns, as nobody knows which one is too much. At the end the error
// is io.EOF.
func (t *Rows) Next() (cells []string, point []float64, err error) {
	if t.records.mapped == nil {
		return t.next()
	}
	fault := untilShorter(func() error {
		cells, point, err = t.next()
		return nil
	})
	if fault != nil {
		return nil, nil, InFile(fault, t.name)
	}
	return cells, point, err
}

func (t *Rows) next() (cells []string, point []float64, err error) {
	record, line, ok := t.records.next()
	if !ok {
		return nil, nil, io.EOF
	}
	width := len(t.table.columns)
	cells = make([]string, width)
	copy(cells, record)
	if filledWidth(record) > width {
		t.tooLong++
		return cells, nil, nil
	}
	if err = t.checkMarks(line, cells); err == nil {
		point, err = t.parse(line, cells)
	}
	if _, unseen := errors.AsType[*model.LevelError](err); unseen {
		return nil, nil, fmt.Errorf("%s, %w", Clean(t.name), err)
	}
	if err != nil {
		return nil, nil, InFile(err, t.name)
	}
	return cells, point, nil
}

// checkMarks refuses a quotation mark that is not closed in a column used: it may
// have swallowed rows.
func (t *Rows) checkMarks(line int, cells []string) error {
	for _, i := range t.used {
		if b := t.records.broken; b >= 0 && b <= i && strings.IndexByte(cells[i], '"') >= 0 {
			return unclosed(line)
		}
	}
	return nil
}

// value reads a cell of the k-th column used.
func (t *Rows) value(k int, cell string) (v float64, ok bool) {
	if layout := t.layouts[k]; layout != "" {
		return parseDate(cell, layout)
	}
	v, _, ok = parseDecimal(cell, t.table.marks)
	return v, ok
}

// parse reads the values of a row.
func (t *Rows) parse(line int, cells []string) ([]float64, error) {
	point := make([]float64, 0, len(t.used))
	plain := len(t.used) - len(t.given)
	for k, i := range t.used {
		if t.isLevel(k) {
			if cells[i] == "" {
				return nil, nil
			}
			level := make([]float64, t.given[k-plain].Width())
			if err := t.given[k-plain].Put(level, Clean(cells[i])); err != nil {
				return nil, fmt.Errorf("line %d: %w", line, err)
			}
			point = append(point, level...)
			continue
		}
		v, ok := t.value(k, cells[i])
		if !ok || slices.Contains(t.codes[k], v) || math.IsNaN(v) {
			return nil, nil
		}
		point = append(point, v)
	}
	return point, nil
}
