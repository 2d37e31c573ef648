package code

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"runtime"
	"strconv"
	"sync"
)

// The file: "bjc" and the version; the form of the text, and the number of rows, both
// varints; the first 4 bytes of the model's digest; the symbols, with the CRC-32 of what
// was compressed in their first state.
const magic = "bjc\x01"

// The forms of a file that can be compressed.
const (
	formBytes uint64 = iota // a byte for every number
	formText                // rows of numbers with commas between
	forms
)

// An Error says in one sentence what is wrong with a file and what to do.
type Error struct{ msg string }

// Error returns the sentence.
func (e *Error) Error() string { return e.msg }

func wrong(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// Compress returns a file in fewer bytes. It holds rows of as many whole numbers as the
// model has columns: as text, with commas between and a line feed behind each row, or a
// byte for every number. The error, an *Error, says where it holds something else.
func (m *Model) Compress(file []byte) ([]byte, error) {
	form, levels, err := m.parse(file)
	if err != nil {
		return nil, err
	}
	rows := len(levels) / m.Columns
	out := []byte(magic)
	out = binary.AppendUvarint(out, form)
	out = binary.AppendUvarint(out, uint64(rows))
	out = append(out, m.digest[:4]...)
	return append(out, writeSpans(m.spans(levels), crc32.ChecksumIEEE(file))...), nil
}

// spans are the symbols of rows of levels. Rows are shared out among processors.
func (m *Model) spans(levels []uint8) []span {
	spans, rows := make([]span, len(levels)), len(levels)/m.Columns
	count := min(runtime.GOMAXPROCS(0), rows)
	var done sync.WaitGroup
	for w := range count {
		done.Go(func() {
			s := m.speaker()
			for row := w; row < rows; row += count {
				s.row(levels[row*m.Columns:(row+1)*m.Columns], spans[row*m.Columns:(row+1)*m.Columns])
			}
		})
	}
	done.Wait()
	return spans
}

// Bits returns what every number of rows of levels takes, in bits.
func (m *Model) Bits(levels []uint8) []float64 {
	bits := make([]float64, len(levels))
	for i, s := range m.spans(levels) {
		at := i/m.Columns*m.Columns + m.order[i%m.Columns]
		bits[at] = low - math.Log2(float64(s.size))
	}
	return bits
}

// row writes the symbols of a row in the order in which columns are told.
func (s *speaker) row(levels []uint8, spans []span) {
	s.begin()
	for k, column := range s.order {
		level := levels[column]
		f := s.frequencies(column)
		spans[k] = span{f[level], f[level+1] - f[level]}
		s.tell(column, level)
	}
}

// Decompress returns the file that Compress was given. The error, an *Error, says that
// the bytes are damaged, or that another model wrote them.
func (m *Model) Decompress(packed []byte) ([]byte, error) {
	form, rows, symbols, err := m.head(packed)
	if err != nil {
		return nil, err
	}
	r, err := newReader(symbols)
	if err != nil {
		return nil, wrong("the file is damaged: %v", err)
	}
	var out []byte
	s, levels := m.speaker(), make([]uint8, m.Columns)
	for range rows {
		s.begin()
		for _, column := range m.order {
			level, err := r.next(s.frequencies(column))
			if err != nil {
				return nil, wrong("the file is damaged: %v", err)
			}
			levels[column] = uint8(level)
			s.tell(column, levels[column])
		}
		out = appendRow(out, form, levels)
	}
	if !r.done(crc32.ChecksumIEEE(out)) {
		return nil, wrong("the file is damaged: its checksum is another one; take another copy")
	}
	return out, nil
}

// head takes the front of a file apart.
func (m *Model) head(packed []byte) (form, rows uint64, symbols []byte, err error) {
	rest, ok := bytes.CutPrefix(packed, []byte(magic))
	if !ok {
		return 0, 0, nil, wrong("this was not written by bijou compress, or by a later version")
	}
	for _, v := range []*uint64{&form, &rows} {
		n := 0
		if *v, n = binary.Uvarint(rest); n <= 0 {
			return 0, 0, nil, wrong("the file is damaged: %v", errShort)
		}
		rest = rest[n:]
	}
	if len(rest) < 4 || form >= forms {
		return 0, 0, nil, wrong("the file is damaged: %v", errShort)
	}
	if !bytes.Equal(rest[:4], m.digest[:4]) {
		return 0, 0, nil, wrong("another run wrote this file, or this one on a machine that rounds it otherwise; give the run that it was compressed with")
	}
	symbols = rest[4:]
	if rows == 0 { // no file is compressed to that
		return 0, 0, nil, wrong("the file is damaged: it holds no rows")
	}
	// A symbol takes at least log2(2¹⁶/(2¹⁶ − 4·(levels−1))) bits, more than 1/11,357 of
	// one, and the state is among the bytes: no few of them stand for very many rows.
	if most := uint64(8*len(symbols)+64) * 11357 / uint64(m.Columns); rows > most {
		return 0, 0, nil, wrong("the file is damaged: it says that it holds %d rows", rows)
	}
	return form, rows, symbols, nil
}

// parse reads the levels of a file.
func (m *Model) parse(file []byte) (form uint64, levels []uint8, err error) {
	if len(file) == 0 {
		return 0, nil, wrong("the file is empty")
	}
	if file[0] >= '0' && file[0] <= '9' && bytes.HasSuffix(file, []byte("\n")) {
		levels, err = m.parseText(file)
		return formText, levels, err
	}
	if len(file)%m.Columns != 0 {
		return 0, nil, wrong("the file has %d bytes, which are no rows of %d numbers; give text with commas between numbers and a line feed behind each row, or a byte for every number",
			len(file), m.Columns)
	}
	for i, b := range file {
		if int(b) >= m.Levels {
			return 0, nil, wrong("byte %d of the file is %d, and the run learnt 0 to %d", i+1, b, m.Levels-1)
		}
	}
	return formBytes, file, nil
}

// parseText reads rows as appendRow writes them, and nothing else: it could not be
// given back byte by byte.
func (m *Model) parseText(file []byte) ([]uint8, error) {
	var levels, again []byte
	row := make([]uint8, m.Columns)
	for i, line := range bytes.SplitAfter(bytes.TrimSuffix(file, []byte("\n")), []byte("\n")) {
		cells := bytes.Split(bytes.TrimSuffix(line, []byte("\n")), []byte(","))
		if len(cells) != m.Columns {
			return nil, wrong("line %d of the file has %d numbers, and the run learnt %d", i+1, len(cells), m.Columns)
		}
		for j, cell := range cells {
			v, err := strconv.ParseUint(string(cell), 10, 8)
			if err != nil || int(v) >= m.Levels {
				return nil, wrong("line %d of the file has %.20q as number %d, and the run learnt 0 to %d", i+1, cell, j+1, m.Levels-1)
			}
			row[j] = uint8(v)
		}
		levels = append(levels, row...)
		if again = appendRow(again[:0], formText, row); !bytes.Equal(bytes.TrimSuffix(again, []byte("\n")), bytes.TrimSuffix(line, []byte("\n"))) {
			return nil, wrong("line %d of the file is not as a program would write it, and would come back as %.60q; write it so first", i+1, bytes.TrimSuffix(again, []byte("\n")))
		}
	}
	return levels, nil
}

// appendRow writes a row.
func appendRow(to []byte, form uint64, levels []uint8) []byte {
	if form == formBytes {
		return append(to, levels...)
	}
	for j, v := range levels {
		if j > 0 {
			to = append(to, ',')
		}
		to = strconv.AppendUint(to, uint64(v), 10)
	}
	return append(to, '\n')
}
