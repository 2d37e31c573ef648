package code

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"runtime"
	"slices"
	"sync"

	"bijou/flows/ad"
)

// The file: "bjc" and the version; the form, and the number of rows, both varints; the
// first 4 bytes of the model's digest; of a table how its text is written; the symbols,
// with the CRC-32 of what was compressed, and of all before them, in their first state.
const magic = "bjc\x02"

// The forms of a file that can be compressed.
const (
	formBytes uint64 = iota // a byte for every number
	formTable               // text: rows of numbers, and whatever else stands in it
	forms
)

// An Error says in one sentence what is wrong with a file and what to do.
type Error struct{ msg string }

// Error returns the sentence.
func (e *Error) Error() string { return e.msg }

func wrong(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// damaged says that a file is not as it was written.
func damaged(why error) error { return wrong("the file is damaged: %v; take another copy", why) }

// A Packed is a compressed file, and what the model could not say of it.
type Packed struct {
	Bytes  []byte
	Rows   int
	Lines  int // that are no rows, and are kept as they are
	Texts  int // cells of the run's columns that are not written as their column is, and are kept as text
	Beyond int // numbers below or above all that the run learnt
	Fields int // that the run did not learn, in every row, and are kept as text
}

// Compress returns a file in fewer bytes. It holds rows of the model's columns: as text,
// in any order and with others between, or, of images, a byte for every number. Whatever
// is in it comes back byte by byte. The error, an *Error, says why nothing of it is a row.
func (m *Model) Compress(file []byte) (*Packed, error) {
	if len(file) == 0 {
		return nil, wrong("the file is empty")
	}
	if m.isBytes(file) {
		c := &content{rows: len(file) / m.Columns, cells: make([]cell, len(file))}
		for i, b := range file {
			c.cells[i].at = int64(b)
		}
		return &Packed{Bytes: seal(m.front(formBytes, c.rows), m.spans(c), file), Rows: c.rows}, nil
	}
	t, err := m.parse(file)
	if err != nil {
		return nil, err
	}
	p := t.told()
	p.Bytes = seal(m.appendTable(m.front(formTable, t.rows), t), m.spans(&t.content), file)
	return p, nil
}

// seal puts symbols behind the head of a file.
func seal(head []byte, spans []span, file []byte) []byte {
	return append(head, writeSpans(spans, checksum(file, head))...)
}

// checksum is that of a file and of the head of what it was compressed to.
func checksum(file, head []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(file), crc32.IEEETable, head)
}

// isBytes tells whether a file has a byte for every number of images. Text that begins with
// a digit and ends with a line is none.
func (m *Model) isBytes(file []byte) bool {
	if m.levels == 0 || len(file)%m.Columns != 0 || file[0] >= '0' && file[0] <= '9' && bytes.HasSuffix(file, []byte("\n")) {
		return false
	}
	return !slices.ContainsFunc(file, func(b byte) bool { return int(b) >= m.levels })
}

// front begins a file.
func (m *Model) front(form uint64, rows int) []byte {
	out := binary.AppendUvarint([]byte(magic), form)
	out = binary.AppendUvarint(out, uint64(rows))
	return append(out, m.digest[:4]...)
}

// content is what symbols say of a file.
type content struct {
	rows    int
	cells   []cell     // of all rows
	isRow   []bool     // of every line whether it is a row; nil where all are
	lines   []uint32   // cumulative frequencies of other lines and of rows
	tallies [][]uint32 // of every column those of the kinds of its cells; nil where all are levels
}

// spans are the symbols of a content. Lines are shared out among processors.
func (m *Model) spans(c *content) []span {
	lines := c.rows
	if c.isRow != nil {
		lines = len(c.isRow)
	}
	count := min(runtime.GOMAXPROCS(0), lines)
	parts, row := make([][]span, count), 0
	var done sync.WaitGroup
	for w := range count {
		p := *c
		lo, hi, from := w*lines/count, (w+1)*lines/count, row
		if row += hi - lo; c.isRow != nil {
			p.isRow = c.isRow[lo:hi]
			row = from + trues(p.isRow)
		}
		p.rows, p.cells = row-from, c.cells[from*m.Columns:row*m.Columns]
		done.Go(func() { parts[w] = m.speaker().content(&p) })
	}
	done.Wait()
	return slices.Concat(parts...)
}

func trues(of []bool) (n int) {
	for _, is := range of {
		if is {
			n++
		}
	}
	return n
}

