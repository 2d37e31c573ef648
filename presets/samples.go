package presets

import (
	"io"
	"math"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/tables"
)

// SampleOptions say how much WriteSamples draws and where it writes.
type SampleOptions struct {
	Out    io.Writer
	N      int
	Seed   uint64
	Format tables.Format      // empty for CSV
	Tell   func(done, of int) // is told how many are written; nil for nobody

	// Given are conditions in the units of the data, n×C: one row for all draws, or Each
	// draws for each row, in which case N does not count. nil for a run without.
	Given *ad.Mat
	Each  int // 0 is one; of more, a first column says the row of each draw, from 1
}

// sampleRows is how many samples are drawn at once. The draws are full, so that
// the first samples do not depend on how many follow.
const sampleRows = 1024

// WriteSamples writes draws from the flow in the data's own units, with all digits,
// with the parameters that did best on the validation part.
func WriteSamples(s *model.Snapshot, o SampleOptions) error {
	l := newDrawn(s.Data, o.Format)
	n, each := o.N, max(1, o.Each)
	if o.Given != nil && o.Given.Rows > 1 {
		n = o.Given.Rows * each
		if each > 1 {
			l.numbered()
		}
	} else {
		each = 1
	}
	w, err := tables.NewWriter(o.Out, o.Format, l.columns, n)
	if err != nil {
		return err
	}
	rng, row := model.DrawStream(o.Seed), make([]tables.Cell, len(l.columns))
	for from := 0; from < n; from += sampleRows {
		if o.Tell != nil {
			o.Tell(from, n)
		}
		given := s.Data.DrawClasses(rng, conditionsFrom(o.Given, from, each), sampleRows)
		x := s.Data.PutBack(s.Under(s.Data.StandardGiven(given)).Draw(rng, sampleRows))
		for i := range min(n-from, sampleRows) {
			l.fill(row, x, given, i)
			if each > 1 {
				row[0].Number = float64((from+i)/each + 1)
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

// drawn is how samples become rows of a table: numbers, and words in their places.
type drawn struct {
	data    *model.Data
	columns []tables.Column
	dates   map[int]model.Date // of columns
	of      []int              // of every column, the place among the numbers, or −1 less that among the words
}

func newDrawn(d *model.Data, f tables.Format) drawn {
	l := drawn{data: d, dates: map[int]model.Date{}}
	for j, name := range d.AllColumns() {
		date, is := d.DateOf(name)
		if is = is && f != tables.NumPy; is { // an array has days
			l.dates[j] = date
		}
		l.columns, l.of = append(l.columns, tables.Column{Name: name, Text: is}), append(l.of, j)
	}
	for k, g := range d.Classes() {
		at := 0
		for numbers := 0; at < len(l.of) && (l.of[at] < 0 || numbers < g.At); at++ {
			if l.of[at] >= 0 {
				numbers++
			}
		}
		l.columns = slices.Insert(l.columns, at, tables.Column{Name: g.Name, Text: true})
		l.of = slices.Insert(l.of, at, -1-k)
	}
	return l
}

// ofConditions stands in the place of a column for the row of the conditions.
const ofConditions = math.MaxInt

// numbered puts a column in front that says which row of conditions a draw is under.
func (l *drawn) numbered() {
	name := "row"
	for slices.ContainsFunc(l.columns, func(c tables.Column) bool { return c.Name == name }) {
		name += "_"
	}
	l.columns, l.of = slices.Insert(l.columns, 0, tables.Column{Name: name}), slices.Insert(l.of, 0, ofConditions)
}

// fill writes a sample into a row.
func (l drawn) fill(row []tables.Cell, x, given *ad.Mat, i int) {
	for c, j := range l.of {
		if j == ofConditions {
			continue
		}
		if j < 0 {
			row[c].Text = l.data.ClassOf(given, i, -1-j)
			continue
		}
		row[c].Number = x.At(i, j)
		if date, is := l.dates[j]; is {
			row[c].Text = date.Text(x.At(i, j))
		}
	}
}

// conditionsFrom are those of the draws from one on, so many of each row; the last row
// stands for what is beyond the end.
func conditionsFrom(given *ad.Mat, from, each int) *ad.Mat {
	if given == nil || given.Rows == 1 {
		return given
	}
	part := ad.New(sampleRows, given.Cols)
	for j := range part.Cols {
		for i := range part.Rows {
			part.Set(i, j, given.At(min((from+i)/each, given.Rows-1), j))
		}
	}
	return part
}
