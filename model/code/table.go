package code

import (
	"bytes"
	"slices"
)

// A table is a file of text taken apart: its rows as cells, and the rest as it stands.
type table struct {
	content
	layout
	other  [][]byte   // lines that are no rows, but for the line of names
	fields [][][]byte // of every field that the run did not learn the texts of all rows
	words  [][][]byte // of every column the texts of its cells that are none of its numbers
	counts []tally    // of every column how many cells it has of each kind
	texts  int        // cells that are text
}

// newTable is one without rows.
func (m *Model) newTable(l layout) *table {
	t := &table{layout: l, words: make([][][]byte, m.Columns), counts: make([]tally, m.Columns)}
	for j := range t.counts {
		t.counts[j] = make(tally, kinds)
	}
	for _, j := range l.places {
		if j == textField {
			t.fields = append(t.fields, nil)
		}
	}
	return t
}

// parse takes a file apart.
func (m *Model) parse(file []byte) (*table, error) {
	lines := bytes.Split(file, []byte("\n"))
	ended := len(lines[len(lines)-1]) == 0
	if ended {
		lines = lines[:len(lines)-1]
	}
	l, err := m.layoutOf(lines)
	if err != nil {
		return nil, err
	}
	l.ended, l.returns = ended, bytes.HasSuffix(lines[0], []byte("\r"))
	if l.names {
		lines, l.named = lines[1:], -1
	}
	t := m.newTable(l)
	var fields [][]byte
	for i, line := range lines {
		body, is := t.body(line, i == len(lines)-1)
		if fields = fieldsOf(fields, body, t.separator); is && i != l.named && len(fields) == len(t.places) {
			m.takeRow(t, fields)
		} else {
			t.other, is = append(t.other, line), false
		}
		t.isRow = append(t.isRow, is)
	}
	if t.rows == 0 {
		return nil, m.noRow()
	}
	m.settle(t)
	return t, nil
}

// body is what stands in a line before its end, and whether it ends as rows do.
func (l *layout) body(line []byte, last bool) (body []byte, is bool) {
	if !l.returns {
		return line, true
	}
	body, returns := bytes.CutSuffix(line, []byte("\r"))
	return body, returns == (l.ended || !last)
}

// takeRow takes the fields of a row.
func (m *Model) takeRow(t *table, fields [][]byte) {
	at, text := len(t.cells), 0
	t.rows++
	t.cells = append(t.cells, make([]cell, m.Columns)...)
	for i, j := range t.places {
		if j == textField {
			t.fields[text] = append(t.fields[text], fields[i])
			text++
			continue
		}
		c := cell{kind: asText}
		if units, ok := m.columns[j].parse(fields[i], t.least[j], t.mark); ok {
			c = m.columns[j].cellOf(units)
		} else {
			t.words[j] = append(t.words[j], fields[i])
		}
		t.cells[at+j] = c
		t.counts[j][c.kind]++
	}
}

// settle finds the frequencies of lines and of kinds of cells.
func (m *Model) settle(t *table) {
	if len(t.other) == 0 {
		t.isRow = nil
	} else {
		t.lines = tally{uint64(len(t.other)), uint64(t.rows)}.cumulative()
	}
	levels := 0
	for _, of := range t.counts {
		t.tallies = append(t.tallies, of.cumulative())
		t.texts += int(of[asText])
		levels += int(of[inside])
	}
	if levels == t.rows*m.Columns {
		t.tallies = nil
	}
}

// told says what the model could not say of a file.
func (t *table) told() *Packed {
	p := &Packed{Rows: t.rows, Lines: len(t.other), Texts: t.texts, Fields: len(t.fields)}
	for _, of := range t.counts {
		p.Beyond += int(of[under] + of[over])
	}
	return p
}

// literals are all texts in the order in which a file has them: other lines, fields, words.
func (t *table) literals() [][]byte {
	return slices.Concat(t.other, slices.Concat(t.fields...), slices.Concat(t.words...))
}

// takeLiterals gives texts back to where they stand; it says whether they are so many.
func (t *table) takeLiterals(texts [][]byte) bool {
	ok := true
	take := func(n int) (part [][]byte) {
		if ok = ok && n <= len(texts); ok {
			part, texts = texts[:n], texts[n:]
		}
		return part
	}
	t.other = take(len(t.other))
	for i := range t.fields {
		t.fields[i] = take(t.rows)
	}
	for j := range t.words {
		t.words[j] = take(int(t.counts[j][asText]))
	}
	return ok && len(texts) == 0
}
