package reading

import (
	"fmt"
	"strconv"
	"strings"
)

// A BadFileError says why a file of points cannot be used. The command line
// ends with exit code 3 on it.
type BadFileError struct {
	File  string // as the person named it, made fit to be shown
	Lines []int  // the first lines concerned, counted from 1; may be empty
	What  string // one clause: what is wrong
	Do    string // one clause: what to do about it
	Err   error  // the error of the system, if there was one
}

// Error returns one sentence: file, what is wrong, in which lines, what to do.
func (e *BadFileError) Error() string {
	text := e.File + ": " + e.What
	if len(e.Lines) > 0 {
		text += " (" + lineList(e.Lines) + ")"
	}
	return text + "; " + e.Do
}

// Unwrap returns the error of the system.
func (e *BadFileError) Unwrap() error { return e.Err }

// At names the lines of an error that is being made.
func (e *BadFileError) At(lines ...int) *BadFileError {
	e.Lines = lines[:min(len(lines), 3)]
	return e
}

// Bad starts an error: what is wrong, and what to do.
func Bad(do, what string, args ...any) *BadFileError {
	return &BadFileError{What: fmt.Sprintf(what, args...), Do: do}
}

// lineList writes "line 3" or "lines 3, 7 and 9".
func lineList(lines []int) string {
	texts := make([]string, len(lines))
	for i, n := range lines {
		texts[i] = strconv.Itoa(n)
	}
	if len(texts) == 1 {
		return "line " + texts[0]
	}
	return "lines " + JoinAnd(texts)
}

// JoinAnd writes "a", "a and b", "a, b and c".
func JoinAnd(items []string) string {
	last := len(items) - 1
	if last < 1 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:last], ", ") + " and " + items[last]
}

// Count writes "1 row" or "3 rows".
func Count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
