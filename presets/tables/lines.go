package tables

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"strconv"
)

// lines is what the writers of text have in common.
type lines struct {
	out     *bufio.Writer
	columns []Column
}

func newLines(out io.Writer, columns []Column) lines { return lines{bufio.NewWriter(out), columns} }

// csvWriter writes a header and then a row a line (RFC 4180), numbers with all digits.
type csvWriter struct {
	lines
	csv   *csv.Writer
	cells []string
}

func newCSV(out io.Writer, columns []Column) (*csvWriter, error) {
	w := &csvWriter{lines: newLines(out, columns), cells: make([]string, len(columns))}
	w.csv = csv.NewWriter(w.out)
	for j, c := range columns {
		w.cells[j] = c.Name
	}
	return w, w.csv.Write(w.cells)
}

func (w *csvWriter) Write(row []Cell) error {
	for j, c := range row {
		if w.cells[j] = c.Text; c.Text == "" && !w.columns[j].Text && !math.IsNaN(c.Number) {
			w.cells[j] = strconv.FormatFloat(c.Number, 'g', -1, 64)
		}
	}
	return w.csv.Write(w.cells)
}

func (w *csvWriter) Flush() error {
	if w.csv.Flush(); w.csv.Error() != nil {
		return w.csv.Error()
	}
	return w.out.Flush()
}

func (w *csvWriter) Close() error { return w.Flush() }

// jsonWriter writes a row as an object a line with the columns in their order, which
// encoding/json would sort.
type jsonWriter struct {
	lines
	names [][]byte
	line  []byte
}

func newJSON(out io.Writer, columns []Column) (*jsonWriter, error) {
	w := &jsonWriter{lines: newLines(out, columns), names: make([][]byte, len(columns))}
	for j, c := range columns {
		var err error
		if w.names[j], err = json.Marshal(c.Name); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (w *jsonWriter) Write(row []Cell) error {
	w.line = append(w.line[:0], '{')
	for j, c := range row {
		if j > 0 {
			w.line = append(w.line, ',')
		}
		w.line = append(append(w.line, w.names[j]...), ':')
		value, err := w.value(j, c)
		if err != nil {
			return err
		}
		w.line = append(w.line, value...)
	}
	_, err := w.out.Write(append(w.line, '}', '\n'))
	return err
}

// value is null for what JSON has no number for.
func (w *jsonWriter) value(j int, c Cell) ([]byte, error) {
	switch {
	case w.columns[j].Text:
		return json.Marshal(c.Text)
	case math.IsNaN(c.Number) || math.IsInf(c.Number, 0):
		return []byte("null"), nil
	}
	return json.Marshal(c.Number)
}

func (w *jsonWriter) Flush() error { return w.out.Flush() }

func (w *jsonWriter) Close() error { return w.out.Flush() }
