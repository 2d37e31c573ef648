package model

import (
	"fmt"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
)

// A table of very many rows is not copied into parts. Steps take their rows from where
// the table lies, and a sample by chance stands for the part to learn from wherever it is
// looked at as a whole: for the scale of the columns, for EM, for pictures.

const (
	largeRows   = 1_000_000  // beyond it a table is large
	largeValues = 16_000_000 // or beyond so many numbers

	sampleRows  = 200_000 // of the part to learn from are the sample, at most
	heldRows    = 100_000 // of a large table choose, and as many are held back, at most
	partNumbers = 8_000_000
)

// large is the part to learn from of a large table.
type large struct {
	points *ad.Mat // all of the table, in the data's own units
	rows   []int32 // those that are learnt
	weight []float64
	picked []int // rows of the sample, and of the other parts
	parts  []Part
}

// isLarge tells whether points are too many to be copied.
func (s Source) isLarge() bool {
	if s.Points == nil || s.Levels > 0 || s.Shape != (flows.Shape{}) {
		return false
	}
	return isLarge(s.Points)
}

func isLarge(points *ad.Mat) bool {
	return points.Rows > largeRows || len(points.Data) > largeValues
}

// mostOf bounds the rows of a part by the numbers that they are.
func mostOf(rows, columns int) int { return max(minPoints, min(rows, partNumbers/columns)) }

// inPlace leaves the rows to learn from where they are, and in their place a sample; parts
// that are larger than need be are sampled too. All are in an order by chance.
func (s Source) inPlace(rows *[3][]int) *large {
	all := &large{points: s.Points, weight: weightsOf(s.Weights, rows[Learn])}
	all.rows = make([]int32, len(rows[Learn]))
	for k, i := range rows[Learn] {
		all.rows[k] = int32(i)
	}
	for p, most := range [...]int{Learn: sampleRows, Choose: heldRows, Hold: heldRows} {
		rows[p] = slices.Clone(rows[p][:min(len(rows[p]), mostOf(most, s.Points.Cols))])
		all.picked = append(all.picked, rows[p]...)
		all.parts = append(all.parts, slices.Repeat([]Part{Part(p)}, len(rows[p]))...)
	}
	return all
}

// gather takes rows of the part to learn from, by their places in it, with the conditions
// that stand behind.
func (l *large) gather(dst Batch, places []int) {
	for j := range dst.X.Cols {
		l.column(dst.X.Col(j), j, places)
	}
	if dst.Given == nil {
		return
	}
	for j := range dst.Given.Cols {
		l.column(dst.Given.Col(j), dst.X.Cols+j, places)
	}
}

func (l *large) column(dst []float64, j int, places []int) {
	col := l.points.Col(j)
	for i, at := range places {
		dst[i] = col[l.rows[at]]
	}
}

// tellLarge notes what is measured on a sample.
func (d *Data) tellLarge() {
	if d.large != nil {
		d.Notes = append(slices.Clone(d.Notes), fmt.Sprintf("Steps learn from %d rows; what looks at all of them at once looks at %d drawn by chance, and so many are kept with a run.", len(d.large.rows), len(d.large.picked)))
	}
}

// LearntRows is how many rows steps learn from, 0 where batches are drawn fresh. Of a
// large table [Data.Train] is a sample of them.
func (d *Data) LearntRows() int {
	switch {
	case d.large != nil:
		return len(d.large.rows)
	case d.Train != nil:
		return d.Train.Rows
	}
	return 0
}

// learntWeight is the weight of every row that steps learn from; nil where all count the
// same.
func (d *Data) learntWeight() []float64 {
	if d.large != nil {
		return d.large.weight
	}
	return d.TrainWeight
}

// Sampled returns a source with so many of its rows, by chance, if it is a large table;
// others stay.
func (s Source) Sampled(rows int) Source {
	if !s.isLarge() {
		return s
	}
	return s.picked(newStream(splitSeed, streamSplit).Perm(s.Points.Rows)[:min(s.Points.Rows, mostOf(rows, s.Points.Cols))])
}

// picked returns a source of the listed rows.
func (s Source) picked(rows []int) Source {
	s.Points = s.Points.PickRows(rows)
	s.Parts, s.Groups, s.Weights = ad.PickItems(s.Parts, rows), ad.PickItems(s.Groups, rows), ad.PickItems(s.Weights, rows)
	return s
}

// keptSource is the source as a file holds it: of a large table the rows that are the
// sample, and those of the other parts.
func (d *Data) keptSource() Source {
	if d.large == nil {
		return d.Source
	}
	s := d.Source.picked(d.large.picked)
	s.Parts = d.large.parts
	return s
}

// permute puts rows into an order where they are, with room for one column.
func permute(m *ad.Mat, order []int) {
	column := make([]float64, m.Rows)
	for j := range m.Cols {
		copy(column, m.Col(j))
		to := m.Col(j)
		for i, from := range order {
			to[i] = column[from]
		}
	}
}
