package tables

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
)

// numpyWriter writes an array of doubles, n×d by rows, in the format of numpy.save (NEP 1,
// version 1.0). Its header tells how many rows there are: where that is not known, they
// wait until the end. (The library for the format wants an array as a whole.)
type numpyWriter struct {
	out     *bufio.Writer
	columns int
	rows    int // −1 where that is not known
	wrote   int
	wait    []float64
}

func newNumPy(out io.Writer, columns []Column, rows int) (*numpyWriter, error) {
	for _, c := range columns {
		if c.Text {
			return nil, fmt.Errorf("column %s holds texts, and an array of NumPy numbers alone: take .csv, .jsonl or .parquet", c.Name)
		}
	}
	w := &numpyWriter{bufio.NewWriter(out), len(columns), rows, 0, nil}
	if rows < 0 {
		return w, nil
	}
	return w, w.header(rows)
}

// header fills up to a multiple of 64 bytes, as the format asks for.
func (w *numpyWriter) header(rows int) error {
	const before = 10 // bytes: a magic, the version, the length
	text := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }", rows, w.columns)
	text += strings.Repeat(" ", 63-(before+len(text))%64) + "\n"
	head := append([]byte("\x93NUMPY\x01\x00"), byte(len(text)), byte(len(text)>>8))
	_, err := w.out.Write(append(head, text...))
	return err
}

func (w *numpyWriter) Write(row []Cell) error {
	w.wrote++
	if w.rows < 0 {
		for _, c := range row {
			w.wait = append(w.wait, c.Number)
		}
		return nil
	}
	for _, c := range row {
		if err := w.number(c.Number); err != nil {
			return err
		}
	}
	return nil
}

func (w *numpyWriter) number(v float64) error {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], math.Float64bits(v))
	_, err := w.out.Write(b[:])
	return err
}

func (w *numpyWriter) Flush() error {
	if w.rows < 0 {
		return nil
	}
	return w.out.Flush()
}

func (w *numpyWriter) Close() error {
	if w.rows >= 0 {
		if w.wrote != w.rows {
			return fmt.Errorf("%d rows were written of %d", w.wrote, w.rows)
		}
		return w.out.Flush()
	}
	if err := w.header(w.wrote); err != nil {
		return err
	}
	for _, v := range w.wait {
		if err := w.number(v); err != nil {
			return err
		}
	}
	return w.out.Flush()
}
