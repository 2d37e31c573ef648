package reading

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"bijou/model"
)

// dated writes a table with a column of dates by a layout, in an order by chance.
func dated(layout string, n int) (text string, days []float64) {
	rng := rand.New(rand.NewPCG(7, 8))
	var out strings.Builder
	out.WriteString("when;x\n")
	for range n {
		at := time.Date(1965, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rng.Int64N(60*365*86400)) * time.Second)
		cell := at.Format(layout)
		v, ok := parseDays(cell, layout)
		if !ok {
			panic(layout)
		}
		days = append(days, v)
		fmt.Fprintf(&out, "%s;%.4f\n", cell, rng.NormFloat64())
	}
	return out.String(), days
}

func TestDatesBecomeDaysAndDatesAgain(t *testing.T) {
	for _, layout := range dateLayouts {
		text, days := dated(layout, 60)
		src, _, err := ReadCSV(strings.NewReader(text), "t.csv", nil)
		if err != nil || !slices.Equal(src.Columns, []string{"when", "x"}) {
			t.Errorf("%s: columns %v, %v", layout, src.Columns, err)
			continue
		}
		if !slices.Equal(src.Points.Col(0), days) {
			t.Errorf("%s: the days are %v, not %v", layout, src.Points.Col(0)[:3], days[:3])
		}
		date, is := src.DateOf("when")
		if !is {
			t.Errorf("%s: when is no column of dates", layout)
		}
		for i, row := range strings.Split(text, "\n")[1:61] {
			if cell, _, _ := strings.Cut(row, ";"); date.Text(days[i]) != cell {
				if again, ok := parseDays(date.Text(days[i]), date.Layout); !ok || math.Abs(again-days[i]) > 1e-9 {
					t.Errorf("%s: %s is written back as %s", layout, cell, date.Text(days[i]))
				}
			}
		}
	}
}

func TestDatesAreSaidAndOnesThatRiseAreLeftOut(t *testing.T) {
	rising := "day,x\n"
	for i := range 30 {
		rising += fmt.Sprintf("%s,%d.5\n", time.Date(2020, 1, 1+2*i, 0, 0, 0, 0, time.UTC).Format("2006-01-02"), i*i%17)
	}
	src, report, err := ReadCSV(strings.NewReader(rising), "t.csv", nil)
	if err != nil || !slices.Equal(src.Columns, []string{"x"}) || report.LeftOut[0].Why != risingDates {
		t.Errorf("columns %v, left out %v, %v", src.Columns, report.LeftOut, err)
	}
	src, _, err = ReadCSV(strings.NewReader(rising), "t.csv", []string{"day", "x"})
	if err != nil || !slices.Equal(src.Columns, []string{"day", "x"}) || src.Points.At(0, 0) != 18262 {
		t.Errorf("asked for: %v, %v", src.Columns, err)
	}
	either := "d,x\n" + strings.Repeat("3/4/2020,1.5\n5/6/2020,2.5\n", 10)
	src, report, err = ReadCSV(strings.NewReader(either), "t.csv", nil)
	if err != nil || !strings.Contains(strings.Join(report.Notes, " "), "are read as month/day") || src.Points.At(0, 0) != 18325 {
		t.Errorf("month and day are exchanged without a word: %v, %v", report.Notes, err)
	}
	for _, text := range []string{"d,x\n" + strings.Repeat("soon,1\n2020-01-01,2\n", 10), "d,x\n" + strings.Repeat("2020-13-45,1\n1/2/2020,2\n", 10)} {
		if src, _, err := ReadCSV(strings.NewReader(text), "t.csv", nil); err != nil || len(src.Dates) > 0 {
			t.Errorf("%.30q has dates, %v", text, err)
		}
	}
}

func TestDatesWithoutATimeAreWholeDays(t *testing.T) {
	for layout, whole := range map[string]bool{"2006-01-02": true, "2006-01-02 15:04:05": false} {
		text, _ := dated(layout, 60)
		src, err := parse(saveAs(t, "t.csv", text), nil)
		if err != nil {
			t.Fatal(err)
		}
		if is := src.Whole != nil && src.Whole[0]; is != whole {
			t.Errorf("%s: whole days: %v", layout, is)
		}
	}
}

func TestNewRowsAreReadWithTheDatesOfTheRun(t *testing.T) {
	run := []model.Date{{Column: "when", Layout: "02/01/2006"}}
	for text, want := range map[string][]float64{"when,x\n03/04/2020,1\n": {18355, 1}, "when,x\n2020-04-03,1\n": {18355, 1}, "when,x\nsoon,1\n": nil} {
		rows, err := ReadRows(strings.NewReader(text), "new.csv", Reading{}, Reading{})
		if err != nil {
			t.Fatal(err)
		}
		rows.DatesOf(run)
		if err := rows.Choose([]string{"when", "x"}, nil, nil); err != nil {
			t.Fatal(err)
		}
		if _, point, err := rows.Next(); err != nil || !slices.Equal(point, want) {
			t.Errorf("%q is %v, %v", text, point, err)
		}
	}
}
