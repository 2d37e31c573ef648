package tables

import (
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// gzipEnd is what names of packed files end with.
const gzipEnd = ".gz"

// A File is one that is written: its name stands for what was there before until Commit.
type File struct {
	io.Writer
	file *os.File
	zip  *gzip.Writer
	path string // empty for one that is written in its place, as a device is
}

// Create begins a file; one whose name ends with .gz is packed.
func Create(path string) (*File, error) {
	f := &File{}
	var err error
	if info, is := os.Stat(path); is == nil && !info.Mode().IsRegular() {
		f.file, err = os.OpenFile(path, os.O_WRONLY, 0)
	} else {
		f.path = path
		f.file, err = os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	}
	if err != nil {
		if of, is := errors.AsType[*os.PathError](err); is {
			err = &os.PathError{Op: "write", Path: path, Err: of.Err}
		}
		return nil, err
	}
	f.Writer = f.file
	if strings.HasSuffix(path, gzipEnd) {
		f.zip = gzip.NewWriter(f.file)
		f.Writer = f.zip
	}
	return f, nil
}

// Commit ends the file and gives it its name.
func (f *File) Commit() error {
	var err error
	if f.zip != nil {
		err = f.zip.Close()
	}
	if err = errors.Join(err, f.file.Close()); f.path == "" {
		return err
	}
	if err == nil {
		err = os.Rename(f.file.Name(), f.path)
	}
	if err != nil {
		os.Remove(f.file.Name()) //nolint:errcheck // the error before counts
	}
	return err
}

// Discard leaves what was there before.
func (f *File) Discard() {
	f.file.Close() //nolint:errcheck // nobody needs it
	if f.path != "" {
		os.Remove(f.file.Name()) //nolint:errcheck // nobody needs it
	}
}
