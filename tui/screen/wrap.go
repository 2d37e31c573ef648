package screen

import (
	"strings"

	"bijou/tui/plot"
)

// Wrap breaks a text between words into lines of at most w columns. A longer
// word is cut.
func Wrap(text string, w int) []string {
	if w <= 0 {
		return nil
	}
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		word = Cut(word, w)
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

// Cut shortens a text to w columns with an ellipsis.
func Cut(text string, w int) string {
	if plot.Width(text) <= w {
		return text
	}
	return string([]rune(text)[:max(w-1, 0)]) + "…"
}

// CutWords shortens a text to w columns by whole words, if the first fits.
func CutWords(text string, w int) string {
	if plot.Width(text) <= w {
		return text
	}
	short := text
	for plot.Width(short)+1 > w {
		i := strings.LastIndexByte(short, ' ')
		if i < 0 {
			return Cut(text, w)
		}
		short = short[:i]
	}
	return short + "…"
}

// CutLeft shortens a text to its last w columns with an ellipsis before them: of a path
// the end tells most.
func CutLeft(text string, w int) string {
	if plot.Width(text) <= w {
		return text
	}
	runes := []rune(text)
	return "…" + string(runes[len(runes)-max(w-1, 0):])
}
