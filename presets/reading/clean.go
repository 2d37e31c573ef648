package reading

import (
	"strings"
	"unicode"
)

// maxTextWidth is how many terminal columns a foreign text may take.
const maxTextWidth = 64

// Clean makes a text that came from outside fit to be shown: it takes out
// everything that could steer a terminal or hide (control, escape, bidi,
// zero-width and private characters), turns white space into single spaces,
// and cuts the rest to 64 columns.
func Clean(text string) string { return cleanTo(text, maxTextWidth) }

// cleanTo is Clean with another width.
func cleanTo(text string, width int) string {
	var out strings.Builder
	used := 0
	for _, r := range Printable(text) {
		// Terminals disagree on wide characters, so all but the narrow
		// alphabets count as wide.
		w := 1
		if r >= 0x1100 && r != '…' {
			w = 2
		}
		if used += w; used > width {
			return cutLast(out.String(), used-w, width)
		}
		out.WriteRune(r)
	}
	return out.String()
}

// cutLast ends a full line, which takes used of width columns, with an ellipsis.
func cutLast(line string, used, width int) string {
	if used == width {
		runes := []rune(line)
		line = string(runes[:len(runes)-1])
	}
	return strings.TrimRight(line, " ") + "…"
}

// Printable takes out what is not a visible character and joins runs of white
// space to one space.
func Printable(text string) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r), unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
	return strings.Join(strings.Fields(visible), " ")
}

// ShellWord makes a text one word of a POSIX shell, whatever it holds.
func ShellWord(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
