package reading

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// isJSON tells whether a text begins as JSON of rows does: an object a line, or a list
// of objects or of lists.
func isJSON(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	if strings.HasPrefix(text, "{") {
		rest := strings.TrimLeft(text[1:], " \t\r\n")
		return strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, "}")
	}
	if rest, is := strings.CutPrefix(text, "["); is {
		rest = strings.TrimLeft(rest, " \t\r\n")
		line, _, _ := strings.Cut(rest, "\n")
		numbers := strings.TrimRight(line, " \r") != "" && strings.Trim(line, "0123456789+-.eE, \tnul\r") == "]" && strings.HasSuffix(strings.TrimRight(line, " \r"), "]")
		return strings.HasPrefix(rest, "{") || strings.HasPrefix(rest, "[") || numbers
	}
	return false
}

// A jsonTable collects the rows of JSON under the union of their names, in the order
// in which these come up.
type jsonTable struct {
	names []string
	index map[string]int
	rows  [][]string
	cells int
	keyed bool // rows are objects
}

// fromJSON makes a table of JSON lines or of a list of rows. A value that is a list or
// an object is kept as its text.
func fromJSON(text string) (document, error) {
	t := &jsonTable{index: map[string]int{}}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	for {
		var row json.RawMessage
		err := d.Decode(&row)
		if err == io.EOF {
			break
		}
		if err == nil {
			err = t.take(row, len(t.rows) == 0)
		}
		if file, ok := errors.AsType[*BadFileError](err); ok {
			return document{}, file
		}
		if err != nil {
			line := 1 + strings.Count(text[:d.InputOffset()], "\n")
			return document{}, Bad("give an object a line, or a list of objects", "is not JSON that can be read: %s", Clean(err.Error())).At(line)
		}
	}
	return t.document()
}

// take adds a row, or, of the first value, a list of rows.
func (t *jsonTable) take(value json.RawMessage, first bool) error {
	if first && value[0] == '[' {
		var rows []json.RawMessage
		if err := json.Unmarshal(value, &rows); err != nil {
			return err
		}
		if len(rows) > 0 && (rows[0][0] == '{' || rows[0][0] == '[') {
			for _, row := range rows {
				if err := t.add(row); err != nil {
					return err
				}
			}
			return nil
		}
	}
	return t.add(value)
}

func (t *jsonTable) add(value json.RawMessage) (err error) {
	var row []string
	switch value[0] {
	case '{':
		t.keyed = true
		row, err = t.object(value)
	case '[':
		var list []json.RawMessage
		err = json.Unmarshal(value, &list)
		for _, v := range list {
			row = append(row, jsonCell(v))
		}
	default:
		return errors.New("a row is an object or a list")
	}
	if err != nil {
		return err
	}
	t.rows = append(t.rows, row)
	if t.cells += max(len(row), len(t.names)); t.cells > heldNumbers {
		return Bad("give so many as CSV or Parquet", "holds more than %d million values as JSON", heldNumbers/1_000_000)
	}
	if len(t.rows) > maxRows {
		return tooManyRows()
	}
	return nil
}

// object reads an object in the order of its names, which a map would lose.
func (t *jsonTable) object(value json.RawMessage) ([]string, error) {
	row := make([]string, len(t.names))
	d := json.NewDecoder(bytes.NewReader(value))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return nil, err
		}
		i, known := t.index[name]
		if !known {
			i = len(t.names)
			t.index[name], t.names = i, append(t.names, name)
		}
		for len(row) <= i {
			row = append(row, "")
		}
		row[i] = jsonCell(v)
	}
	return row, nil
}

// jsonCell is the text of a value: nothing for null, 1 and 0 for true and false.
func jsonCell(v json.RawMessage) string {
	var text string
	switch {
	case string(v) == "null":
		return ""
	case string(v) == "true":
		return "1"
	case string(v) == "false":
		return "0"
	case v[0] == '"' && json.Unmarshal(v, &text) == nil:
		return text
	}
	return string(v)
}

func (t *jsonTable) document() (document, error) {
	header := "no"
	if t.keyed {
		header = "yes"
	}
	var names []string
	if t.keyed {
		names = t.names
	}
	if len(t.rows)*len(names) > heldNumbers { // few rows of many names make all rows wide
		return document{}, Bad("give so many as CSV or Parquet", "holds more than %d million values as JSON", heldNumbers/1_000_000)
	}
	return asCSV(names, header, func(write func(row []string) error) error {
		for _, row := range t.rows {
			if t.keyed {
				row = append(row, make([]string, len(t.names)-len(row))...)
			}
			if err := write(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// asCSV makes CSV of rows, without names for nil.
func asCSV(names []string, header string, rows func(write func(row []string) error) error) (document, error) {
	out := newSpool()
	w := csv.NewWriter(out)
	write := func(row []string) error {
		if len(row) == 1 && row[0] == "" { // a blank line would be no row
			row = []string{"NA"}
		}
		if len(row) > 0 && strings.HasPrefix(row[0], "#") { // nor is a remark one
			row[0] = " " + row[0]
		}
		return w.Write(row)
	}
	if names != nil {
		if err := write(names); err != nil {
			return document{}, err
		}
	}
	err := rows(write)
	if w.Flush(); err == nil {
		err = w.Error()
	}
	if err != nil {
		out.drop()
		return document{}, err
	}
	text, file, err := out.done()
	return document{text: mapped(text).text(), mapped: file, comma: ',', header: header}, err
}
