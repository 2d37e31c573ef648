package presets

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"bijou/model"
)

// Rows is a table that is read row by row, so that every row can be answered in
// its place. It understands what [ReadCSV] understands, and leaves out nothing.
type Rows struct {
	name   string // for messages
	table  table  // without values
	header bool
	reader *csv.Reader
	first  []row         // that were read to tell a header
	used   []int         // the columns that make a point
	given  []model.Given // of the last of them
	point  int           // the first line with a decimal point, 0 for none
	comma  int           // the first line with a decimal comma
}

// A row is a record and its line.
type row struct {
	cells []string
	line  int
}

// OpenRows reads a regular file, or standard input if path is "-". Every error of
// it and of its rows is a [*BadFileError].
func OpenRows(path string) (*Rows, error) {
	if path == "-" {
		return ReadRows(os.Stdin, "standard input")
	}
	f, err := openRegular(path)
	if err != nil {
		return nil, named(err, path)
	}
	defer f.Close()
	return ReadRows(f, path)
}

// ReadRows takes in a whole table, which is within the limits of [ReadCSV]. name
// is what messages call it.
func ReadRows(r io.Reader, name string) (*Rows, error) {
	t := &Rows{name: name}
	if err := t.begin(r); err != nil {
		return nil, named(err, name)
	}
	return t, nil
}

func (t *Rows) begin(r io.Reader) error {
	data, err := readText(r)
	if err != nil {
		return err
	}
	comma, blanks := sniff(data)
	if blanks {
		data = blanksToTabs(data)
	}
	if _, err := scan(data, comma); err != nil {
		return err
	}
	t.table.comma, t.reader = comma, newReader(data, comma)
	return t.readHead()
}

// readHead tells from the first two records how many columns there are and
// whether they have names.
func (t *Rows) readHead() error {
	first, line, err := next(t.reader)
	if err == io.EOF {
		return bad("give a file with a row a line and a number a column", "holds no values")
	}
	if err != nil {
		return err
	}
	second, nextLine, err := readRecord(t.reader)
	if err != nil && err != io.EOF {
		return err
	}
	head := first[:widthOf(first, second)]
	t.header = t.table.isHeader(head, second)
	t.table.makeColumns(head, t.header, 0)
	if !t.header {
		t.first = append(t.first, row{first, line})
	}
	if second != nil {
		t.first = append(t.first, row{second, nextLine})
	}
	return nil
}

// Names are the columns of the table.
func (t *Rows) Names() []string {
	names := make([]string, len(t.table.columns))
	for i, c := range t.table.columns {
		names[i] = c.name
	}
	return names
}

// Choose finds the columns that make a point of want, and behind them those that
// are given: those that a person named or numbered in cols, else those of the same
// names, else, where the columns have none and are as many, all of them in order.
func (t *Rows) Choose(want []string, given []model.Given, cols []string) error {
	t.given, want = given, slices.Clone(want)
	for _, g := range given {
		want = append(want, g.Name)
	}
	if err := t.choose(want, cols); err != nil {
		return named(err, t.name)
	}
	return nil
}

func (t *Rows) choose(want, cols []string) error {
	t.used = nil
	if len(cols) > 0 && len(cols) != len(want) {
		return bad("name a column for each with --cols", "is to give %s (%s), not %d", count(len(want), "column"), Clean(strings.Join(want, ", ")), len(cols))
	}
	for _, name := range cols {
		i, err := t.table.find(strings.TrimSpace(name))
		if err != nil {
			return err
		}
		if slices.Contains(t.used, i) {
			return bad("name each column once", "column %q is chosen twice", Clean(t.table.columns[i].name))
		}
		t.used = append(t.used, i)
	}
	if len(cols) > 0 {
		return nil
	}
	return t.chooseAlike(want)
}

func (t *Rows) chooseAlike(want []string) error {
	inOrder := !t.header && len(want) == len(t.table.columns)
	for j, name := range want {
		alike := func(c column) bool { return Clean(c.name) == name }
		i := slices.IndexFunc(t.table.columns, alike)
		switch {
		case inOrder:
			i = j
		case i < 0:
			return bad(fmt.Sprintf("choose from %s with --cols", t.table.nameList()), "has no column %q", name)
		case slices.ContainsFunc(t.table.columns[i+1:], alike):
			return bad("choose columns by number with --cols", "more than one column is called %q", name)
		}
		t.used = append(t.used, i)
	}
	return nil
}

// Next returns the next row: its cells as they were read, as many as there are
// columns, and the point that they make, a level of a condition as zeros and a one,
// which is nil where one of its values is missing. At the end the error is io.EOF.
func (t *Rows) Next() (cells []string, point []float64, err error) {
	r, err := t.nextRow()
	if err == io.EOF {
		return nil, nil, err
	}
	if err == nil {
		cells, err = t.fill(r)
	}
	if err == nil {
		point, err = t.parse(r.line, cells)
	}
	if _, unseen := errors.AsType[*model.LevelError](err); unseen {
		return nil, nil, fmt.Errorf("%s, %w", Clean(t.name), err)
	}
	if err != nil {
		return nil, nil, named(err, t.name)
	}
	return cells, point, nil
}

func (t *Rows) nextRow() (row, error) {
	if len(t.first) > 0 {
		r := t.first[0]
		t.first = t.first[1:]
		return r, nil
	}
	cells, line, err := readRecord(t.reader)
	return row{cells, line}, err
}

// fill gives a row that ends early empty cells. One with a value too many is
// refused, as nobody knows which one that is.
func (t *Rows) fill(r row) ([]string, error) {
	width := len(t.table.columns)
	if filledWidth(r.cells) > width {
		return nil, bad("give every row as many values as the first one has", "has a row of more than %s", count(width, "value")).at(r.line)
	}
	for len(r.cells) < width {
		r.cells = append(r.cells, "")
	}
	return r.cells[:width], nil
}

// parse reads the numbers of a row. Both decimal marks in one table are refused:
// one of them would be read wrongly, and quietly.
func (t *Rows) parse(line int, cells []string) ([]float64, error) {
	point := make([]float64, 0, len(t.used))
	plain := len(t.used) - len(t.given)
	for k, i := range t.used {
		if k >= plain && t.given[k-plain].Levels != nil {
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
		v, mark, ok := t.table.parse(cells[i])
		if !ok {
			return nil, nil
		}
		switch {
		case mark == '.' && t.point == 0:
			t.point = line
		case mark == ',' && t.comma == 0:
			t.comma = line
		}
		point = append(point, v)
	}
	if t.point > 0 && t.comma > 0 {
		return nil, bad("use one of them", "has decimal points and decimal commas").at(min(t.point, t.comma), max(t.point, t.comma))
	}
	return point, nil
}
