package code

// A writer writes the text of a table as its symbols are read.
type writer struct {
	*Model
	*table
	speaker    *speaker
	cells      []cell
	line, word []int // how many other lines and rows were written, and texts of every column
	out        []byte
}

// readText reads the lines of a table.
func (m *Model) readText(r *reader, t *table) ([]byte, error) {
	w := &writer{Model: m, table: t, speaker: m.speaker(), cells: make([]cell, m.Columns), line: make([]int, 2), word: make([]int, m.Columns)}
	if t.names {
		w.out = append(m.header(t.layout), t.end()...)
	}
	for count := [2]int{len(t.other), t.rows}; w.line[0]+w.line[1] < count[0]+count[1]; {
		kind, err := 1, error(nil)
		if count[0] > 0 {
			if kind, err = r.next(t.lines, tallyBits); err != nil {
				return nil, err
			}
		}
		if w.line[kind] == count[kind] {
			return nil, errBeyond
		}
		last := w.line[0]+w.line[1] == count[0]+count[1]-1
		if kind == 0 {
			w.writeOther(last)
		} else if err := w.writeRow(r, last); err != nil {
			return nil, err
		}
		w.line[kind]++
	}
	return w.out, nil
}

// writeOther writes the next line that is no row.
func (w *writer) writeOther(last bool) {
	w.out = append(w.out, w.other[w.line[0]]...)
	if w.ended || !last {
		w.out = append(w.out, '\n')
	}
}

// writeRow reads the next row and writes it.
func (w *writer) writeRow(r *reader, last bool) error {
	if err := w.speaker.readRow(r, w.cells, w.tallies); err != nil {
		return err
	}
	text := 0
	for i, j := range w.places {
		if i > 0 {
			w.out = append(w.out, w.separator)
		}
		if j == textField {
			w.out = append(w.out, w.fields[text][w.line[1]]...)
			text++
		} else if err := w.writeCell(j); err != nil {
			return err
		}
	}
	if w.ended || !last {
		w.out = append(w.out, w.end()...)
	}
	return nil
}

// writeCell writes the cell of a column.
func (w *writer) writeCell(j int) error {
	c, column := w.cells[j], &w.columns[j]
	if c.kind != asText {
		w.out = column.append(w.out, column.units(c), w.least[j], w.mark)
		return nil
	}
	if w.word[j] == len(w.words[j]) {
		return errBeyond
	}
	w.out = append(w.out, w.words[j][w.word[j]]...)
	w.word[j]++
	return nil
}
