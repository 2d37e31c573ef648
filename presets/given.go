package presets

import (
	"fmt"
	"slices"
	"strings"

	"bijou/flows/ad"
	"bijou/model"
)

// maxLevels is how many different texts a column of conditions may have: each is
// a number that every net hears.
const maxLevels = 64

// splitGiven takes the columns that are conditions off what a person calls the
// data: table.csv(given=a+b) is table.csv under a and b.
func splitGiven(text string) (data string, given []string) {
	open, ok := strings.CutSuffix(text, ")")
	if !ok {
		return text, nil
	}
	at := strings.LastIndexByte(open, '(')
	if at < 0 {
		return text, nil
	}
	var rest []string
	for _, arg := range strings.Split(open[at+1:], ",") {
		if names, is := strings.CutPrefix(strings.TrimSpace(arg), "given="); is {
			for _, name := range strings.Split(names, "+") {
				given = append(given, strings.TrimSpace(name))
			}
		} else {
			rest = append(rest, arg)
		}
	}
	switch {
	case given == nil:
		return text, nil
	case rest == nil:
		return open[:at], given
	}
	return open[:at] + "(" + strings.Join(rest, ",") + ")", given
}

// withGiven writes conditions into the text of the data, as splitGiven reads them.
func withGiven(data string, given []string) string {
	if len(given) == 0 {
		return data
	}
	text := "given=" + strings.Join(given, "+")
	if open, ok := strings.CutSuffix(data, ")"); ok && strings.Contains(open, "(") && !strings.ContainsAny(data, "./\\") {
		return open + ", " + text + ")"
	}
	return data + "(" + text + ")"
}

// keepGiven finds the columns that are conditions, once the names are known, and
// keeps their texts.
func (t *table) keepGiven(names []string) error {
	for _, name := range names {
		i, err := t.find(name)
		if err != nil {
			return err
		}
		if slices.Contains(t.given, i) {
			return bad("name each column once", "column %q is given twice", Clean(t.columns[i].name))
		}
		t.given = append(t.given, i)
		t.columns[i].texts = []string{}
	}
	return nil
}

// conditions are the columns that are given, of the rows that are used: numbers,
// or the levels of a text.
func (t *table) conditions() ([]model.Given, error) {
	var list []model.Given
	for _, i := range t.given {
		c := &t.columns[i]
		g := model.Given{Name: Clean(c.name)}
		if c.isText() {
			g.Levels = slices.Compact(slices.Sorted(slices.Values(c.texts)))
			if n := len(g.Levels); n > maxLevels || n < 2 {
				return nil, bad("give a column of numbers, or of 2 to 64 different texts", "column %q has %s", g.Name, count(n, "different text"))
			}
			for k, level := range g.Levels {
				if g.Levels[k] = Clean(level); slices.Contains(g.Levels[:k], g.Levels[k]) {
					return nil, bad("shorten them", "column %q has texts that look alike", g.Name)
				}
			}
		} else if !c.varies() {
			return nil, bad("leave it out of --given", "column %q has the same value in every row", g.Name)
		}
		list = append(list, g)
	}
	return list, nil
}

// isText tells whether the column holds words: fewer than half of its filled
// cells are numbers.
func (c *column) isText() bool { return 2*c.numbers < c.filled }

// hasValue tells whether row i has a value that is used.
func (c *column) hasValue(i int) bool {
	if c.texts != nil && c.isText() {
		return c.texts[i] != ""
	}
	return c.values[i] == c.values[i]
}

// appendGiven puts the conditions behind the points, a level as zeros and a one.
func (t *table) appendGiven(points *ad.Mat, list []model.Given) *ad.Mat {
	width := points.Cols
	for _, g := range list {
		width += g.Width()
	}
	m := ad.New(points.Rows, width)
	copy(m.Data, points.Data) // columns stand one behind the other
	at := points.Cols
	for k, g := range list {
		c := &t.columns[t.given[k]]
		if g.Levels == nil {
			copy(m.Col(at), c.values)
			at++
			continue
		}
		for i := range m.Rows {
			level := slices.Index(g.Levels, Clean(c.texts[i]))
			m.Col(at + level)[i] = 1
		}
		at += len(g.Levels)
	}
	return m
}

// condition makes columns of a set that is carried conditions of the others.
func condition(src model.Source, given []string) (model.Source, error) {
	if len(given) == 0 {
		return src, nil
	}
	if src.Points == nil || src.Family != nil || src.Target != nil {
		return src, fmt.Errorf("%s has no columns that can be given; a table has, and so has a set with points", src.Spec)
	}
	var learnt, conditions []int
	for _, name := range given {
		i := slices.Index(src.Columns, name)
		if i < 0 {
			return src, fmt.Errorf("%s has no column %q to be given; it has %s", src.Spec, Clean(name), joinAnd(src.Columns))
		}
		if slices.Contains(conditions, i) {
			return src, fmt.Errorf("column %s is given twice", Clean(name))
		}
		conditions = append(conditions, i)
	}
	for i := range src.Columns {
		if !slices.Contains(conditions, i) {
			learnt = append(learnt, i)
		}
	}
	if len(learnt) == 0 {
		return src, fmt.Errorf("every column of %s is given; leave one to learn", src.Spec)
	}
	out := model.Source{Spec: withGiven(src.Spec, given), Chosen: src.Chosen, Notes: src.Notes, Points: ad.New(src.Points.Rows, src.Points.Cols)}
	for k, i := range append(slices.Clone(learnt), conditions...) {
		copy(out.Points.Col(k), src.Points.Col(i))
		if k < len(learnt) {
			out.Columns = append(out.Columns, src.Columns[i])
		} else {
			out.Given = append(out.Given, model.Given{Name: src.Columns[i]})
		}
	}
	return out, nil
}
