package ad

import "fmt"

// A Mat is a batch or a parameter: a matrix of float64 stored column by
// column. For a batch a row is a sample and a column is a feature, so that
// every feature is one contiguous run and operations run along the samples.
//
// A Mat made by New is plain data and belongs to no tape. Values that a Tape
// hands out are valid until its next Reset.
type Mat struct {
	Rows, Cols int
	Data       []float64 // column j is Data[j*Rows : (j+1)*Rows]
	Grad       []float64 // same layout; nil where no gradient is wanted

	// Singles holds the numbers instead, and Data none, of what stays in single precision:
	// few operations take it.
	Singles []float32
	net     *single // says them part by part, when it is asked; nil for most

	tape  *Tape
	whole *Mat // what a view is a part of, nil for all others
	at    int  // where the view starts in it
	theta int  // where the parameter starts in θ, from 1 on; 0 for all others
	pull  pull
}

// New returns a zero matrix of the given size that belongs to no tape.
func New(rows, cols int) *Mat {
	if rows < 0 || cols < 0 {
		panic(fmt.Sprintf("ad: New(%d, %d): negative size", rows, cols))
	}
	return &Mat{Rows: rows, Cols: cols, Data: make([]float64, rows*cols)}
}

// FromRows returns a plain matrix with the given samples as its rows. All rows
// must be equally long.
func FromRows(rows [][]float64) *Mat {
	if len(rows) == 0 {
		return New(0, 0)
	}
	m := New(len(rows), len(rows[0]))
	for i, r := range rows {
		if len(r) != m.Cols {
			panic(fmt.Sprintf("ad: FromRows: row %d has %d entries, row 0 has %d", i, len(r), m.Cols))
		}
		for j, v := range r {
			m.Data[j*m.Rows+i] = v
		}
	}
	return m
}

// Col returns column j as a slice of the matrix's own memory.
func (m *Mat) Col(j int) []float64 { return m.Data[j*m.Rows : (j+1)*m.Rows : (j+1)*m.Rows] }

// SingleCols returns columns lo to hi−1 of what is in single precision.
func (m *Mat) SingleCols(lo, hi int) []float32 { return m.Singles[lo*m.Rows : hi*m.Rows : hi*m.Rows] }

// GradCol returns the gradient of column j, for the backward pass of a Function.
func (m *Mat) GradCol(j int) []float64 { return m.Grad[j*m.Rows : (j+1)*m.Rows : (j+1)*m.Rows] }

// At returns the entry of sample i and feature j.
func (m *Mat) At(i, j int) float64 { return m.Data[j*m.Rows+i] }

// Set changes the entry of sample i and feature j.
func (m *Mat) Set(i, j int, v float64) { m.Data[j*m.Rows+i] = v }

// Row copies sample i into dst, which is allocated when it is nil.
func (m *Mat) Row(dst []float64, i int) []float64 {
	if dst == nil {
		dst = make([]float64, m.Cols)
	}
	for j := range dst {
		dst[j] = m.Data[j*m.Rows+i]
	}
	return dst
}

// Clone returns a plain copy without gradient or tape.
func (m *Mat) Clone() *Mat {
	c := New(m.Rows, m.Cols)
	copy(c.Data, m.Data)
	return c
}

// CopyRows copies rows [lo, hi) of src into m, which must have hi-lo rows and
// src's number of columns.
func (m *Mat) CopyRows(src *Mat, lo, hi int) {
	if m.Rows != hi-lo || m.Cols != src.Cols {
		panic(fmt.Sprintf("ad: CopyRows: %d×%d from rows %d to %d of %d×%d", m.Rows, m.Cols, lo, hi, src.Rows, src.Cols))
	}
	for j := range m.Cols {
		copy(m.Col(j), src.Col(j)[lo:hi])
	}
}

// Tape returns the tape that m belongs to, nil for plain data.
func (m *Mat) Tape() *Tape { return m.tape }
