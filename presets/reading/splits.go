package reading

import (
	"fmt"
	"io"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
)

// keepAside finds the columns that say something of the rows and are not learnt, and
// keeps the texts of that by which rows are split.
func (t *table) keepAside() error {
	if name := t.reading.SplitBy; name != "" {
		i, err := t.find(name)
		if err != nil {
			return err
		}
		t.aside = append(t.aside, i)
		t.columns[i].texts = []string{}
	}
	if name := t.reading.Weight; name != "" {
		i, err := t.find(name)
		if err != nil {
			return err
		}
		if slices.Contains(t.besides(), i) {
			return Bad("give another column", "column %q is to be the weight and something else", Clean(t.columns[i].name))
		}
		t.weight = len(t.aside)
		t.aside = append(t.aside, i)
	}
	return t.keepLabel()
}

// besides are the columns that are used and not learnt.
func (t *table) besides() []int {
	if len(t.aside) == 0 {
		return t.given
	}
	return append(t.given[:len(t.given):len(t.given)], t.aside...)
}

// groups are the values by which rows are split, nil for none.
func (t *table) groups() []string {
	if t.reading.SplitBy == "" {
		return nil
	}
	return t.columns[t.aside[0]].texts
}

// weights are those of the rows kept, nil for none.
func (t *table) weights() []float64 {
	if t.reading.Weight == "" {
		return nil
	}
	return t.columns[t.aside[t.weight]].values
}

// splitTable cuts the rows of a table into parts as a person says; of a table of which
// nothing is said the parts are made by chance, later.
func splitTable(src model.Source, report *Report) (model.Source, error) {
	how, n := report.reading, src.Points.Rows
	hold := how.Test == ""
	switch {
	case how.Split != "" && how.SplitBy != "":
		return src, fmt.Errorf("--split time and --split-by are two ways to split the rows of %s; give one", src.Spec)
	case how.Split == "time":
		src.Parts = model.InOrder(n, hold)
		report.note("Split by time: %s", partsSentence(src, "the first %d rows to learn, the next %d to choose", ", the last %d to test."))
	case how.SplitBy != "":
		var ok bool
		if src.Groups = report.groups; !hold { // those of the test file belong to none
			src.Groups = nil
		}
		if src.Parts, ok = model.ByGroup(report.groups, hold); !ok {
			return src, InFile(Bad("split by a column with more of them", "has too few different values in column %s for a group of its own in every part", Clean(how.SplitBy)), src.Spec)
		}
		report.note("Split by %s, equal values in one part: %s", Clean(how.SplitBy), partsSentence(src, "%d rows to learn, %d to choose", ", %d to test."))
	case hold:
		return src, nil
	default:
		src.Parts = model.ByChance(src.Points)
	}
	if !hold {
		var err error
		if src, err = withTest(src, report); err != nil {
			return src, err
		}
	}
	if n := src.Repeats(model.Hold, model.Learn); n > 0 && src.Points.Cols > 1 { // values of one column are equal by chance
		report.note("%s of the test part %s to rows that are learnt.", Count(n, "row"), isEqual(n))
	}
	return src.Shuffled(), nil
}

func isEqual(n int) string {
	if n == 1 {
		return "is equal"
	}
	return "are equal"
}

// partsSentence says how many rows are in every part; with a test file there are none to
// test yet.
func partsSentence(src model.Source, two, third string) string {
	text := fmt.Sprintf(two, len(src.Rows(model.Learn)), len(src.Rows(model.Choose)))
	if held := len(src.Rows(model.Hold)); held > 0 {
		return text + fmt.Sprintf(third, held)
	}
	return text + "."
}

// withTest puts the rows of a person's own test file behind those of the table.
func withTest(src model.Source, report *Report) (model.Source, error) {
	path := report.reading.Test
	rows, err := OpenRows(path, Reading{}, report.reading)
	if err == nil {
		rows.DatesOf(src.Dates)
		err = rows.Choose(src.Columns, src.Given, nil)
	}
	if err != nil {
		return src, err
	}
	var points [][]float64
	var weights []float64
	read := 0
	for ; ; read++ {
		cells, point, err := rows.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return src, err
		}
		if w, is := rows.Weight(cells); point != nil && is && w > 0 {
			points, weights = append(points, point), append(weights, w)
		}
	}
	if len(points) < 2 {
		return src, InFile(Bad("give at least 2 to test on", "has %s with a number in each column used", Count(len(points), "row")), path)
	}
	if gaps := read - len(points); gaps > 0 {
		report.note("Dropped %s of %s with a value missing or not a plain number.", Count(gaps, "row"), Clean(path))
	}
	report.note("Tested on %s of %s.", Count(len(points), "row"), Clean(path))
	if src.Weights != nil {
		src.Weights = append(src.Weights[:len(src.Weights):len(src.Weights)], weights...)
		if !rows.Weighted() {
			report.note("%s has no column %s: there all rows count the same.", Clean(path), Clean(report.reading.Weight))
		}
	}
	return appendTest(src, points), nil
}

func appendTest(src model.Source, points [][]float64) model.Source {
	n := src.Points.Rows
	all := ad.New(n+len(points), src.Points.Cols)
	for j := range all.Cols {
		copy(all.Col(j), src.Points.Col(j))
		for i, p := range points {
			all.Set(n+i, j, p[j])
		}
	}
	src.Points, src.Parts = all, append(src.Parts[:n:n], make([]model.Part, len(points))...)
	for i := range points {
		src.Parts[n+i] = model.Hold
	}
	return src
}

// RowsOfTable is how many rows a table has, without those of a test file of its own; of
// rows with weights how many of one weight would tell as much.
func RowsOfTable(src model.Source) int {
	n := src.Points.Rows
	if ReadingOf(src.Spec).Test != "" {
		n -= len(src.Rows(model.Hold))
	}
	all := float64(src.Points.Rows)
	return int(float64(n) * src.EffectiveRows() / all * float64(src.DistinctRows()) / all)
}
