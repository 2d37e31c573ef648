package presets

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// layoutFile is where the layout of the explorer is kept.
func (s Shelf) layoutFile() string { return filepath.Join(filepath.Dir(s.last), "layout") }

// Layout returns the numbers that KeepLayout kept, nil for none.
func (s Shelf) Layout() (numbers []int) {
	if s == (Shelf{}) {
		return nil
	}
	text, err := os.ReadFile(s.layoutFile())
	if err != nil {
		return nil
	}
	for _, word := range strings.Fields(string(text)) {
		n, err := strconv.Atoi(word)
		if err != nil || n < -1000 || n > 1000 {
			return nil
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// KeepLayout keeps how far the borders of the explorer were moved.
func (s Shelf) KeepLayout(numbers []int) error {
	if s == (Shelf{}) {
		return nil
	}
	if err := s.Check(); err != nil {
		return err
	}
	return os.WriteFile(s.layoutFile(), []byte(strings.Trim(fmt.Sprint(numbers), "[]")+"\n"), 0o600)
}
