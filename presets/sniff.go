package presets

import (
	"bytes"
	"strings"
)

// What separates the values is decided by so many lines, and so much of each.
const (
	sniffLines = 50
	sniffBytes = 64 << 10
)

// sniff finds the separator. The one wins that occurs equally often in most of
// the first lines; of two as regular the less ordinary, because a decimal
// comma is as regular as a semicolon beside it. blanks means that values stand
// apart by spaces.
func sniff(data []byte) (comma byte, blanks bool) {
	lines := firstLines(data)
	best := 0
	for _, c := range []byte("\t;,") {
		if share := regularity(lines, func(line string) int { return outsideQuotes(line, c) }); share > best {
			comma, best = c, share
		}
	}
	if comma == ',' && spacedDecimals(lines) || 2*best <= len(lines) {
		words := regularity(lines, func(line string) int { return len(strings.Fields(line)) - 1 })
		if 2*words > len(lines) {
			return '\t', true
		}
	}
	if best == 0 {
		return ',', false // one column
	}
	return comma, false
}

// firstLines returns up to sniffLines lines that are neither blank nor
// comments.
func firstLines(data []byte) []string {
	var lines []string
	for line := range bytes.Lines(data) {
		line = bytes.TrimRight(line[:min(len(line), sniffBytes)], "\r\n")
		if len(bytes.TrimSpace(line)) == 0 || line[0] == '#' {
			continue
		}
		if lines = append(lines, string(line)); len(lines) == sniffLines {
			break
		}
	}
	return lines
}

// regularity returns how many lines share the most frequent count above zero.
func regularity(lines []string, count func(line string) int) int {
	seen, most := map[int]int{}, 0
	for _, line := range lines {
		if n := count(line); n > 0 {
			seen[n]++
			most = max(most, seen[n])
		}
	}
	return most
}

// outsideQuotes counts c in a line, except between quotation marks.
func outsideQuotes(line string, c byte) int {
	n, quoted := 0, false
	for i := range len(line) {
		switch line[i] {
		case '"':
			quoted = !quoted
		case c:
			if !quoted {
				n++
			}
		}
	}
	return n
}

// spacedDecimals tells whether the lines, but for a header, consist of decimal
// commas apart by spaces: "1,5 2,5" has one comma too, but does not mean three
// columns.
func spacedDecimals(lines []string) bool {
	for i, line := range lines {
		words, commas := strings.Fields(line), 0
		for _, w := range words {
			switch mark, at, ok := decimalMark(w); {
			case !ok && i > 0, mark == ',' && (at == 0 || at == len(w)-1):
				return false
			case mark == ',':
				commas++
			}
		}
		if i > 0 && (commas == 0 || len(words) < 2) {
			return false
		}
	}
	return len(lines) > 1
}

// blanksToTabs puts one tab in place of each run of spaces between values, so
// that the reader of tab-separated text can go on.
func blanksToTabs(data []byte) []byte {
	out := make([]byte, 0, len(data))
	quoted, gap := false, false
	for _, b := range data {
		if (b == ' ' || b == '\t') && !quoted {
			gap = true
			continue
		}
		if gap && b != '\n' && b != '\r' && len(out) > 0 && out[len(out)-1] != '\n' {
			out = append(out, '\t')
		}
		gap = false
		quoted = (quoted != (b == '"')) && b != '\n'
		out = append(out, b)
	}
	return out
}
