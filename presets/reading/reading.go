package reading

import (
	"fmt"
	"strconv"
	"strings"

	"bijou/flows"
)

// A Reading is what a person says of how a table is written, over what the reader
// recognises. The zero Reading leaves all to it. A recipe line carries it behind the
// name of the file: table.csv(header=no, skip=3, decimal=comma).
type Reading struct {
	Header      string // yes or no: whether the first line has names
	Skip        string // how many lines stand above the table
	Decimal     string // the decimal mark: point or comma
	Thousands   string // what groups thousands: comma, point, space, apostrophe or none
	Codes       string // numbers that stand for missing values: -999+age:99, or none
	Missing     string // drop: rows with a value missing are left out, however many; draw: they are filled
	Outliers    string // keep: rows with a value far from all others are learnt too
	Split       string // time: the last rows are the test part
	SplitBy     string // the column whose equal values stay in one part
	Test        string // the file whose rows are the test part
	Weight      string // the column of weights of the rows
	Label       string // the column, and behind a colon the value, of rows that are not learnt and are to be found
	Categorical string // columns of a few texts that are learnt, a plus between two
}

// keepWord says of rows with wild values that they are learnt.
const keepWord = "keep"

// noneWord says that no number stands for a missing value.
const noneWord = "none"

// drawWord says of missing values that they are drawn.
const drawWord = "draw"

// A ReadingField is one thing that can be said of a table: the name of its field in
// a recipe line, which with -- before it is its flag.
type ReadingField struct {
	Name, Help string
	at         func(*Reading) *string
	Words      []string          // what it may be; nil for something else
	alias      map[string]string // other spellings of the words
	Splits     bool              // says what is learnt of the rows, not how they are read
}

// ReadingFields lists what can be said of how a table is written.
func ReadingFields() []ReadingField { return readingFields }

var readingFields = []ReadingField{
	{"header", "whether the first line of the file has names: yes or no", func(r *Reading) *string { return &r.Header }, []string{"yes", "no"}, nil, false},
	{"skip", "lines of the file above its table", func(r *Reading) *string { return &r.Skip }, nil, nil, false},
	{"decimal", "decimal mark of the file: point or comma", func(r *Reading) *string { return &r.Decimal }, []string{"point", "comma"},
		map[string]string{".": "point", ",": "comma"}, false},
	{"thousands", "what groups thousands in the file: comma, point, space, apostrophe or none", func(r *Reading) *string { return &r.Thousands },
		[]string{"comma", "point", "space", "apostrophe", "none"}, map[string]string{".": "point", ",": "comma", " ": "space", "'": "apostrophe", "": "none"}, false},
	{"na", "numbers that stand for missing values, such as -999 or age:99; none for none", func(r *Reading) *string { return &r.Codes }, nil, nil, false},
	{"missing", "rows with a value missing: drop leaves them out, however many, draw fills them from rows that are near", func(r *Reading) *string { return &r.Missing }, []string{"drop", drawWord}, nil, false},
	{"outliers", "rows with a value a thousand times the spread of its column away from all others are left out; keep learns from them too", func(r *Reading) *string { return &r.Outliers }, []string{keepWord}, nil, false},
	{"split", "time: test on the last rows of the file and choose by those before them, not by chance", func(r *Reading) *string { return &r.Split }, []string{"time"}, nil, true},
	{"split-by", "column whose equal values, as of a person or a day, stay in one part; it is not learnt", func(r *Reading) *string { return &r.SplitBy }, nil, nil, true},
	{"test", "file with rows of the same columns that the flow is tested on", func(r *Reading) *string { return &r.Test }, nil, nil, true},
	{"weight", "column that says how much every row counts; it is not learnt", func(r *Reading) *string { return &r.Weight }, nil, nil, false},
	{"label", "rows to be found by a low log p, as kind=bad: they are not learnt; the rarest text of the column if none is named", func(r *Reading) *string { return &r.Label }, nil, nil, true},
	{"categorical", "columns of a few texts to learn too: by their frequencies, and the numbers under them", func(r *Reading) *string { return &r.Categorical }, nil, nil, true},
}

// Set says one thing by the name of its field. The error says what it may be.
func (r *Reading) Set(name, text string) error {
	for _, f := range readingFields {
		if f.Name == name {
			return f.set(r, strings.Trim(text, "\t"))
		}
	}
	return fmt.Errorf("a table has no field %q", Clean(name))
}

