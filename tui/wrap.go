package tui

import (
	"strings"

	"bijou/tui/plot"
)

// wrap breaks a text between words into lines of at most w columns. A longer
// word is cut.
func wrap(text string, w int) []string {
	if w <= 0 {
		return nil
	}
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		word = cut(word, w)
		switch {
		case line == "":
			line = word
		case plot.Width(line)+1+plot.Width(word) <= w:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
