//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package reading

import (
	"errors"
	"io"
	"os"
)

// Where files are not mapped into memory, tables of any size are held in it.

func mapFile(f *os.File, size int64, _ bool) ([]byte, error) {
	text := make([]byte, size)
	_, err := io.ReadFull(io.NewSectionReader(f, 0, size), text)
	return text, err
}

func forget([]byte) {}

func unmap([]byte) {}

func mappedNumbers(int) []float64 { return nil }

func bytesOf([]float64) []byte { return nil }

func nameless() (*os.File, error) { return nil, errors.ErrUnsupported }
