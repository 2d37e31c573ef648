package plain

import (
	"errors"
	"fmt"
	"io"
	"os"

	"bijou/model"
	"bijou/model/code"
	"bijou/presets"
)

// largestFile is how many bytes are read to be compressed or decompressed.
const largestFile = 256 << 20

// Compress writes a file in as few bytes as a run says that it takes to out, and what
// came of it to summary. The error is a [*presets.BadFileError] or a [*code.Error] for
// a file that cannot be compressed.
func Compress(s *model.Snapshot, name string, out, summary io.Writer) error {
	m, file, err := open(s, name)
	if err != nil {
		return err
	}
	packed, err := m.Compress(file)
	if err != nil {
		return fmt.Errorf("%s: %w", presets.Clean(name), err)
	}
	if _, err := out.Write(packed); err != nil {
		return err
	}
	_, err = fmt.Fprintf(summary, "%d bytes became %d; the weights that read them, once for all files, take %d\n", len(file), len(packed), m.Bytes())
	return err
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
		return fmt.Errorf("%s: %w", presets.Clean(name), err)
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
		return nil, nil, &presets.BadFileError{File: presets.Clean(name), What: fmt.Sprintf("has more than %d MiB", largestFile>>20), Do: "cut it into pieces"}
	}
	return m, file, nil
}

// unread says that a file cannot be read.
func unread(name string, err error) error {
	what := err.Error()
	if path, ok := errors.AsType[*os.PathError](err); ok {
		what = path.Err.Error()
	}
	return &presets.BadFileError{File: presets.Clean(name), What: "cannot be read: " + what, Do: "give a file, or - for standard input", Err: err}
}
