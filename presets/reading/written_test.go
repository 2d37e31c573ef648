package reading

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"bijou/presets/tables"
)

// What is written in any format is read back with all digits, in the order of its
// columns.
func TestEveryFormatIsReadBackAsItWasWritten(t *testing.T) {
	for _, f := range tables.Formats() {
		columns := []tables.Column{{Name: "weight, kg"}, {Name: "kind", Text: true}, {Name: "a"}}
		if f == tables.NumPy {
			columns = slices.Delete(columns, 1, 2)
		}
		for _, rows := range []int{-1, 700} {
			var out bytes.Buffer
			w, err := tables.NewWriter(&out, f, columns, rows)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 700 {
				row := []tables.Cell{{Number: 1 / float64(i+3)}, {Text: `a "good" one, ü`}, {Number: -1e-9 * math.Pow(1.1, float64(i))}}
				if i == 400 {
					row[0].Number = math.NaN()
				}
				if f == tables.NumPy {
					row = slices.Delete(row, 1, 2)
				}
				if err := w.Write(row); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			src, report, err := ReadCSV(&out, "written", nil)
			if err != nil {
				t.Errorf("%s: %v", f, err)
				continue
			}
			if src.Points.Rows != 699 || len(report.Dropped) != 1 || src.Points.At(5, 0) != 1/8. || src.Points.At(698, 1) != -1e-9*math.Pow(1.1, 699) {
				t.Errorf("%s: %d rows, the first %v", f, src.Points.Rows, src.Points.Row(nil, 0))
			}
			if f != tables.NumPy && !slices.Equal(src.Columns, []string{"weight, kg", "a"}) {
				t.Errorf("%s: columns %q", f, src.Columns)
			}
		}
	}
}

func TestAnArrayOfTextsIsRefused(t *testing.T) {
	if _, err := tables.NewWriter(new(bytes.Buffer), tables.NumPy, []tables.Column{{Name: "kind", Text: true}}, 3); err == nil {
		t.Error("texts in an array of numbers")
	}
}
