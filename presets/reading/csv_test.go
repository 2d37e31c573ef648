package reading

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"

	"bijou/model"
)

func (c fileCase) read() (model.Source, Report, error) {
	return ReadCSV(strings.NewReader(c.text), "points.csv", c.cols)
}

func TestEveryFileOfTheCorpusGetsItsVerdict(t *testing.T) {
	for _, c := range corpus() {
		t.Run(c.name, func(t *testing.T) {
			src, report, err := c.read()
			if c.refused != "" {
				c.check(t, err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if src.Points.Rows != c.rows || report.Rows != c.rows+len(c.dropped) {
				t.Errorf("%d of %d rows remain, want %d", src.Points.Rows, report.Rows, c.rows)
			}
			if got := strings.Join(src.Columns, "|"); c.columns != "" && got != c.columns {
				t.Errorf("columns are %s, want %s", got, c.columns)
			}
			if got := src.Points.Row(nil, 0); c.first != nil && !slices.Equal(got, c.first) {
				t.Errorf("first row is %v, want %v", got, c.first)
			}
			if !slices.Equal(report.Dropped, c.dropped) {
				t.Errorf("dropped lines %v, want %v", report.Dropped, c.dropped)
			}
			var leftOut []string
			for _, l := range report.LeftOut {
				leftOut = append(leftOut, l.Column+" ("+l.Why+")")
			}
			if got := strings.Join(leftOut, "|"); got != c.leftOut {
				t.Errorf("left out %s, want %s", got, c.leftOut)
			}
		})
	}
}

// check holds an error against the refusal that is due.
func (c fileCase) check(t *testing.T, err error) {
	t.Helper()
	bad, ok := errors.AsType[*BadFileError](err)
	if !ok {
		t.Fatalf("got %v, want a refusal that says %q", err, c.refused)
	}
	if text := bad.Error(); !strings.Contains(text, c.refused) || strings.Contains(text, "\n") {
		t.Errorf("the refusal is %q, want %q", text, c.refused)
	}
	if c.lines != nil && !slices.Equal(bad.Lines, c.lines) {
		t.Errorf("the refusal names lines %v, want %v", bad.Lines, c.lines)
	}
}

func TestReportIsShortSentences(t *testing.T) {
	text := "x,a,b,c,d,e,y,x\n" + lines(99, "#,t,t,t,t,5,#.5,#") + lines(4, "?,t,t,t,t,5,1,1")
	_, report, err := ReadCSV(strings.NewReader(text), "points.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Read 99 rows.",
		"Dropped 4 rows with a value missing or not a plain number: lines 101, 102 and 103, ….",
		"Left out a, b, c and d (text) and e (constant, 5).",
		"Column 8 is called x_2 here, as its name is taken.",
	}
	if got := report.Sentences(); !slices.Equal(got, want) {
		t.Errorf("the report is\n%s", strings.Join(got, "\n"))
	}
	src, _, err := ReadCSV(strings.NewReader("x;y\n"+lines(10, "#;#,5")), "points.csv", nil)
	if err != nil || !slices.Equal(src.Notes, []string{"Commas are decimal marks here."}) {
		t.Errorf("notes are %q, %v", src.Notes, err)
	}
}

func TestOnlyPlainDecimalsAreNumbers(t *testing.T) {
	for cell, want := range map[string]float64{ // a single mark is decimal until the table says otherwise
		"0": 0, "-0.5": -0.5, "+7": 7, "1e3": 1000, "2.5E-3": 0.0025, ".5": 0.5, "5.": 5, "3,25": 3.25, "00012": 12, "1e100": 1e100, "1e-400": 0,
		"1,234,567": 1234567, "1.234.567": 1234567, "1,234.5": 1234.5, "1.234,5": 1234.5, "12,34,567.5": 1234567.5, "1 234": 1234, "1'234.5": 1234.5,
		"1\u00a0234,5": 1234.5, "1\u202f234\u202f567": 1234567, "1’234": 1234, "$5": 5, "-$1,234.50": -1234.5, "$-5": -5, "1.234,5 €": 1234.5, "£ 12": 12,
		"EUR 7": 7, "5%": 5, "12.5 %": 12.5, "\u22125.25": -5.25, "1e\u22123": 0.001, "(1,234.5)": -1234.5, "(12)": -12, "123456789012345678": 123456789012345678,
		"0.1": 0.1, "-123456.789012": -123456.789012, "1,234,567e2": 123456700,
	} {
		if got, _, ok := parseDecimal(cell, marks{}); !ok || got != want {
			t.Errorf("%q reads as %v, %v, want %v", cell, got, ok, want)
		}
	}
	for _, cell := range []string{
		"", " ", "+", "-", ".", ",", "e5", ".e5", "1e", "1e+", "1e5.0", "1.2.3", "1,2,3", "1.2,3", "NaN", "nan", "Inf", "-Inf", "infinity",
		"0x10", "0X1P-2", "0b1", "1_0", "1 0", "--1", "+-1", "1-", "1e400", "1e101", "½", "１", "1\x00", "1f", "5%%", "$5$", "€", "12 34", "1,23,4", "1.234,5.6", "1,2345,678", "0,123,456,", "(5", "(-5)", "5 kg", "12:30", "2020-01-01", "1,234.567.890",
	} {
		if got, _, ok := parseDecimal(cell, marks{}); ok {
			t.Errorf("%q reads as %v", cell, got)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, c := range corpus() {
		if len(c.text) < 10_000 {
			f.Add(c.text, strings.Join(c.cols, ","))
		}
	}
	for _, p := range payloads() {
		f.Add(p+",y\n"+lines(10, "#,#.5"), p)
	}
	f.Fuzz(func(t *testing.T, text, cols string) {
		var chosen []string
		if cols != "" {
			chosen = strings.Split(cols, ",")
		}
		src, report, err := ReadCSV(strings.NewReader(text), text, chosen)
		if err != nil {
			bad, ok := errors.AsType[*BadFileError](err)
			if !ok || bad.What == "" || bad.Do == "" || len(bad.Lines) > 3 {
				t.Fatalf("not a proper refusal: %#v", err)
			}
			checkShown(t, err.Error())
			return
		}
		checkSource(t, src)
		for _, s := range report.Sentences() {
			checkShown(t, s)
		}
		if report.Rows != src.Points.Rows+len(report.Dropped) || len(report.Dropped)*20 > report.Rows {
			t.Fatalf("%d rows, %d kept, %d dropped", report.Rows, src.Points.Rows, len(report.Dropped))
		}
	})
}

// checkSource holds what every accepted file must fulfil.
func checkSource(t *testing.T, src model.Source) {
	t.Helper()
	m := src.Points
	if m.Rows < MinRows || m.Cols < 1 || m.Cols > maxColumns || len(src.Columns) != m.Cols {
		t.Fatalf("%d×%d points, columns %q", m.Rows, m.Cols, src.Columns)
	}
	for j, name := range src.Columns {
		if name == "" || slices.Index(src.Columns, name) != j {
			t.Fatalf("column names are %q", src.Columns)
		}
		checkShown(t, name)
		if col := m.Col(j); slices.Min(col) == slices.Max(col) {
			t.Fatalf("column %q is constant", name)
		}
		for _, v := range m.Col(j) {
			if math.IsNaN(v) || math.Abs(v) > largestValue {
				t.Fatalf("column %q holds %v", name, v)
			}
		}
	}
}

// checkShown fails for a text that must not reach a terminal.
func checkShown(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if !unicode.IsGraphic(r) || r != ' ' && unicode.IsSpace(r) {
			t.Fatalf("%q holds %U", text, r)
		}
	}
}
