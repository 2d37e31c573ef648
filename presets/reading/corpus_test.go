package reading

import (
	"bytes"
	"compress/gzip"
	"strconv"
	"strings"
)

// A fileCase is a file and the verdict on it: what is read, or what the
// refusal says.
type fileCase struct {
	name    string
	text    string
	cols    []string
	rows    int       // that remain
	columns string    // joined by |
	first   []float64 // the first row
	dropped []int     // lines
	leftOut string    // column (why), joined by |
	refused string    // a part of the sentence
	lines   []int     // that the refusal names
}

// lines repeats a pattern n times with # as the number of the line.
func lines(n int, pattern string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(pattern, "#", strconv.Itoa(i+1)))
		b.WriteByte('\n')
	}
	return b.String()
}

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func inUTF16(text string) string {
	out := "\xff\xfe"
	for _, b := range []byte(text) {
		out += string([]byte{b, 0})
	}
	return out
}

// corpus returns files good and bad, the small sins of all programs that write
// tables; one a line.
func corpus() []fileCase {
	xy := []float64{1, 1.5}
	good := lines(20, "#,#.5")
	return append(people(), []fileCase{
		// Accepted whole.
		{name: "header", text: "x,y\n" + good, rows: 20, columns: "x|y", first: xy},
		{name: "no header", text: good, rows: 20, columns: "c1|c2", first: xy},
		{name: "no line end at the end", text: strings.TrimSpace("x,y\n" + good), rows: 20, columns: "x|y", first: xy},
		{name: "byte order mark", text: "\ufeffx,y\n" + good, rows: 20, columns: "x|y", first: xy},
		{name: "byte order mark without header", text: "\ufeff" + good, rows: 20, columns: "c1|c2", first: xy},
		{name: "byte order mark before a quote", text: "\ufeff\"x\",y\n" + good, rows: 20, columns: "x|y", first: xy},
		{name: "CRLF", text: strings.ReplaceAll("x,y\n"+good, "\n", "\r\n"), rows: 20, columns: "x|y", first: xy},
		{name: "CR only", text: strings.ReplaceAll("x,y\n"+good, "\n", "\r"), rows: 20, columns: "x|y", first: xy},
		{name: "semicolons", text: "x;y\n" + lines(10, "#;#.5"), rows: 10, columns: "x|y", first: xy},
		{name: "decimal commas", text: "x;y\n" + lines(10, "#;#,5"), rows: 10, columns: "x|y", first: xy},
		{name: "decimal commas in all columns", text: lines(10, "#,0;#,5"), rows: 10, columns: "c1|c2", first: xy},
		{name: "tabs", text: "x\ty\n" + lines(10, "#\t#.5"), rows: 10, columns: "x|y", first: xy},
		{name: "tabs and decimal commas", text: "x\ty\n" + lines(10, "#,0\t#,5"), rows: 10, columns: "x|y", first: xy},
		{name: "spaces", text: "x y\n" + lines(10, "# #.5"), rows: 10, columns: "x|y", first: xy},
		{name: "aligned by spaces", text: "   x     y\n" + lines(10, "   #   #.5  "), rows: 10, columns: "x|y", first: xy},
		{name: "spaces and decimal commas", text: "x y\n" + lines(10, "#,0 #,5"), rows: 10, columns: "x|y", first: xy},
		{name: "spaces and quoted names", text: "\"a b\" y\n" + lines(10, "# #.5"), rows: 10, columns: "a b|y", first: xy},
		{name: "comma and space", text: "x, y\n" + lines(10, "#, #.5"), rows: 10, columns: "x|y", first: xy},
		{name: "quoted numbers", text: "x,y\n" + lines(10, `"#","#.5"`), rows: 10, columns: "x|y", first: xy},
		{name: "comma in a quoted name", text: "\"x, in cm\",y\n" + good, rows: 20, columns: "x, in cm|y", first: xy},
		{name: "doubled quotes in a name", text: "\"x \"\"in\"\"\",y\n" + good, rows: 20, columns: `x "in"|y`, first: xy},
		{name: "exponents and signs", text: "x,y\n" + lines(10, "+#e0,-#.5E+02"), rows: 10, columns: "x|y", first: []float64{1, -150}},
		{name: "bare points", text: "x,y\n" + lines(10, "#.,.#"), rows: 10, columns: "x|y", first: []float64{1, 0.1}},
		{name: "one column", text: "x\n" + lines(10, "#"), rows: 10, columns: "x", first: []float64{1}},
		{name: "one column without header", text: lines(10, "#.5"), rows: 10, columns: "c1", first: []float64{1.5}},
		{name: "blank lines", text: "\n\nx,y\n\n" + strings.ReplaceAll(good, "\n", "\n\n"), rows: 20, columns: "x|y", first: xy},
		{name: "rows of commas", text: "x,y\n" + good + ",\n,\n,\n", rows: 20, columns: "x|y", first: xy},
		{name: "comments", text: "# made by \"hand\nx,y\n# more\n" + good, rows: 20, columns: "x|y", first: xy},
		{name: "a comma more in every line", text: "x,y,\n" + lines(10, "#,#.5,"), rows: 10, columns: "x|y", first: xy},
		{name: "a comma more in every row", text: "x,y\n" + lines(10, "#,#.5,"), rows: 10, columns: "x|y", first: xy},
		{name: "years as names", text: "place,year,2020\n" + lines(10, "#,#.5,#"), rows: 10, columns: "place|year|2020", first: []float64{1, 1.5, 1}},
		{name: "gzip", text: zipped("x,y\n" + good), rows: 20, columns: "x|y", first: xy},
		{name: "1024 columns", text: lines(10, strings.Repeat("#,", 1023)+"#"), rows: 10},
		// Columns.
		{name: "text column", text: "x,kind,y\n" + lines(10, "#,red,#.5"), rows: 10, columns: "x|y", first: xy, leftOut: "kind (text)"},
		{name: "text column without header", text: lines(10, "#,#.5,setosa"), rows: 10, columns: "c1|c2", first: xy, leftOut: "c3 (text)"},
		{name: "empty column", text: "x,nothing,y\n" + lines(10, "#,,#.5"), rows: 10, columns: "x|y", first: xy, leftOut: "nothing (empty)"},
		{name: "column of NaN", text: "x,nan,y\n" + lines(10, "#,NaN,#.5"), rows: 10, columns: "x|y", first: xy, leftOut: "nan (text)"},
		{name: "column with few numbers", text: "x,y,z\n" + lines(6, "#,#.5,") + lines(4, "#,#.5,#"), rows: 10, columns: "x|y", first: xy, leftOut: "z (4 of 10 values are numbers)"},
		{name: "thousands with commas", text: "x,big,y\n" + lines(10, `#,"#,000",#.5`), rows: 10, columns: "x|big|y", first: []float64{1, 1000, 1.5}},
		{name: "constant column", text: "x,y,k\n" + lines(10, "#,#.5,3"), rows: 10, columns: "x|y", first: xy, leftOut: "k (constant, 3)"},
		{name: "constant but for rounding", text: "x,y,k\n" + lines(10, "#,#.5,1e9") + "1,2,1000000000.0000001\n", rows: 11, columns: "x|y", first: xy, leftOut: "k (constant, 1e+09)"},
		{name: "duplicate names", text: "x,x,x_2\n" + lines(10, "#,#.5,#"), rows: 10, columns: "x|x_2|x_2_2", first: []float64{1, 1.5, 1}},
		{name: "a name missing", text: ",y\n" + lines(20, "#.25,#.5"), rows: 20, columns: "c1|y", first: []float64{1.25, 1.5}},
		{name: "chosen by name", text: "a,b,c\n" + lines(10, "#,#.5,7#"), cols: []string{"c", "a"}, rows: 10, columns: "c|a", first: []float64{71, 1}},
		{name: "chosen by number", text: lines(10, "#,#.5,7#"), cols: []string{"3", " 1 "}, rows: 10, columns: "c3|c1", first: []float64{71, 1}},
		{name: "chosen by a name that is a number", text: "2,b,a\n" + lines(10, "#,#.5,7#"), cols: []string{"2"}, rows: 10, columns: "2", first: []float64{1}},
		{name: "chosen from 65 columns", text: lines(10, strings.Repeat("#,", 64)+"#.5"), cols: []string{"1", "65"}, rows: 10, columns: "c1|c65", first: xy},
		{name: "bad values in a column not used", text: "x,y,z\n" + lines(10, "#,#.5,#") + lines(5, "9,#,oops"), cols: []string{"x", "y"}, rows: 15, columns: "x|y", first: xy},
		// Rows.
		{name: "NaN in one of twenty", text: "x,y\n" + lines(19, "#,#.5") + "NaN,1\n", rows: 19, columns: "x|y", first: xy, dropped: []int{21}},
		{name: "Inf in one of twenty", text: "x,y\n" + lines(19, "#,#.5") + "1,-Inf\n", rows: 19, columns: "x|y", first: xy, dropped: []int{21}},
		{name: "hexadecimal", text: "x,y\n" + lines(19, "#,#.5") + "1,0x1p-2\n", rows: 19, columns: "x|y", first: xy, dropped: []int{21}},
		{name: "underscore", text: "x,y\n" + lines(19, "#,#.5") + "1,1_0\n", rows: 19, columns: "x|y", first: xy, dropped: []int{21}},
		{name: "text among numbers", text: "x,y\n" + lines(19, "#,#.5") + "1,about 3\n", rows: 19, columns: "x|y", first: xy, dropped: []int{21}},
		{name: "missing value", text: "x\ty\n" + lines(19, "#\t#.5") + "\t3\n", rows: 19, columns: "x|y", first: xy, dropped: []int{21}},
		{name: "beyond the range", text: "x,y\n" + lines(19, "#,#.5") + "1,1e999\n", rows: 19, columns: "x|y", first: xy, dropped: []int{21}},
		{name: "beyond what can be squared", text: "x,y\n" + lines(19, "#,#.5") + "1,1e200\n", rows: 19, columns: "x|y", first: xy, dropped: []int{21}},
		{name: "a row too short", text: "x,y\n" + lines(19, "#,#.5") + "1\n", rows: 19, columns: "x|y", first: xy, dropped: []int{21}},
		{name: "a row too long", text: "x,y\n" + lines(19, "#,#.5") + "1,2,3\n", rows: 19, columns: "x|y", first: xy, dropped: []int{21}},
		{name: "bad first row without header", text: "1,NaN\n" + lines(19, "#,#.5"), rows: 19, columns: "c1|c2", first: xy, dropped: []int{1}},
		{name: "lines count inside quotes", text: "t,x,y\n\"a\nb\nc\",1,1.5\n" + lines(18, "t,#,#.5") + "t,?,1\n", rows: 19, columns: "x|y", first: xy, dropped: []int{23}, leftOut: "t (text)"},
		// Refused.
		{name: "empty", text: "", refused: "is empty"},
		{name: "blank", text: " \n\t\r\n\n", refused: "is empty"},
		{name: "byte order mark alone", text: "\ufeff", refused: "is empty"},
		{name: "comments alone", text: "# nothing\n# here\n", refused: "holds no values"},
		{name: "header only", text: "x,y\n", refused: "has a header but no rows; give at least 10"},
		{name: "one row", text: "x,y\n1,2\n", refused: "has only 1 row; give at least 10"},
		{name: "nine rows", text: lines(9, "#,#.5"), refused: "has only 9 rows; give at least 10"},
		{name: "no numbers", text: "name,kind\n" + lines(10, "n#,red"), refused: "has no column of numbers"},
		{name: "prose", text: lines(12, "It was a dark and stormy night, number #."), refused: "has no column of numbers"},
		{name: "more than one bad in twenty", text: "x,y\n" + lines(20, "#,#.5") + "NaN,1\n1,2\nx,2\n1,two\n", refused: "3 of 24 rows lack a plain number in a column used: 2 in x and 1 in y (lines 22, 24 and 25)", lines: []int{22, 24, 25}},
		{name: "many bad", text: "x,y\n" + lines(10, "#,#.5\n-,1"), refused: "10 of 20 rows lack a plain number", lines: []int{3, 5, 7}},
		{name: "ragged", text: "x,y\n" + lines(10, "#,#.5\n1,2,3"), refused: "10 of 20 rows do not have 2 values (lines 3, 5 and 7)", lines: []int{3, 5, 7}},
		{name: "all constant", text: "x,y\n" + lines(10, "1,2"), refused: "has the same value in every row"},
		{name: "both decimal marks", text: "x;y\n" + lines(10, "#.5;#") + lines(10, "#;#,5"), refused: "has decimal points and decimal commas (lines 2 and 12)", lines: []int{2, 12}},
		{name: "open quote", text: "x,y\n" + lines(5, "#,#.5") + "\"1,2\n" + good, refused: "quotation mark", lines: []int{7}},
		{name: "text after a quote", text: "x,y\n" + lines(10, "#,#.5") + "\"1\"2,3\n", refused: "quotation mark", lines: []int{12}},
		{name: "binary", text: "x,y\n1,2\n\x00\x01\x02", refused: "is not text", lines: []int{3}},
		{name: "picture", text: "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", refused: "is not text"},
		{name: "broken gzip", text: zipped("x,y\n" + good)[:40], refused: "cannot be read: unexpected EOF"},
		{name: "a value of 5 KiB", text: "x,y\n1,2\n" + strings.Repeat("7", 5<<10) + ",1\n" + good, refused: "a value of more than 4 KiB", lines: []int{3}},
		{name: "1025 columns", text: lines(10, strings.Repeat("#,", 1024)+"#"), refused: "has 1025 columns of numbers and a flow here takes up to 1024"},
		{name: "unknown column", text: "x,y\n" + good, cols: []string{"z"}, refused: `has no column "z"; choose from x and y`},
		{name: "column 0", text: "x,y\n" + good, cols: []string{"0"}, refused: `has no column "0"`},
		{name: "column beyond the last", text: "x,y\n" + good, cols: []string{"3"}, refused: `has no column "3"`},
		{name: "empty choice", text: "x,y\n" + good, cols: []string{"x", ""}, refused: `has no column ""`},
		{name: "column chosen twice", text: "x,y\n" + good, cols: []string{"x", "1"}, refused: `column "x" is chosen twice`},
		{name: "text column chosen", text: "x,kind\n" + lines(10, "#,red"), cols: []string{"x", "kind"}, refused: `column "kind" holds no numbers (text)`},
		{name: "duplicate name chosen", text: "x,x\n" + good, cols: []string{"x"}, refused: `more than one column is called "x"; choose by number: 1 or 2`},
		{name: "constant column chosen", text: "x,y\n" + lines(10, "#,1"), cols: []string{"y"}, refused: "has the same value in every row"},
	}...)
}
