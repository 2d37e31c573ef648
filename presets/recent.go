package presets

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mostRecent is how many files are remembered.
const mostRecent = 12

// recentFile is where they stand, one a line, the last first.
func (s Shelf) recentFile() string { return filepath.Join(filepath.Dir(s.last), "recent") }

// Recent lists the files that were opened last, the latest first. Those that are gone
// are left out.
func (s Shelf) Recent() []string {
	if s == (Shelf{}) {
		return nil
	}
	text, err := os.ReadFile(s.recentFile())
	if err != nil {
		return nil
	}
	gone := func(path string) bool {
		_, err := os.Stat(path)
		return path == "" || err != nil
	}
	return slices.DeleteFunc(strings.Split(string(text), "\n"), gone)
}

// Remember puts a file at the top of those that were opened last.
func (s Shelf) Remember(path string) error {
	if s == (Shelf{}) {
		return nil
	}
	path, err := filepath.Abs(path)
	if err != nil || strings.ContainsRune(path, '\n') {
		return err
	}
	list := append([]string{path}, slices.DeleteFunc(s.Recent(), func(p string) bool { return p == path })...)
	if err := s.Check(); err != nil {
		return err
	}
	text := strings.Join(list[:min(len(list), mostRecent)], "\n") + "\n"
	return os.WriteFile(s.recentFile(), []byte(text), 0o600)
}

// Drawn is the name, without its end, of files of data that a person drew.
func (s Shelf) Drawn() (base string, err error) {
	if err := s.Check(); err != nil {
		return "", err
	}
	return filepath.Join(s.runs, "drawn"), nil
}