func (f ReadingField) set(r *Reading, text string) error {
	if word, is := f.alias[text]; is {
		text = word
	}
	text = strings.TrimSpace(text)
	for _, w := range f.Words {
		if text == w {
			*f.at(r) = w
			return nil
		}
	}
	switch f.Name {
	case "skip":
		if n, err := strconv.Atoi(text); err == nil && n >= 0 {
			*f.at(r) = strconv.Itoa(n)
			return nil
		}
		return fmt.Errorf("skip is a whole number of lines, not %q", Clean(text))
	case "split-by", "test", "weight":
		if text != "" && !strings.ContainsAny(text, ",()|") {
			*f.at(r) = text
			return nil
		}
		return fmt.Errorf("%s is a name without commas, brackets and bars, as a recipe line carries it, not %q", f.Name, Clean(text))
	case "label":
		if text = strings.Replace(text, "=", ":", 1); text != "" && !strings.ContainsAny(text, ",()|=") {
			*f.at(r) = text
			return nil
		}
		return fmt.Errorf("label is a column and a value such as kind=bad, without commas, brackets and bars, as a recipe line carries it, not %q", Clean(text))
	case "categorical":
		if text = strings.ReplaceAll(text, ",", "+"); text != "" && !strings.ContainsAny(text, "()|") {
			*f.at(r) = text
			return nil
		}
		return fmt.Errorf("categorical are names of columns without brackets and bars, as a recipe line carries them, not %q", Clean(text))
	case "na":
		text = strings.ReplaceAll(text, ",", "+")
		if _, err := parseCodes(text); err != nil {
			return err
		}
		*f.at(r) = text
		return nil
	}
	return fmt.Errorf("%s is %s, not %q", f.Name, joinOr(f.Words), Clean(text))
}

// joinOr writes "a", "a or b", "a, b or c".
func joinOr(items []string) string {
	last := len(items) - 1
	if last < 1 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:last], ", ") + " or " + items[last]
}

// args writes what is said as fields of a recipe line.
func (r Reading) args() []string {
	var list []string
	for _, f := range readingFields {
		if v := *f.at(&r); v != "" {
			list = append(list, f.Name+"="+v)
		}
	}
	return list
}

// over returns r with what o says put over it.
func (r Reading) over(o Reading) Reading {
	for _, f := range readingFields {
		if v := *f.at(&o); v != "" {
			*f.at(&r) = v
		}
	}
	return r
}

// Over puts what a person says of a table over what the text of the data says already:
// table.csv becomes table.csv(skip=3).
func (o Reading) Over(data string) (string, error) {
	call := SplitCall(data)
	file, r, err := call.File()
	if err != nil {
		return "", err
	}
	if r = r.over(o); r.Thousands != "" && r.Thousands == r.Decimal {
		return "", fmt.Errorf("--decimal and --thousands are not both %s", r.Decimal)
	}
	return withField(WithGiven(withReading(file, r), call.Given), supportField, call.Support), nil
}

// withReading writes a reading behind the name of a file, as splitReading reads it.
func withReading(file string, r Reading) string {
	if args := r.args(); len(args) > 0 {
		return file + "(" + strings.Join(args, ", ") + ")"
	}
	return file
}

// splitReading takes off the name of a file what is said of how it is read. Brackets
// that hold anything else belong to the name.
func splitReading(text string) (file string, r Reading, err error) {
	open, ok := strings.CutSuffix(text, ")")
	at := strings.LastIndexByte(open, '(')
	if !ok || at < 0 {
		return text, Reading{}, nil
	}
	for _, arg := range strings.Split(open[at+1:], ",") {
		name, value, is := strings.Cut(strings.TrimSpace(arg), "=")
		if !is || !isReadingField(name) {
			return text, Reading{}, nil
		}
		if err := r.Set(name, value); err != nil {
			return "", r, &flows.ParseError{Text: text, Column: at + 2, Msg: err.Error()}
		}
	}
	if r.Thousands != "" && r.Thousands == r.Decimal {
		return "", r, &flows.ParseError{Text: text, Column: at + 2, Msg: "the decimal mark and that of thousands are not the same"}
	}
	return open[:at], r, nil
}

func isReadingField(name string) bool {
	for _, f := range readingFields {
		if f.Name == name {
			return true
		}
	}
	return false
}

// ReadingOf returns what the text of some data says of how they are read: the zero
// Reading for data of the catalogue.
func ReadingOf(data string) Reading {
	rest, _ := splitField(data, supportField)
	rest, _ = splitGiven(rest)
	_, r, err := splitReading(rest)
	if err != nil {
		return Reading{}
	}
	return r
}

// skip is how many lines stand above the table, and whether a person says so.
func (r Reading) skip() (lines int, said bool) {
	n, err := strconv.Atoi(r.Skip)
	return n, err == nil
}

// marks are those that a person names; said tells whether that settles both.
func (r Reading) marks() (m marks, said bool) {
	other := markGroups // what the mark is for that is not the decimal one
	if r.Thousands != "" {
		other = markNever
	}
	switch {
	case r.Thousands == "comma":
		return marks{markDecimal, markGroups}, true
	case r.Thousands == "point":
		return marks{markGroups, markDecimal}, true
	case r.Decimal == "comma":
		return marks{other, markDecimal}, true
	case r.Decimal == "point":
		return marks{markDecimal, other}, true
	}
	return marks{}, false
}
