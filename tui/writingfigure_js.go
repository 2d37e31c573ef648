package tui

import (
	"errors"
	"os"
)

// A page has no files: it does without figures, their fonts and their formats.

func (w scribe) figureName() string { return "" }

func (w scribe) figureWriter() func(f *os.File, path string) error {
	return func(*os.File, string) error { return errors.New("a page writes no files") }
}