// content returns the symbols of lines.
func (s *speaker) content(c *content) (spans []span) {
	if c.isRow == nil {
		for cells := range slices.Chunk(c.cells, s.Columns) {
			spans = s.row(spans, cells, c.tallies)
		}
		return spans
	}
	rest := c.cells
	for _, is := range c.isRow {
		if !is {
			spans = append(spans, spanOf(c.lines, 0))
			continue
		}
		spans = s.row(append(spans, spanOf(c.lines, 1)), rest[:s.Columns], c.tallies)
		rest = rest[s.Columns:]
	}
	return spans
}

// Bits returns what every number of rows takes, in bits. Rows are in the data's own units.
func (m *Model) Bits(rows *ad.Mat) *ad.Mat {
	bits, s := ad.New(rows.Rows, rows.Cols), m.speaker()
	var spans []span
	for i := range rows.Rows {
		s.begin()
		for _, j := range s.order {
			level := int64(s.columns[j].grid.Level(rows.At(i, j)))
			s.turn(j)
			spans = s.put(spans[:0], level)
			s.tell(j, level)
			for _, symbol := range spans {
				bits.Set(i, j, bits.At(i, j)+symbol.cost())
			}
		}
	}
	return bits
}

// File is rows, in the data's own units, as a file: a byte for every number of images, and
// text of tables, without a line of names.
func (m *Model) File(rows *ad.Mat) (file []byte) {
	for i := range rows.Rows {
		for j := range m.columns {
			c := &m.columns[j]
			level := int64(c.grid.Level(rows.At(i, j)))
			if m.levels > 0 {
				file = append(file, byte(level))
				continue
			}
			file = append(c.append(file, c.grid.Low+level, c.grid.Decimals, '.'), ',')
		}
		if m.levels == 0 {
			file[len(file)-1] = '\n'
		}
	}
	return file
}

// Decompress returns the file that Compress was given. The error, an *Error, says that
// the bytes are damaged, or that another model wrote them.
func (m *Model) Decompress(packed []byte) ([]byte, error) {
	form, rows, rest, err := m.head(packed)
	if err != nil {
		return nil, err
	}
	t := &table{}
	if form == formTable {
		if t, rest, err = m.readTable(rest, rows); err != nil {
			return nil, err
		}
	}
	t.rows = int(rows)
	if err := m.bound(t, len(rest)); err != nil {
		return nil, err
	}
	r, err := newReader(rest)
	if err != nil {
		return nil, damaged(err)
	}
	var out []byte
	if form == formBytes {
		out, err = m.readBytes(r, t.rows)
	} else {
		out, err = m.readText(r, t)
	}
	if err != nil {
		return nil, damaged(err)
	}
	if !r.done(checksum(out, packed[:len(packed)-len(rest)])) {
		return nil, damaged(errSum)
	}
	return out, nil
}

// head takes the front of a file apart.
func (m *Model) head(packed []byte) (form, rows uint64, rest []byte, err error) {
	rest, ok := bytes.CutPrefix(packed, []byte(magic))
	if !ok {
		return 0, 0, nil, wrong("this was not written by bijou compress, or by another version")
	}
	c := cursor{rest: rest}
	form, rows = c.number(), c.number()
	digest := c.bytes(4)
	switch {
	case c.short || form >= forms:
		return 0, 0, nil, damaged(errShort)
	case !bytes.Equal(digest, m.digest[:4]):
		return 0, 0, nil, wrong("another run wrote this file, or this one on a machine that rounds it otherwise; give the run that it was compressed with")
	case form == formBytes && m.levels == 0:
		return 0, 0, nil, damaged(errForm)
	case rows == 0: // no file is compressed to that
		return 0, 0, nil, wrong("the file is damaged: it holds no rows")
	case rows > mostRows:
		return 0, 0, nil, wrong("the file is damaged: it says that it holds %d rows", rows)
	}
	return form, rows, c.rest, nil
}

const mostRows = 1 << 32

// bound refuses more rows than bytes can stand for. All groups but one have 1/2048 of the
// frequencies at least, so that a number takes 1/1,420 of a bit at least, the state is among
// the bytes, and texts are counted elsewhere.
func (m *Model) bound(t *table, symbols int) error {
	numbers := uint64(t.rows)*uint64(m.Columns) - uint64(t.texts)
	if numbers > uint64(8*symbols+64)*1420 {
		return wrong("the file is damaged: it says that it holds %d rows", t.rows)
	}
	return nil
}

// readBytes reads a byte for every number.
func (m *Model) readBytes(r *reader, rows int) (out []byte, err error) {
	s, cells := m.speaker(), make([]cell, m.Columns)
	for range rows {
		if err := s.readRow(r, cells, nil); err != nil {
			return nil, err
		}
		for _, c := range cells {
			out = append(out, byte(c.at))
		}
	}
	return out, nil
}
