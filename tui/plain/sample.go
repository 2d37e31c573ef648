package plain

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"bijou/flows/ad"
	"bijou/model"
)

// SampleOptions say how much Sample draws and where it writes.
type SampleOptions struct {
	Out  io.Writer
	N    int
	Seed uint64
	JSON bool // an object a line in place of CSV

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
	out := bufio.NewWriter(o.Out)
	writer := csvSamples
	if o.JSON {
		writer = jsonSamples
	}
	write, err := writer(out, s.Data.AllColumns())
	if err != nil {
		return err
	}
	n := o.N
	if o.Given != nil && o.Given.Rows > 1 {
		n = o.Given.Rows
	}
	rng, row := model.DrawStream(o.Seed), make([]float64, len(s.Data.AllColumns()))
	for from := 0; from < n; from += sampleRows {
		x := s.Under(s.Data.StandardGiven(conditionsFrom(o.Given, from))).Draw(rng, sampleRows)
		x = s.Data.PutBack(x)
		for i := range min(n-from, sampleRows) {
			if err := write(x.Row(row, i)); err != nil {
				return err
			}
		}
	}
	return out.Flush()
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

// csvSamples writes the header and returns what writes a row.
func csvSamples(out io.Writer, columns []string) (write func(row []float64) error, err error) {
	w := csv.NewWriter(out)
	cells := make([]string, len(columns))
	write = func(row []float64) error {
		for j, v := range row {
			cells[j] = strconv.FormatFloat(v, 'g', -1, 64)
		}
		w.Write(cells) //nolint:errcheck // Error has it
		w.Flush()
		return w.Error()
	}
	return write, w.Write(columns)
}

// jsonSamples returns what writes a row as an object with the columns in their
// order, which encoding/json would sort.
func jsonSamples(out io.Writer, columns []string) (write func(row []float64) error, err error) {
	names := make([][]byte, len(columns))
	for j, c := range columns {
		if names[j], err = json.Marshal(c); err != nil {
			return nil, err
		}
	}
	var line []byte
	return func(row []float64) error {
		line = append(line[:0], '{')
		for j, v := range row {
			number, err := model.Number(v).MarshalJSON()
			if err != nil {
				return err
			}
			if j > 0 {
				line = append(line, ',')
			}
			line = append(append(append(line, names[j]...), ':'), number...)
		}
		_, err := out.Write(append(line, '}', '\n'))
		return err
	}, nil
}
