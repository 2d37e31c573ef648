package reading

import (
	"fmt"
	"strconv"
)

// writing is how a column writes its numbers.
type writing struct {
	seen      kind // all kinds together
	pointLine int  // the first line with a decimal point for certain, 0 for none
	commaLine int
	pointAt   int // the first line with a point that could be either
	commaAt   int
	small     int // numbers without a mark below 1,000
	large     int // and from it
	grouped   int // numbers with one mark that could be either
	percents  int
	money     int
	group     string // the first cell with thousands, or that could have some
}

// note takes in a number that was read.
func (w *writing) note(k kind, cell string, line int) {
	w.seen |= k
	switch {
	case k == pointSure:
		if w.pointLine == 0 {
			w.pointLine = line
		}
	case k == smallWhole:
		w.small++
	case k == largeWhole:
		w.large++
	default:
		w.noteRare(k, cell, line)
	}
}

func (w *writing) noteRare(k kind, cell string, line int) {
	first := func(at *int, kinds kind) {
		if k&kinds != 0 && *at == 0 {
			*at = line
		}
	}
	first(&w.pointLine, pointSure)
	first(&w.commaLine, commaSure)
	first(&w.pointAt, pointMaybe)
	first(&w.commaAt, commaMaybe)
	if k&smallWhole != 0 {
		w.small++
	}
	if k&largeWhole != 0 {
		w.large++
	}
	if k&(pointMaybe|commaMaybe) != 0 {
		w.grouped++
	}
	if k&percent != 0 {
		w.percents++
	}
	if k&currency != 0 {
		w.money++
	}
	if k&(pointMaybe|commaMaybe|pointGroups|commaGroups|otherGroups) != 0 && w.group == "" {
		w.group = cell
	}
}

// groupsBy tells whether a mark that could be either groups thousands in this column:
// every number below a thousand is without it, and none from a thousand on.
func (w *writing) groupsBy(mark, sure kind) bool {
	return w.seen&mark != 0 && w.seen&sure == 0 && w.large == 0 && w.small >= 3 && 10*w.small >= w.grouped
}

// settleMarks decides what points and commas are in the whole table, from the columns
// listed, and reads the columns again in which that makes a difference. hint is what
// they are in the table that a run learnt, for what this one does not tell.
func (t *table) settleMarks(among []int, hint marks) error {
	m, said := t.reading.marks()
	if !said {
		var err error
		if m, err = decide(t.writings(among), t.layout.records.comma, t.reading.Thousands == "none", hint); err != nil {
			return err
		}
	}
	t.marks = m
	var again []int
	for _, j := range among {
		if m.differs(t.columns[j].written.seen) {
			again = append(again, j)
		}
	}
	if len(again) > 0 {
		t.again(again)
	}
	return nil
}

func (t *table) writings(among []int) []*writing {
	list := make([]*writing, len(among))
	for k, j := range among {
		list[k] = &t.columns[j].written
	}
	return list
}

// differs tells whether numbers of these kinds read otherwise than before the marks
// were settled.
func (m marks) differs(seen kind) bool {
	return m.point > markDecimal && seen&(pointSure|pointMaybe) != 0 || m.comma > markDecimal && seen&(commaSure|commaMaybe) != 0 ||
		m.point != markOpen && m.point != markGroups && seen&pointGroups != 0 || m.comma != markOpen && m.comma != markGroups && seen&commaGroups != 0
}

