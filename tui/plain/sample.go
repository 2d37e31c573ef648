package plain

import (
	"io"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/tables"
)

// SampleOptions say how much Sample draws and where it writes.
type SampleOptions struct {
	Out    io.Writer
	N      int
	Seed   uint64
	Format tables.Format // empty for CSV

	// Given are conditions in the units of the data, n×C: one row for all draws, or a
	// draw for each row, in which case N does not count. nil for a run without.
	Given *ad.Mat
}

// sampleRows is how many samples are drawn at once. The draws are full, so that
// the first samples do not depend on how many follow.
const sampleRows = 1024

// Sample writes draws from the flow in the data's own units, with all digits,
// with the parameters that did best on the validation part.
func Sample(s *model.Snapshot, o SampleOptions) error {
	names := s.Data.AllColumns()
	columns := make([]tables.Column, len(names))
	for j, name := range names {
		columns[j].Name = name
	}
	n := o.N
	if o.Given != nil && o.Given.Rows > 1 {
		n = o.Given.Rows
	}
	w, err := tables.NewWriter(o.Out, o.Format, columns, n)
	if err != nil {
		return err
	}
	rng, row := model.DrawStream(o.Seed), make([]tables.Cell, len(columns))
	for from := 0; from < n; from += sampleRows {
		x := s.Under(s.Data.StandardGiven(conditionsFrom(o.Given, from))).Draw(rng, sampleRows)
		x = s.Data.PutBack(x)
		for i := range min(n-from, sampleRows) {
			for j := range row {
				row[j].Number = x.At(i, j)
			}
			if err := w.Write(row); err != nil {
				return err
			}
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return w.Close()
}

// conditionsFrom are those of the draws from a row on; the last one stands for what
// is beyond the end.
func conditionsFrom(given *ad.Mat, from int) *ad.Mat {
	if given == nil || given.Rows == 1 {
		return given
	}
	part := ad.New(sampleRows, given.Cols)
	for j := range part.Cols {
		for i := range part.Rows {
			part.Set(i, j, given.At(min(from+i, given.Rows-1), j))
		}
	}
	return part
}
