package reading

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// people returns files as people bring them, from public reports of other programs:
// what they mean is plain to a reader, and no sentence in them says it.
func people() []fileCase {
	xy := []float64{1.25, 1.5}
	rows := lines(20, "#.25,#.5")
	semi := strings.ReplaceAll(rows, ",", ";")
	return []fileCase{
		// Row numbers.
		{name: "index of pandas", text: ",a,b\n" + counted(20, 0, ",#.25,#.5"), rows: 20, columns: "a|b", first: xy, leftOut: "c1 (row numbers)"},
		{name: "index of pandas, named by a second reading", text: "Unnamed: 0,a,b\n" + counted(20, 0, ",#.25,#.5"), rows: 20, columns: "a|b", first: xy, leftOut: "Unnamed: 0 (row numbers)"},
		{name: "row names of R", text: `"","a","b"` + "\n" + counted(20, 1, ",#.25,#.5"), rows: 20, columns: "a|b", first: xy, leftOut: "c1 (row numbers)"},
		{name: "ids behind", text: "a,b,ID\n" + lines(20, "#.25,#.5,#"), rows: 20, columns: "a|b", first: xy, leftOut: "ID (row numbers)"},
		{name: "ids from 1001", text: "sample_id,a,b\n" + counted(20, 1001, ",#.25,#.5"), rows: 20, columns: "a|b", first: xy, leftOut: "sample_id (row numbers)"},
		{name: "index of a part of a table", text: ",a,b\n" + counted(20, 0, "7,#.25,#.5"), rows: 20, columns: "a|b", first: xy, leftOut: "c1 (row numbers)"},
		{name: "row numbers asked for", text: ",a,b\n" + counted(20, 0, ",#.25,#.5"), cols: []string{"1", "b"}, rows: 20, columns: "c1|b", first: []float64{0, 1.5}},
		{name: "nothing but row numbers", text: "id\n" + lines(20, "#"), rows: 20, columns: "id", first: []float64{1}},
		{name: "a count that is data", text: "day,b\n" + lines(20, "#,#.5"), rows: 20, columns: "day|b", first: []float64{1, 1.5}},
		// Headers.
		{name: "years as all names", text: "2019,2020\n" + rows, rows: 20, columns: "2019|2020", first: xy},
		{name: "years beside an index", text: ",2019,2020\n" + counted(20, 0, ",#.25,#.5"), rows: 20, columns: "2019|2020", first: xy, leftOut: "c1 (row numbers)"},
		{name: "years beside a text", text: "country,2019,2020\n" + lines(20, "fr,#.25,#.5"), rows: 20, columns: "2019|2020", first: xy, leftOut: "country (text)"},
		{name: "months as names", text: "2020-01,2020-02\n" + rows, rows: 20, columns: "2020-01|2020-02", first: xy},
		{name: "wavelengths as names", text: "400,410,420\n" + lines(20, "#.25,#.5,#.75"), rows: 20, columns: "400|410|420", first: []float64{1.25, 1.5, 1.75}},
		{name: "the numbers of pandas as names", text: "0,1\n" + rows, rows: 20, columns: "0|1", first: xy},
		{name: "numbers in quotation marks as names", text: `"5","6"` + "\n" + rows, rows: 20, columns: "5|6", first: xy},
		{name: "a first row like the others", text: "2.25,2.5\n" + rows, rows: 21, columns: "c1|c2", first: []float64{2.25, 2.5}},
		{name: "the line of Excel", text: "sep=;\r\nheight;weight\r\n" + strings.ReplaceAll(lines(20, "#,25;#,5"), "\n", "\r\n"), rows: 20, columns: "height|weight", first: xy},
		{name: "the line of Excel in quotation marks", text: "\ufeff\"sep=,\"\nheight,weight\n" + rows, rows: 20, columns: "height|weight", first: xy},
		{name: "the line of Excel with tabs", text: "SEP=\t\na\tb\n" + strings.ReplaceAll(rows, ",", "\t"), rows: 20, columns: "a|b", first: xy},
		{name: "a title above the table", text: "Measured in spring\nx,y\n" + rows, rows: 20, columns: "x|y", first: xy},
		{name: "what an instrument says", text: "Instrument,ABC\nSerial,123\nDate,2020-01-01 10:00\n\nx,y\n" + rows, rows: 20, columns: "x|y", first: xy},
		{name: "what an instrument says, at length", text: "Instrument: ABC\n" + lines(60, "Setting #: on, with a comma") + "x;y\n" + strings.Repeat(semi, 4), rows: 80, columns: "x|y", first: xy},
		{name: "units under the names", text: "Time,Voltage\ns,mV\n" + rows, rows: 20, columns: "Time|Voltage", first: xy},
		{name: "units in brackets under the names", text: "t,u\n[s],[ab]\n" + rows, rows: 20, columns: "t|u", first: xy},
		{name: "a title and no names", text: "Run 7\n" + rows, rows: 20, columns: "c1|c2", first: xy},
		{name: "names in a remark", text: "# x y\n" + strings.ReplaceAll(rows, ",", " "), rows: 20, columns: "x|y", first: xy},
		{name: "write.table of R", text: `"len" "wt"` + "\n" + counted(20, 1, " #.25 #.5", `"`), rows: 20, columns: "len|wt", first: xy, leftOut: "the first column (row numbers)"},
		{name: "write.table of R with tabs", text: "len\twt\n" + counted(20, 1, "\t#.25\t#.5"), rows: 20, columns: "len|wt", first: xy, leftOut: "the first column (row numbers)"},
		{name: "write.table of R with names of rows", text: `"len" "wt"` + "\n" + lines(20, `"Mazda RX#" #.25 #.5`), rows: 20, columns: "len|wt", first: xy, leftOut: "the first column (names of rows)"},
		{name: "more names than values", text: "x,y,remark\n" + rows, rows: 20, columns: "x|y", first: xy, leftOut: "remark (empty)"},
		// Numbers.
		{name: "thousands in some", text: "income,age\n" + lines(20, `"#",#.5`) + lines(5, `"#,304",#.5`), rows: 25, columns: "income|age", first: []float64{1, 1.5}},
		{name: "thousands with points", text: "income;age\n" + lines(20, "#.304;#,5"), rows: 20, columns: "income|age", first: []float64{1304, 1.5}},
		{name: "thousands with points, by the numbers without", text: "income;age\n" + lines(20, "#;#") + lines(5, "#.304;9#"), rows: 25, columns: "income|age", first: []float64{1, 1}},
		{name: "decimals with three digits", text: "a;b\n" + lines(20, "#.304;#"), rows: 20, columns: "a|b", first: []float64{1.304, 1}},
		{name: "decimal commas with three digits", text: "a;b\n" + lines(20, "#,304;#"), rows: 20, columns: "a|b", first: []float64{1.304, 1}},
		{name: "quoted decimal commas", text: "a,b\n" + lines(20, `"#,25","#,5"`), rows: 20, columns: "a|b", first: xy},
		{name: "pairs that look like decimal commas", text: "place,a\n" + lines(20, `"#,25",#.5`), rows: 20, columns: "a", first: []float64{1.5}, leftOut: "place (text)"},
		{name: "thousands with spaces", text: "a;b\n" + lines(20, "#\u00a0234,5;# 000"), rows: 20, columns: "a|b", first: []float64{1234.5, 1000}},
		{name: "thousands with apostrophes", text: "a,b\n" + lines(20, "#'234.5,#’000"), rows: 20, columns: "a|b", first: []float64{1234.5, 1000}},
		{name: "percent", text: "sqm,share\n" + lines(20, "#.25,#.5%"), rows: 20, columns: "sqm|share", first: xy},
		{name: "currency", text: "a,b,c\n" + lines(20, `$#.25,"-$#,000.50",€ #`), rows: 20, columns: "a|b|c", first: []float64{1.25, -1000.5, 1}},
		{name: "the minus of typographers", text: "a,b\n" + lines(20, "\u2212#.25,#.5"), rows: 20, columns: "a|b", first: []float64{-1.25, 1.5}},
		// Quotation marks, width, gaps.
		{name: "inch marks", text: "part,a,b\n" + lines(20, `pipe 5" no #,#.25,#.5`), rows: 20, columns: "a|b", first: xy, leftOut: "part (text)"},
		{name: "inch marks apart by spaces", text: "part a b\n" + lines(20, `5" #.25 #.5`), rows: 20, columns: "a|b", first: xy, leftOut: "part (text)"},
		{name: "a quotation inside a quoted value", text: "part,a,b\n" + lines(20, `"a "good" one, cheap",#.25,#.5`), rows: 20, columns: "a|b", first: xy, leftOut: "part (text)"},
		{name: "a name too few", text: "a,b\n" + lines(20, "t,#.25,#.5"), refused: "20 of 20 rows do not have 2 values"},
		{name: "a quotation mark that is never closed, in a text", text: "part,a,b\n" + lines(10, `p,#.25,#.5`) + "\"oops,9,9\n" + lines(10, `p,#.25,#.5`), rows: 21, columns: "a|b", first: xy, leftOut: "part (text)"},
		{name: "one mark inside a value", text: "name,x\n" + lines(10, "n,#") + "5'11\",3\n" + lines(10, "n,#"), rows: 21, columns: "x", first: []float64{1}, leftOut: "name (text)"},
		{name: "a long text", text: "review,a,b\n" + lines(20, strings.Repeat("so ", 3000)+",#.25,#.5"), rows: 20, columns: "a|b", first: xy, leftOut: "review (text)"},
		{name: "1,500 columns, two wanted", text: lines(12, strings.Repeat("#.25,", 1500)+"#.5"), cols: []string{"7", "1501"}, rows: 12, columns: "c7|c1501", first: xy},
		{name: "gaps in a constant column", text: "x,k,y\n" + lines(20, "#.25,3,#.5") + lines(5, "#.25,,#.5"), rows: 25, columns: "x|y", first: xy, leftOut: "k (constant, 3)"},
		{name: "gaps in a text", text: "x,t,y\n" + lines(20, "#.25,red,#.5") + lines(5, "#.25,,#.5"), rows: 25, columns: "x|y", first: xy, leftOut: "t (text)"},
		{name: "short rows that lack what is not used", text: "x,y,t,u\n" + lines(20, "#.25,#.5,a,b") + lines(5, "#.25,#.5"), rows: 25, columns: "x|y", first: xy, leftOut: "t (text)|u (text)"},
		{name: "gaps in one of three", text: "a,b,d\n" + lines(20, "#.25,#.5,#") + lines(3, "#.25,#.5,NA"), refused: "3 of 23 rows lack a plain number in a column used: 3 in d (lines 22, 23 and 24); correct them, fill them with --missing draw, or leave them out with --missing drop, or the column with --cols a,b"},
	}
}

