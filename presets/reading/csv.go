package reading

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"bijou/model"
)

// OpenCSV reads points from a regular file, or from standard input if path is
// "-". See [ReadCSV].
func OpenCSV(path string, cols []string, given ...string) (model.Source, Report, error) {
	return OpenTable(path, Reading{}, cols, given)
}

// OpenTable is OpenCSV with what a person says of the table.
func OpenTable(path string, r Reading, cols, given []string) (model.Source, Report, error) {
	if path == "-" {
		src, report, err := readTable(os.Stdin, "standard input", r, cols, given)
		if err == nil {
			src.Spec = WithGiven(withReading(path, report.reading), given)
		}
		return src, report, err
	}
	f, err := OpenRegular(path, maxFileBytes)
	if err != nil {
		return model.Source{}, Report{}, InFile(err, path)
	}
	defer f.Close()
	return readTable(f, path, r, cols, given)
}

// OpenRegular opens a file unless it is a directory, a pipe or a device, which
// might never end, or is larger than anything that can be accepted.
func OpenRegular(path string, most int64) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, Bad("give a file", "is a directory")
	}
	if !info.Mode().IsRegular() {
		return nil, Bad("give a file, or - to read standard input", "is not a regular file")
	}
	if info.Size() > most {
		return nil, tooLarge(most)
	}
	return os.Open(path)
}

// ReadCSV reads points from a table of numbers: CSV, TSV, or values apart by
// semicolons or spaces, with or without a header, with decimal points or,
// where commas do not separate values, decimal commas; as UTF-8 or UTF-16. JSON lines,
// JSON lists, .npy, .npz and Parquet are tables too, and gzip is undone. What stands
// above the table is passed over, row numbers are left out, thousands, percent and
// currency signs and codes for missing values are recognised. cols
// chooses columns by name or by number from 1, in that order; without it all
// columns of numbers are used. given chooses columns that are conditions, by name
// or number too: they may be texts. name is what messages call the file.
//
// Every error about the file is a [*BadFileError]. At least ten rows are
// needed, as a fifth of them is kept for testing.
func ReadCSV(r io.Reader, name string, cols []string, given ...string) (model.Source, Report, error) {
	return readTable(r, name, Reading{}, cols, given)
}

func readTable(r io.Reader, name string, how Reading, cols, given []string) (model.Source, Report, error) {
	var src model.Source
	var report Report
	err := untilShorter(func() (err error) {
		src, report, err = readPoints(r, how, cols, given)
		return err
	})
	if err != nil {
		return model.Source{}, Report{}, InFile(err, name)
	}
	src.Spec, src.Chosen = WithGiven(withReading(Printable(name), report.reading), given), cols
	src, err = splitTable(src, &report)
	if err != nil {
		return model.Source{}, Report{}, err
	}
	src.Notes = report.Sentences()[1:]
	return src, report, nil
}

// InFile puts the name of the file into an error, and makes a BadFileError of
// one that the system gave.
func InFile(err error, name string) error {
	if asked, ok := errors.AsType[*GivenError](err); ok {
		if _, is := errors.AsType[*BadFileError](asked.Err); is {
			return &GivenError{InFile(asked.Err, name)}
		}
		return err
	}
	file, ok := errors.AsType[*BadFileError](err)
	if !ok {
		file = &BadFileError{What: "cannot be read: " + SystemText(err), Do: "check the name and the file", Err: err}
	}
	file.File = Clean(name)
	return file
}

// SystemText is the plain part of a system error, without the path.
func SystemText(err error) string { return Clean(WithoutPath(err).Error()) }

// WithoutPath is the cause of a system error, which does not name the file.
func WithoutPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

func readPoints(r io.Reader, how Reading, cols, given []string) (src model.Source, report Report, err error) {
	text, err := readText(r)
	if err != nil {
		return src, report, err
	}
	t, err := parseTable(text, how, cols, given)
	if err != nil {
		return src, report, err
	}
	report.reading = how
	used, err := t.selectData(cols, &report)
	if err != nil {
		return src, report, err
	}
	src.Columns = t.namesOf(used, &report)
	src.Dates = t.datesOf(used, src.Columns, &report)
	if src.Given, err = t.conditions(used); err != nil {
		return src, report, err
	}
	report.tellWords(src.Classes())
	width := len(used)
	for _, g := range src.Given {
		width += g.Width()
	}
	if width > maxColumns {
		return src, report, Bad("choose columns with --cols, or give fewer", "has %d columns with the texts that are given, and a flow here takes up to %d", width, maxColumns)
	}
	src.Points = t.points(used)
	if len(src.Given) > 0 {
		src.Points = t.appendGiven(src.Points, src.Given)
	}
	report.groups = t.groups()
	src.Weights = t.weights()
	if src, err = t.setApart(src, &report); err != nil {
		return src, report, err
	}
	if src.Weights != nil {
		report.note("%s", tellWeights(t.reading.Weight, src.Points.Rows, src.EffectiveRows()))
	}
	return src, report, nil
}
