package reading

import (
	"bufio"
	"strings"
)

// What separates the values is decided by so many lines, and so much of each.
const (
	sniffLines  = 50
	sniffWithin = 150
	sniffBytes  = 64 << 10
)

// sniff finds the separator. The one wins that occurs equally often in most of
// the first lines; of two as regular the less ordinary, because a decimal
// comma is as regular as a semicolon beside it. blanks means that values stand
// apart by spaces.
func sniff(text string) (comma byte, blanks bool) {
	lines := firstLines(text)
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

// firstLines returns up to sniffLines lines that are neither blank nor comments: the
// last of the first sniffWithin, as what stands above a table has other separators.
func firstLines(text string) []string {
	var lines []string
	n := 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line[:min(len(line), sniffBytes)], "\r\n")
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		if n++; len(lines) == sniffLines {
			lines = append(lines[:0], lines[1:]...)
		}
		if lines = append(lines, line); n == sniffWithin {
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

// outsideQuotes counts c in a line, except in values that a quotation mark opens.
func outsideQuotes(line string, c byte) int {
	n, quoted, start := 0, false, true
	for i := range len(line) {
		switch b := line[i]; {
		case b == c && !quoted:
			n++
			start = true
			continue
		case b == '"' && (quoted || start):
			quoted = !quoted
		case b == ' ' && start:
			continue
		}
		start = false
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
			_, k, ok := parseDecimal(w, marks{})
			switch {
			case !ok && i > 0, w[0] == ',' || w[len(w)-1] == ',':
				return false
			case k&(commaSure|commaMaybe) != 0:
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
// that the reader of tab-separated text can go on. A quotation mark inside a value
// that did not begin with one is a character.
func blanksToTabs(text string, file mapped) (string, mapped, error) {
	spooled := newSpool()
	out := bufio.NewWriter(spooled)
	quoted, start, gap, last := false, true, false, byte('\n')
	for i := range len(text) {
		b := text[i]
		if (b == ' ' || b == '\t') && !quoted {
			gap = true
			continue
		}
		if gap && b != '\n' && b != '\r' && last != '\n' {
			out.WriteByte('\t') //nolint:errcheck // the error stays with the writer
		}
		start = start || gap
		gap = false
		if b == '"' && (quoted || start) {
			quoted = !quoted
		}
		start = b == '\n'
		quoted = quoted && b != '\n'
		out.WriteByte(b) //nolint:errcheck // as above
		if last = b; i%HeldBytes == 0 {
			file.forget()
		}
	}
	if err := out.Flush(); err != nil {
		spooled.drop()
		return "", nil, err
	}
	data, file, err := spooled.done()
	return mapped(data).text(), file, err
}
