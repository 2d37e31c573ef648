package reading

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
)

// readRows reads all rows of a text for the columns given.
func readRows(text string, want, cols []string, learnt ...Reading) (cells [][]string, points [][]float64, err error) {
	return readDated(text, want, cols, nil, learnt...)
}

// readDated is readRows of a table some of whose columns are dates.
func readDated(text string, want, cols []string, dates []model.Date, learnt ...Reading) (cells [][]string, points [][]float64, err error) {
	rows, err := ReadRows(strings.NewReader(text), "text", Reading{}, append(learnt, Reading{})[0])
	if err == nil {
		rows.DatesOf(dates)
		err = rows.Choose(want, nil, cols)
	}
	for err == nil {
		var c []string
		var p []float64
		if c, p, err = rows.Next(); err == nil {
			cells, points = append(cells, c), append(points, p)
		}
	}
	if err == io.EOF {
		err = nil
	}
	return cells, points, err
}

func TestRowsStayInTheirPlaces(t *testing.T) {
	xy := []string{"x", "y"}
	for _, c := range []struct {
		name, text string
		want, cols []string
		cells      string
		points     [][]float64
	}{
		{"in order", "x,y\n1,2\n3,4\n", xy, nil, "1,2|3,4", [][]float64{{1, 2}, {3, 4}}},
		{"in another order, with more", "id,y,x\na,2,1\nb,4,3\n", xy, nil, "a,2,1|b,4,3", [][]float64{{1, 2}, {3, 4}}},
		{"one row", "x,y\n1,2", xy, nil, "1,2", [][]float64{{1, 2}}},
		{"no rows", "x,y\n", xy, nil, "", nil},
		{"gaps", "x,y\n1,2\n,\n3\nNaN,1\n5,6\n", xy, nil, "1,2|,|3,|NaN,1|5,6", [][]float64{{1, 2}, nil, nil, nil, {5, 6}}},
		{"no names", "1,2\n3,4\n", xy, nil, "1,2|3,4", [][]float64{{1, 2}, {3, 4}}},
		{"chosen by number", "1,2\n3,4\n", []string{"x"}, []string{"2"}, "1,2|3,4", [][]float64{{2}, {4}}},
		{"decimal commas", "x;y\n1,5;2\n3;4,5\n", xy, nil, "1,5,2|3,4,5", [][]float64{{1.5, 2}, {3, 4.5}}},
		{"spaces", "x y\n1   2\n3 4\n", xy, nil, "1,2|3,4", [][]float64{{1, 2}, {3, 4}}},
		{"a name twice", "x,y,x\n1,2,3\n", []string{"x", "y", "x_2"}, nil, "1,2,3", [][]float64{{1, 2, 3}}},
		{"quotes", "x,y,n\n1,2,\"a, b\"\n", xy, nil, "1,2,a, b", [][]float64{{1, 2}}},
	} {
		cells, points, err := readRows(c.text, c.want, c.cols)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, r := range cells {
			got = append(got, strings.Join(r, ","))
		}
		if strings.Join(got, "|") != c.cells {
			t.Errorf("%s: cells %q, want %q", c.name, got, c.cells)
		}
		if !slices.EqualFunc(points, c.points, func(a, b []float64) bool { return slices.Equal(a, b) && (a == nil) == (b == nil) }) {
			t.Errorf("%s: points %v, want %v", c.name, points, c.points)
		}
	}
}

func TestRowsThatCannotBeAnsweredAreRefused(t *testing.T) {
	xy := []string{"x", "y"}
	for _, c := range []struct {
		name, text string
		cols       []string
		want       string
	}{
		{"nothing", "", nil, "is empty"},
		{"a column is missing", "x,z\n1,2\n", nil, `has no column "y"; choose from x and z with --cols`},
		{"no names and another number", "1,2,3\n4,5,6\n", nil, `has no column "x"`},
		{"one column chosen", "x,y\n1,2\n", []string{"x"}, "is to give 2 columns (x, y), not 1"},
		{"a column chosen twice", "x,y\n1,2\n", []string{"x", "1"}, "chosen twice"},
		{"a value too many", "x,y\n1,2\n1,2,3\n", nil, "has a row of more than 2 values (line 3)"},
		{"both decimal marks", "x;y\n1,5;2\n1.5;2\n", nil, "has decimal points and decimal commas (lines 2 and 3)"},
		{"an open quotation mark", "x,y\n1,\"2\n", nil, "quotation mark"},
	} {
		_, _, err := readRows(c.text, xy, c.cols)
		if _, ok := errors.AsType[*BadFileError](err); !ok || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestARowWithAValueTooManyIsNotAnswered(t *testing.T) {
	rows, err := ReadRows(strings.NewReader("x,y\n"+lines(30, "#,#.5")+"1,2,3\n"), "text", Reading{}, Reading{})
	if err == nil {
		err = rows.Choose([]string{"x", "y"}, nil, nil)
	}
	answered, n := 0, 0
	for err == nil {
		var point []float64
		if _, point, err = rows.Next(); point != nil {
			answered++
		}
		n++
	}
	want := []string{"1 row has more values than there are columns and got no answer."}
	if err != io.EOF || answered != 30 || n != 32 || !slices.Equal(rows.Notes(), want) {
		t.Errorf("%d of %d rows are answered, %q, %v", answered, n-1, rows.Notes(), err)
	}
}

// Rows and ReadCSV understand a table alike: the rows that one leaves out are
// those for which the other has no point.
func FuzzRows(f *testing.F) {
	for _, c := range corpus() {
		if len(c.text) < 10_000 { // the longer are tried slowly, and say no more
			f.Add(c.text)
		}
	}
	for _, p := range payloads() {
		f.Add(p + ",y\n" + lines(10, "#,#.5"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		// Rows with wild values are scored, and not learnt unless a person says so.
		src, report, tableErr := readTable(strings.NewReader(text), "text", Reading{Outliers: keepWord}, nil, nil)
		_, points, err := readDated(text, src.Columns, nil, src.Dates, ReadingOf(src.Spec))
		if err != nil {
			bad, ok := errors.AsType[*BadFileError](err)
			if !ok || bad.What == "" || bad.Do == "" {
				t.Fatalf("not a proper refusal: %#v", err)
			}
			checkShown(t, err.Error())
			if tableErr == nil {
				t.Fatalf("a table that was learnt cannot be scored: %v; %s", err, src.Spec)
			}
			return
		}
		if tableErr != nil {
			return
		}
		points = slices.DeleteFunc(points, func(p []float64) bool { return p == nil })
		if len(points) != src.Points.Rows || !sameRows(points, src.Points) {
			t.Fatalf("%d rows, and %d of the table:\n%v\n%v\n%v", len(points), src.Points.Rows, points, src.Points, report)
		}
	})
}

func sameRows(rows [][]float64, m *ad.Mat) bool {
	for i, r := range rows {
		for j, v := range r {
			if m.At(i, j) != v {
				return false
			}
		}
	}
	return true
}