// counted writes n rows that begin with a number counted from first; q is put about
// the number.
func counted(n, first int, pattern string, q ...string) string {
	quote, out := strings.Join(q, ""), ""
	for i, row := range strings.SplitAfter(lines(n, pattern), "\n")[:n] {
		out += fmt.Sprintf("%s%d%s%s", quote, first+i, quote, row)
	}
	return out
}

// normals writes n rows of two normals as CSV, with what f makes of a row.
func normals(n int, f func(i int, a, b float64) string) string {
	rng := rand.New(rand.NewPCG(1, 2))
	var out strings.Builder
	for i := range n {
		out.WriteString(f(i, 50+8*rng.NormFloat64(), 40+8*rng.NormFloat64()) + "\n")
	}
	return out.String()
}

func TestCodesForMissingValuesAreRecognised(t *testing.T) {
	for _, c := range []struct {
		name, code string
		every      int // one row of so many has the code
		taken      bool
	}{
		{"far below", "-9999", 30, true}, {"below", "-999", 30, true}, {"above", "999", 30, true}, {"far above", "9999", 30, true}, {"with a fraction", "-999.9", 30, true},
		{"below what is positive", "-99", 30, true}, {"once", "-9999", 250, true}, {"of a survey", "888", 30, true},
		{"a nine among the values", "49.99", 30, false}, {"no code", "1000000", 30, false}, {"what could be a value", "99", 250, false},
	} {
		text := "temp,oxygen\n" + normals(300, func(i int, a, b float64) string {
			if i%c.every == 5 {
				return fmt.Sprintf("%.2f,%s", a, c.code)
			}
			return fmt.Sprintf("%.2f,%.2f", a, b)
		})
		src, report, err := ReadCSV(strings.NewReader(text), "sonde.csv", nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if taken := len(report.Dropped) > 0; taken != c.taken {
			t.Errorf("%s: %s in %d rows is taken for missing: %v; %q", c.name, c.code, 300/c.every, taken, src.Notes)
		}
		if c.taken && src.Spec != "sonde.csv(na=oxygen:"+c.code+")" {
			t.Errorf("%s: the recipe line carries %s", c.name, src.Spec)
		}
		_, points, err := readRows("temp,oxygen\n50,"+c.code+"\n50,40\n", src.Columns, nil, ReadingOf(src.Spec))
		if err != nil || (points[0] == nil) != c.taken || points[1] == nil {
			t.Errorf("%s: scoring reads %v, %v", c.name, points, err)
		}
	}
}

func TestSeveralCodesAreRecognisedTogether(t *testing.T) {
	text := "a,b\n" + normals(400, func(i int, a, b float64) string {
		switch {
		case i%100 == 7:
			return fmt.Sprintf("%.0f,-8888", a)
		case i%100 == 8:
			return fmt.Sprintf("%.0f,-9999", a)
		case i%80 == 9:
			return fmt.Sprintf("999,%.1f", b)
		}
		return fmt.Sprintf("%.0f,%.1f", a, b)
	})
	src, _, err := ReadCSV(strings.NewReader(text), "t.csv", nil)
	if err != nil || src.Points.Rows != 400-4-4-5 || src.Spec != "t.csv(na=a:999+b:-9999+b:-8888)" {
		t.Errorf("%d rows of %s, %v", src.Points.Rows, src.Spec, err)
	}
}

func TestWhatAPersonSaysOfATableStandsOverTheReader(t *testing.T) {
	rows := lines(20, "#.25;#.5")
	for _, c := range []struct {
		name, how, text, columns string
		first                    []float64
		rows                     int
	}{
		{"no header", "header=no", "2019;2020\n" + rows, "c1|c2", []float64{2019, 2020}, 21},
		{"a header", "header=yes", "3;4\n" + rows, "3|4", []float64{1.25, 1.5}, 20},
		{"lines above", "skip=2", "1;2\n3;4\na;b\n" + rows, "a|b", []float64{1.25, 1.5}, 20},
		{"lines above and no header", "header=no, skip=1", "a;b\n" + rows, "c1|c2", []float64{1.25, 1.5}, 20},
		{"a decimal comma", "decimal=comma", "a;b\n" + lines(20, "#.250;#.500"), "a|b", []float64{1250, 1500}, 20},
		{"thousands by points", "thousands=point", "a;b\n" + lines(20, "#.250;#.500"), "a|b", []float64{1250, 1500}, 20},
		{"thousands by commas", "thousands=comma", "a;b\n" + lines(20, "#,250;#,500"), "a|b", []float64{1250, 1500}, 20},
		{"a decimal point in a mixture", "decimal=point", "a;b\n" + lines(20, "#.25;#.5") + "3,5;4\n", "a|b", []float64{1.25, 1.5}, 20},
		{"a code", "na=7", "a;b\n" + lines(21, "#.25;#"), "a|b", []float64{1.25, 1}, 20},
		{"a code of one column", "na=b:7", "a;b\n" + lines(21, "#;#"), "a|b", []float64{1, 1}, 20},
		{"no codes", "na=none", "a;b\n" + lines(20, "#;#") + "3;-9999\n3;-9999\n", "a|b", []float64{1, 1}, 22},
		{"rows with gaps dropped", "missing=drop", "a;b\n" + lines(20, "#;#") + lines(20, "#;NA"), "a|b", []float64{1, 1}, 20},
	} {
		_, how, err := splitReading("t.csv(" + c.how + ")")
		if err != nil {
			t.Fatal(err)
		}
		src, report, err := readTable(strings.NewReader(c.text), "t.csv", how, nil, nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := strings.Join(src.Columns, "|"); got != c.columns || !slices.Equal(src.Points.Row(nil, 0), c.first) || src.Points.Rows != c.rows {
			t.Errorf("%s: %d rows of %s, the first %v; %v", c.name, src.Points.Rows, got, src.Points.Row(nil, 0), report)
		}
		if want := "t.csv(" + c.how + ")"; src.Spec != want {
			t.Errorf("%s: the recipe line carries %s, want %s", c.name, src.Spec, want)
		}
		_, points, err := readRows(c.text, src.Columns, nil, ReadingOf(src.Spec))
		points = slices.DeleteFunc(points, func(p []float64) bool { return p == nil })
		if err != nil || len(points) != c.rows || !sameRows(points, src.Points) {
			t.Errorf("%s: scoring reads %d rows otherwise, %v", c.name, len(points), err)
		}
	}
}

func TestAReadingIsRefusedInOneSentence(t *testing.T) {
	for text, says := range map[string]string{
		"t.csv(header=maybe)":                     "header is yes or no",
		"t.csv(skip=-1)":                          "skip is a whole number of lines",
		"t.csv(decimal=dot)":                      "decimal is point or comma",
		"t.csv(na=x)":                             "na lists numbers such as -999",
		"t.csv(missing=keep)":                     "missing is drop",
		"t.csv(decimal=comma, thousands=comma)":   "are not the same",
		"t.csv(thousands=comma, thousands=never)": "thousands is comma, point",
	} {
		if _, err := parse(text, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for data, want := range map[string]string{
		"t.csv": "t.csv(skip=3)", "t.csv(given=a)": "t.csv(skip=3, given=a)", "t.csv(skip=1, header=no)": "t.csv(header=no, skip=3)", "a(1).csv": "a(1).csv(skip=3)",
	} {
		if got, err := (Reading{Skip: "3"}).Over(data); err != nil || got != want {
			t.Errorf("%s becomes %s, %v", data, got, err)
		}
	}
}
