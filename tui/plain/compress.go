package plain

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"bijou/model"
	"bijou/model/code"
	"bijou/presets/reading"
	"bijou/presets/systems"
)

// largestFile is how many bytes are read to be compressed or decompressed.
const largestFile = 64 << 20

// Compress writes a file in as few bytes as a run says that it takes to out, and what
// came of it to summary: what was no row as the run learnt them, what the weights take, and
// with beside what other programs make of the file. The error is a
// [*reading.BadFileError] or a [*code.Error] for a file that cannot be compressed.
func Compress(s *model.Snapshot, name string, beside bool, out, summary io.Writer) error {
	m, file, err := open(s, name)
	if err != nil {
		return err
	}
	packed, err := m.Compress(file)
	if err != nil {
		return fmt.Errorf("%s: %w", reading.Clean(name), err)
	}
	if _, err := out.Write(packed.Bytes); err != nil {
		return err
	}
	lines := append([]string{fmt.Sprintf("%d bytes became %d; the weights that read them, once for all files, take %d", len(file), len(packed.Bytes), m.Bytes())}, kept(packed)...)
	if beside {
		for _, r := range systems.Programs(file) {
			lines = append(lines, fmt.Sprintf("%s makes %.0f", r.Name, r.Bytes))
		}
	}
	_, err = fmt.Fprintln(summary, strings.Join(lines, "\n"))
	return err
}

// kept says what was kept as text, and what takes more bytes than the run would say.
func kept(p *code.Packed) (lines []string) {
	for _, k := range []struct {
		n    int
		one  string
		many string
	}{
		{p.Fields, "1 column that the run did not learn is kept as text", "%d columns that the run did not learn are kept as text"},
		{p.Lines, "1 line is no row, and is kept as it is", "%d lines are no rows, and are kept as they are"},
		{p.Texts, "1 value is not written as its column is, and is kept as text", "%d values are not written as their columns are, and are kept as text"},
		{p.Beyond, "1 number is beyond what the run learnt, and takes some bytes", "%d numbers are beyond what the run learnt, and take some bytes each"},
	} {
		switch {
		case k.n == 1:
			lines = append(lines, k.one)
		case k.n > 1:
			lines = append(lines, fmt.Sprintf(k.many, k.n))
		}
	}
	return lines
}

// Decompress writes to out what Compress was given. Errors are those of Compress;
// nothing is written then.
func Decompress(s *model.Snapshot, name string, out io.Writer) error {
	m, packed, err := open(s, name)
	if err != nil {
		return err
	}
	file, err := m.Decompress(packed)
	if err != nil {
		return fmt.Errorf("%s: %w", reading.Clean(name), err)
	}
	_, err = out.Write(file)
	return err
}

// open makes the coder of a run and reads a file, or standard input for -.
func open(s *model.Snapshot, name string) (*code.Model, []byte, error) {
	m, err := code.New(s)
	if err != nil {
		return nil, nil, err
	}
	in := os.Stdin
	if name != "-" {
		if in, err = os.Open(name); err != nil {
			return nil, nil, unread(name, err)
		}
		defer in.Close()
	}
	file, err := io.ReadAll(io.LimitReader(in, largestFile+1))
	if err != nil {
		return nil, nil, unread(name, err)
	}
	if len(file) > largestFile {
		return nil, nil, &reading.BadFileError{File: reading.Clean(name), What: fmt.Sprintf("has more than %d MiB", largestFile>>20), Do: "cut it into pieces"}
	}
	return m, file, nil
}

// unread says that a file cannot be read.
func unread(name string, err error) error {
	what := err.Error()
	if path, ok := errors.AsType[*os.PathError](err); ok {
		what = path.Err.Error()
	}
	return &reading.BadFileError{File: reading.Clean(name), What: "cannot be read: " + what, Do: "give a file, or - for standard input", Err: err}
}
