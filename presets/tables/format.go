package tables

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// A Format is one that rows can be written in.
type Format string

// The formats.
const (
	CSV       Format = "csv"
	JSONLines Format = "jsonl"
	NumPy     Format = "npy"
	Parquet   Format = "parquet"
)

// Formats lists all, the usual one first.
func Formats() []Format { return []Format{CSV, JSONLines, NumPy, Parquet} }

// extensions are the ends of names that say a format.
var extensions = map[string]Format{
	".csv": CSV, ".jsonl": JSONLines, ".ndjson": JSONLines, ".json": JSONLines, ".npy": NumPy, ".parquet": Parquet, ".pq": Parquet,
}

// FormatOf finds the format of a file: what a person says, else what its name ends with,
// else CSV. The error says what there is.
func FormatOf(path, said string) (Format, error) {
	for _, f := range Formats() {
		if said == string(f) {
			return f, nil
		}
	}
	if said != "" {
		return "", fmt.Errorf("a format is csv, jsonl, npy or parquet, not %q", said)
	}
	end := strings.ToLower(filepath.Ext(strings.TrimSuffix(path, gzipEnd)))
	if f, is := extensions[end]; is {
		return f, nil
	}
	if end != "" && end != ".txt" {
		return "", fmt.Errorf("no format has names that end with %s: take .csv, .jsonl, .npy or .parquet, or say it with --format", end)
	}
	return CSV, nil
}

// IsText tells whether people can read what is written in the format.
func (f Format) IsText() bool { return f == CSV || f == JSONLines }

// A Column of a table holds numbers or texts.
type Column struct {
	Name string
	Text bool
}

// A Cell is a value of a row. Of a column of numbers that is the number, NaN where it is
// missing, and CSV writes the text if there is one, which says it as it was.
type Cell struct {
	Text   string
	Number float64
}

// A Writer takes rows. Close writes what is still to be written, and does not close what
// lies below.
type Writer interface {
	Write(row []Cell) error
	Flush() error
	Close() error
}

// NewWriter returns a writer of a table in a format. rows is how many will come, −1 where
// that is not known.
func NewWriter(out io.Writer, f Format, columns []Column, rows int) (Writer, error) {
	switch f {
	case JSONLines:
		return newJSON(out, columns)
	case NumPy:
		return newNumPy(out, columns, rows)
	case Parquet:
		return newParquet(out, columns)
	}
	return newCSV(out, columns)
}
