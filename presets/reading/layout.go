package reading

import (
	"slices"
	"strings"
)

// A layout is how a text is a table: where its rows begin and what its columns are
// called. Training and scoring find it in the same way.
type layout struct {
	records records // stands before the first row
	names   []string
	unique  []string // the names fit to be shown, no two alike
	header  bool     // the names are those of the file
	rowName bool     // the first column names the rows, and has no name itself
	blank   []bool   // columns that the header does not name
	width   int
	notes   []string
	sample  []place
	remarks []string // the remark before each record of the sample
}

// A place is a record of the sample, and where its line begins.
type place struct {
	cells  []string
	line   int
	before records
}

// What a layout is told from: so many records, with so many cells in all.
const (
	sampleRecords = 200
	sampleCells   = 400_000
)

// arrange finds the layout of a text. want are names that the table should have, if
// it is known: the record that has them is the header.
func arrange(d document, r Reading, want []string) (_ *layout, err error) {
	text, file := d.text, d.mapped
	skipped, said := r.skip()
	lines := 0
	if d.comma != 0 { // it is not as a person wrote it
		r.Header, skipped, said = d.header, 0, false
	}
	for ; lines < skipped && text != ""; lines++ {
		_, text, _ = strings.Cut(text, "\n")
	}
	comma, rest, named := separatorLine(text)
	if d.comma != 0 {
		comma = d.comma
	} else if named {
		text = rest
		lines++
	} else {
		var blanks bool
		if comma, blanks = sniff(text); blanks {
			if text, file, err = blanksToTabs(text, file); err != nil {
				return nil, err
			}
		}
	}
	if d.header == "yes" {
		lines-- // the names were no line
	}
	l := &layout{records: records{text: text, mapped: file, comma: comma, line: lines}}
	l.take()
	if len(l.sample) == 0 {
		return nil, Bad("give a file with a row a line and a number a column", "holds no values")
	}
	l.width = l.commonWidth()
	if l.width > maxFileColumns {
		return nil, Bad("keep the columns that matter", "has more than %d columns", maxFileColumns).At(l.sample[0].line)
	}
	l.find(r.Header, said, want)
	if said && lines < skipped {
		return nil, Bad("skip fewer", "has only %s, and %d are to be skipped", Count(lines, "line"), skipped)
	}
	return l, nil
}

// separatorLine reads the first line sep=; that Excel writes and understands.
func separatorLine(text string) (comma byte, rest string, ok bool) {
	line, rest, _ := strings.Cut(text, "\n")
	line = strings.Trim(strings.TrimRight(line, "\r"), `"`)
	if len(line) != 5 || !strings.EqualFold(line[:4], "sep=") {
		return 0, text, false
	}
	return line[4], rest, strings.IndexByte(",;\t|: ", line[4]) >= 0
}

// take reads the sample: records that hold something.
func (l *layout) take() {
	r, cells := l.records, 0
	for len(l.sample) < sampleRecords && cells < sampleCells {
		before := r
		before.cells = nil
		record, line, ok := r.next()
		if !ok {
			break
		}
		if filledWidth(record) == 0 {
			continue
		}
		cells += len(record)
		l.sample = append(l.sample, place{slices.Clone(record), line, before})
		l.remarks = append(l.remarks, r.remark)
		r.remark = ""
	}
}

// commonWidth is how many cells most records have; of two as common those that come
// first in long tables, those of the later records in short ones.
func (l *layout) commonWidth() int {
	seen, best := map[int]int{}, 0
	for _, p := range l.sample {
		seen[len(p.cells)]++
	}
	for _, p := range l.sample {
		if w := len(p.cells); seen[w] > seen[best] {
			best = w
		}
	}
	if best == 0 || 2*seen[best] <= len(l.sample) {
		return l.firstWidth()
	}
	width := 0 // a separator behind every row makes no column
	for _, p := range l.sample {
		if len(p.cells) == best {
			width = max(width, filledWidth(p.cells))
		}
	}
	return width
}