// decide settles the marks of columns. Both decimal marks in one table are refused:
// one of them would be read wrongly, and quietly. Where commas separate values, a
// decimal comma can only stand in quotation marks; points beside it make it a text.
func decide(columns []*writing, comma byte, plain bool, hint marks) (marks, error) {
	var all kind
	point, commas, pointAt, commaAt := 0, 0, 0, 0
	byPoint, byComma := false, false
	for _, w := range columns {
		all |= w.seen
		point, commas = earlier(point, w.pointLine), earlier(commas, w.commaLine)
		pointAt, commaAt = earlier(pointAt, w.pointAt), earlier(commaAt, w.commaAt)
		byPoint = byPoint || comma != ',' && w.groupsBy(pointMaybe, pointSure)
		byComma = byComma || w.groupsBy(commaMaybe, commaSure)
	}
	switch {
	case plain:
		if point > 0 || pointAt > 0 && commas == 0 {
			return marks{markDecimal, markNever}, nil
		}
		return marks{markNever, markDecimal}, nil
	case point > 0 && commas > 0 && hint != (marks{}):
		return hint, nil
	case point > 0 && commas > 0 && comma != ',':
		return marks{}, Bad("use one of them, or say which with --decimal", "has decimal points and decimal commas").At(min(point, commas), max(point, commas))
	case point > 0:
		return marks{markDecimal, markGroups}, nil
	case commas > 0:
		return marks{markGroups, markDecimal}, nil
	case hint != (marks{}):
		return hint, nil
	case all&(pointGroups|commaGroups) == pointGroups, commaAt == 0 && byPoint:
		return marks{markGroups, markDecimal}, nil
	case all&(pointGroups|commaGroups) == commaGroups, pointAt == 0 && (comma == ',' || byComma):
		return marks{markDecimal, markGroups}, nil
	case pointAt > 0 && commaAt > 0 && comma != ',':
		return marks{}, Bad("use one of them, or say which with --decimal", "has decimal points and decimal commas").At(min(pointAt, commaAt), max(pointAt, commaAt))
	case comma == ',' || pointAt > 0:
		return marks{markDecimal, markGroups}, nil
	case commaAt > 0:
		return marks{markGroups, markDecimal}, nil
	}
	return marks{}, nil
}

// pinMarks puts the decimal mark into what the recipe line says of the table, where
// another part of it, or of a table like it, could be read otherwise.
func (t *table) pinMarks(used []int, report *Report) {
	if t.reading.Decimal != "" || t.reading.Thousands != "" {
		return
	}
	var seen kind
	for _, j := range used {
		seen |= t.columns[j].written.seen
	}
	alone, err := decide(t.writings(used), t.layout.records.comma, false, marks{})
	switch {
	case seen&(pointMaybe|commaMaybe) == 0 || t.layout.records.comma == ',' && seen&pointMaybe == 0:
	case err == nil && alone == t.marks && !t.marks.differs(seen&(pointMaybe|commaMaybe)):
	case t.marks.comma == markDecimal:
		report.reading.Decimal = "comma"
	case t.marks.point == markDecimal:
		report.reading.Decimal = "point"
	}
}

// earlier returns the smaller line number; 0 stands for none.
func earlier(a, b int) int {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}

// tellMarks says how the numbers of the columns used were read where a person may
// wonder.
func (t *table) tellMarks(used []int, report *Report) {
	var all kind
	var thousands, percents, some, money []string
	example := ""
	for _, j := range used {
		w, name := &t.columns[j].written, cleanTo(t.columns[j].name, 20)
		all |= w.seen
		if v, k, ok := parseDecimal(w.group, t.marks); ok && t.grouped(k) {
			if thousands = append(thousands, name); example == "" {
				example = fmt.Sprintf("%s is %s", cleanTo(w.group, 24), plainNumber(v))
			}
		}
		switch {
		case w.percents > 0 && w.percents < t.columns[j].numbers:
			some = append(some, name)
		case w.percents > 0:
			percents = append(percents, name)
		case w.money > 0:
			money = append(money, name)
		}
	}
	if t.marks.comma == markDecimal && all&(commaSure|commaMaybe) != 0 {
		report.note("Commas are decimal marks here.")
	}
	report.noteOf(thousands, "Thousands are grouped in %s: "+example+".")
	report.noteOf(percents, "The numbers of %s are in percent.")
	report.noteOf(some, "Some values of %s have a percent sign, which is left off.")
	report.noteOf(money, "Currency signs are left off in %s.")
}

// plainNumber writes a number as short as it is.
func plainNumber(v float64) string { return strconv.FormatFloat(v, 'g', 10, 64) }

// grouped tells whether a number of this kind has thousands by the marks of the table.
func (t *table) grouped(k kind) bool {
	return k&(pointGroups|commaGroups|otherGroups) != 0 || k&pointMaybe != 0 && t.marks.point == markGroups || k&commaMaybe != 0 && t.marks.comma == markGroups
}
