package code

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// How a table is written, in its file: flags, the separator, how many lines are no rows;
// unless the columns stand as the run has them, which field has which; decimals, and
// where cells are no levels how many of each kind a column has; what stays text, packed by
// DEFLATE.
const (
	hasNames = 1 << iota
	hasReturns
	hasEnd
	hasComma  // decimals
	inOrder   // the fields are the columns of the run
	allLevels // every cell of a column of the run is one, and decimals are as one number says
	allFlags  = 1<<iota - 1
)

// appendTable writes how a table is written.
func (m *Model) appendTable(to []byte, t *table) []byte {
	same, all := t.sameDecimals(m)
	flags := byte(0)
	for _, f := range []struct {
		is   bool
		flag byte
	}{{t.names, hasNames}, {t.returns, hasReturns}, {t.ended, hasEnd}, {t.mark == ',', hasComma}, {m.isInOrder(t), inOrder}, {all && t.tallies == nil, allLevels}} {
		if f.is {
			flags |= f.flag
		}
	}
	to = append(to, flags, byte(strings.IndexByte(separators, t.separator)))
	to = binary.AppendUvarint(to, uint64(len(t.other)))
	if flags&inOrder == 0 {
		to = binary.AppendUvarint(to, uint64(len(t.places)))
		for _, j := range t.places {
			to = binary.AppendUvarint(to, uint64(j+1))
		}
	}
	if flags&allLevels != 0 {
		to = append(to, byte(same))
	} else {
		for j, of := range t.counts {
			to = append(to, byte(t.least[j]))
			for _, n := range of[1:] {
				to = binary.AppendUvarint(to, n)
			}
		}
	}
	return appendPacked(to, t.literals())
}

// isInOrder tells whether the fields are the columns of the run.
func (m *Model) isInOrder(t *table) bool {
	return len(t.places) == m.Columns && slices.IsSorted(t.places) && len(t.fields) == 0
}

// sameDecimals is how many decimals all columns write at least, if their grids have so many.
func (t *table) sameDecimals(m *Model) (same int, is bool) {
	same = slices.Max(t.least)
	for j, least := range t.least {
		if least != min(same, m.columns[j].grid.Decimals) {
			return 0, false
		}
	}
	return same, true
}

// deflaters are a megabyte each.
var deflaters = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, flate.BestCompression) // a level that there is
	return w
}}

// appendPacked writes texts without line feeds: how long all are and how long packed; or 0.
func appendPacked(to []byte, texts [][]byte) []byte {
	if len(texts) == 0 {
		return binary.AppendUvarint(to, 0)
	}
	var packed bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&packed)
	size := 0
	for _, text := range texts {
		_, _ = w.Write(append(slices.Clone(text), '\n')) // to memory
		size += len(text) + 1
	}
	_ = w.Close()
	to = binary.AppendUvarint(to, uint64(size))
	return append(binary.AppendUvarint(to, uint64(packed.Len())), packed.Bytes()...)
}

// A cursor reads the front of a file. Behind its end it reads zeros and says so.
type cursor struct {
	rest  []byte
	short bool
}

func (c *cursor) number() uint64 {
	v, n := binary.Uvarint(c.rest)
	if n <= 0 {
		c.rest, c.short = nil, true
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

func (c *cursor) bytes(n uint64) []byte {
	if n > uint64(len(c.rest)) {
		c.rest, c.short = nil, true
		return make([]byte, min(n, 4))
	}
	part := c.rest[:n]
	c.rest = c.rest[n:]
	return part
}

// readTable reads how a table of so many rows is written.
func (m *Model) readTable(data []byte, rows uint64) (t *table, rest []byte, err error) {
	c := &cursor{rest: data}
	head := c.bytes(2)
	flags, separator := head[0], int(head[1])
	other := c.number()
	l := layout{mark: '.', names: flags&hasNames != 0, returns: flags&hasReturns != 0, ended: flags&hasEnd != 0, least: make([]int, m.Columns)}
	if flags&hasComma != 0 {
		l.mark = ','
	}
	if flags&^allFlags != 0 || separator >= len(separators) || other > mostRows {
		return nil, nil, damaged(errForm)
	}
	l.separator = separators[separator]
	if l.places, err = m.readPlaces(c, flags); err != nil {
		return nil, nil, err
	}
	t = m.newTable(l)
	t.rows = int(rows)
	if err := m.readKinds(c, t, flags); err != nil {
		return nil, nil, err
	}
	texts, err := c.packed()
	if err != nil || c.short {
		return nil, nil, damaged(errShort)
	}
	if other > uint64(len(texts)) {
		return nil, nil, damaged(errForm)
	}
	t.other = make([][]byte, other)
	m.settle(t)
	if !t.takeLiterals(texts) {
		return nil, nil, damaged(errForm)
	}
	return t, c.rest, nil
}

// readPlaces reads which field has which column. Each is in one field.
func (m *Model) readPlaces(c *cursor, flags byte) (places []int, err error) {
	n := uint64(m.Columns)
	if flags&inOrder == 0 {
		n = c.number()
	}
	if n > uint64(m.Columns+len(c.rest)) {
		return nil, damaged(errForm)
	}
	seen := make([]bool, m.Columns)
	for i := range int(n) {
		j := i
		if flags&inOrder == 0 {
			v := c.number()
			if v > uint64(m.Columns) {
				return nil, damaged(errForm)
			}
			j = int(v) - 1
		}
		if j != textField && seen[j] {
			return nil, damaged(errForm)
		} else if j != textField {
			seen[j] = true
		}
		places = append(places, j)
	}
	if slices.Contains(seen, false) {
		return nil, damaged(errForm)
	}
	return places, nil
}

// readKinds reads decimals, and how many cells of each kind a column has.
func (m *Model) readKinds(c *cursor, t *table, flags byte) error {
	same := -1
	if flags&allLevels != 0 {
		same = int(c.bytes(1)[0])
	}
	for j := range t.counts {
		decimals, left := m.columns[j].grid.Decimals, uint64(t.rows)
		if t.least[j] = min(same, decimals); same < 0 {
			t.least[j] = int(c.bytes(1)[0])
			for k := range t.counts[j][1:] {
				n := c.number()
				if n > left {
					return damaged(errForm)
				}
				t.counts[j][1+k], left = n, left-n
			}
		}
		if t.counts[j][inside] = left; t.least[j] > decimals {
			return damaged(errForm)
		}
	}
	return nil
}

// mostText is how many bytes of text are unpacked.
const mostText = 1 << 30

// packed reads texts.
func (c *cursor) packed() (texts [][]byte, err error) {
	size := c.number()
	if size == 0 {
		return nil, nil
	}
	packed := c.bytes(c.number())
	if size > mostText || size > uint64(1100*len(packed)+64) { // DEFLATE packs 1,032 bytes into one at best
		return nil, errForm
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), int64(size)+1))
	if err != nil || uint64(len(text)) != size || text[size-1] != '\n' {
		return nil, fmt.Errorf("%w: %w", errForm, err)
	}
	return bytes.Split(text[:size-1], []byte("\n")), nil
}