// firstWidth is how many columns a table has whose records differ in width: as
// many as the first has values.
func (l *layout) firstWidth() int {
	first := l.sample[0].cells
	if len(l.sample) == 1 {
		return filledWidth(first)
	}
	return max(filledWidth(first), min(filledWidth(l.sample[1].cells), len(first)))
}

// find sets where the rows begin and what the columns are called. Where that shows
// not all names that are wanted, the record that has them is the header.
func (l *layout) find(header string, skip bool, want []string) {
	head, start := -1, 0
	if header != "" {
		if len(l.sample[0].cells) < l.width-1 {
			start = l.firstData(skip)
		}
		if header == "yes" {
			head = max(0, start-1)
			start = head + 1
		}
	} else {
		head, start = l.findHeader(skip)
	}
	l.begin(head, start, header)
	if at := l.withNames(want); at >= 0 && !l.calls(want) {
		l.notes = nil
		l.begin(at, at+1, header)
	}
}

// calls tells whether the table has columns of these names, be they its own or numbers.
func (l *layout) calls(want []string) bool {
	return !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(l.unique, w) })
}

// withNames returns the record that holds all names, -1 for none.
func (l *layout) withNames(want []string) int {
	if len(want) == 0 {
		return -1
	}
	return slices.IndexFunc(l.sample[:min(len(l.sample), 50)], func(p place) bool {
		clean := make([]string, len(p.cells))
		for i, c := range p.cells {
			clean[i] = Clean(c)
		}
		for _, w := range want {
			if !slices.Contains(clean, w) {
				return false
			}
		}
		return true
	})
}

// findHeader looks for the record with the names and the one where the rows begin.
// head is -1 where the columns have no names.
func (l *layout) findHeader(skip bool) (head, start int) {
	start = l.firstData(skip)
	switch {
	case start == 0 && l.namesByNumbers():
		return 0, 1
	case start == 0 && l.isHeader(0):
		return 0, 1
	case start == 0:
		return -1, 0
	}
	if head = l.headAbove(start); head >= 0 {
		if start-head > 1 && !l.unitsBetween(head, start) {
			start = head + 1 // rows without numbers; they are dropped, and told
		}
		return head, start
	}
	if above := l.sample[start-1].cells; len(above) == l.width-1 && allWords(above) && len(above) > 1 {
		l.width-- // names without a column; the rows are refused
		return start - 1, start
	}
	if start > 1 || len(l.sample[0].cells) != l.width {
		return -1, start // a title
	}
	return -1, 0
}

// firstData returns the first record that has numbers where the columns have, 0 if
// there is none: a line of text above the table has not.
func (l *layout) firstData(skip bool) int {
	numeric := l.numericColumns()
	if len(numeric) == 0 {
		return 0
	}
	for i, p := range l.sample {
		good, bad := 0, 0
		for _, j := range numeric {
			if j >= len(p.cells) {
				continue
			}
			if _, k, ok := parseDecimal(p.cells[j], marks{}); ok || k != 0 {
				good++
			} else if !isMissing(p.cells[j]) {
				bad++
			}
		}
		if len(p.cells) >= l.width-1 && good > 2*bad && (!skip || i < 3) {
			return i
		}
	}
	return 0
}

// numericColumns are those where at least half of the later values are numbers.
func (l *layout) numericColumns() []int {
	numbers, filled := make([]int, l.width), make([]int, l.width)
	later := l.sample[len(l.sample)/2:]
	if len(l.sample) > 1 && len(l.sample) < 20 {
		later = l.sample[1:]
	}
	for _, p := range later {
		for j, cell := range p.cells[:min(l.width, len(p.cells))] {
			if _, k, ok := parseDecimal(cell, marks{}); ok || k != 0 {
				numbers[j]++
			}
			if !isMissing(cell) {
				filled[j]++
			}
		}
	}
	var list []int
	for j := range numbers {
		if numbers[j] > 0 && 2*numbers[j] >= filled[j] {
			list = append(list, j)
		}
	}
	return list
}
