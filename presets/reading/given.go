package reading

import (
	"fmt"
	"slices"
	"strings"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// MaxLevels is how many different texts a column of conditions may have: each is
// a number that every net hears.
const MaxLevels = 64

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

// WithGiven writes conditions into the text of the data, as splitGiven reads them.
func WithGiven(data string, given []string) string {
	if len(given) == 0 {
		return data
	}
	text := "given=" + strings.Join(given, "+")
	if open, ok := strings.CutSuffix(data, ")"); ok && hasFields(data) {
		return open + ", " + text + ")"
	}
	return data + "(" + text + ")"
}

// hasFields tells whether the text of some data ends with fields in brackets: it is
// one of the catalogue, or a file of which is said how it is read.
func hasFields(data string) bool {
	file, _, err := splitReading(data)
	return err == nil && file != data || strings.Contains(data, "(") && !strings.ContainsAny(data, "./\\")
}

// A GivenError says that the columns asked for as conditions are not in the file: the
// fault is in what was typed, not in the file, so that the chain of errors ends here.
type GivenError struct{ Err error }

// Error returns the sentence.
func (e *GivenError) Error() string { return e.Err.Error() }

// keepGiven finds the columns that are conditions, once the names are known, and
// keeps their texts.
func (t *table) keepGiven(names []string) error {
	for _, name := range names {
		i, err := t.find(name)
		if err != nil {
			return &GivenError{err}
		}
		if slices.Contains(t.given, i) {
			return Bad("name each column once", "column %q is given twice", Clean(t.columns[i].name))
		}
		t.given = append(t.given, i)
		t.columns[i].texts = []string{}
	}
	return t.keepWords()
}

// keepWords finds the columns of words that are learnt, which stand behind those that are
// given, and takes all they hold for texts.
func (t *table) keepWords() error {
	if t.reading.Categorical == "" {
		return nil
	}
	for _, name := range strings.Split(t.reading.Categorical, "+") {
		i, err := t.find(strings.TrimSpace(name))
		if err != nil {
			return err
		}
		if slices.Contains(t.given, i) {
			return Bad("take it out of one of them", "column %q is both given and learnt, or learnt twice", Clean(t.columns[i].name))
		}
		t.given = append(t.given, i)
		t.columns[i].texts, t.columns[i].words = []string{}, true
	}
	return nil
}

// conditions are the columns that are given, of the rows that are used: numbers,
// or the levels of a text; and behind them the words that are learnt, in the places that
// they have beside the columns used.
func (t *table) conditions(used []int) ([]model.Given, error) {
	var list []model.Given
	for _, i := range t.given {
		c := &t.columns[i]
		g := model.Given{Name: Clean(c.name), Learnt: c.words}
		for _, j := range used {
			if c.words && j < i {
				g.At++
			}
		}
		if c.isText() {
			g.Levels = slices.Compact(slices.Sorted(slices.Values(c.texts)))
			if n := len(g.Levels); n > MaxLevels || n < 2 {
				return nil, Bad("take a column of numbers, or of 2 to 64 different texts", "column %q has %s", g.Name, Count(n, "different text"))
			}
			for k, level := range g.Levels {
				if g.Levels[k] = Clean(level); slices.Contains(g.Levels[:k], g.Levels[k]) {
					return nil, Bad("shorten them", "column %q has texts that look alike", g.Name)
				}
			}
		} else if _, varies := c.spread(nil); !varies {
			return nil, Bad("leave it out of --given", "column %q has the same value in every row", g.Name)
		}
		list = append(list, g)
	}
	return list, nil
}

// isText tells whether the column holds words: it is said to, or fewer than half of its
// filled cells are numbers.
func (c *column) isText() bool { return c.words || 2*c.numbers < c.filled }

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

// condition makes columns of a set that is carried conditions of the others, or what
// is known of every point beside its columns.
func condition(src model.Source, given []string) (model.Source, error) {
	if len(given) == 0 {
		return src, nil
	}
	if src.Points == nil || src.Family != nil || src.Target != nil {
		return src, fmt.Errorf("%s has no columns that can be given; a table has, and so has a set with points", src.Spec)
	}
	out := src
	out.Spec, out.Columns = WithGiven(src.Spec, given), nil
	learnt, conditions := src.Columns, []*ad.Mat{}
	for k, name := range given {
		if slices.Contains(given[:k], name) {
			return src, fmt.Errorf("column %s is given twice", Clean(name))
		}
		g, values, err := givenColumn(src, name)
		if err != nil {
			return src, err
		}
		learnt = slices.DeleteFunc(slices.Clone(learnt), func(column string) bool { return column == name })
		out.Given, conditions = append(out.Given, g), append(conditions, values)
	}
	if len(learnt) == 0 {
		return src, fmt.Errorf("every column of %s is given; leave one to learn", src.Spec)
	}
	out.Columns, out.Points = learnt, ad.New(src.Points.Rows, 0)
	for _, name := range learnt {
		out.Points.Data = append(out.Points.Data, src.Points.Col(slices.Index(src.Columns, name))...)
		out.Points.Cols++
	}
	for _, values := range conditions {
		out.Points.Data = append(out.Points.Data, values.Data...)
		out.Points.Cols += values.Cols
	}
	return out, nil
}

// givenColumn returns a condition and its numbers, as a net hears them.
func givenColumn(src model.Source, name string) (model.Given, *ad.Mat, error) {
	n := src.Points.Rows
	for _, a := range src.Aside {
		if a.Name != name {
			continue
		}
		values := ad.New(n, a.Width())
		for i, v := range a.Values {
			if a.Levels == nil {
				values.Set(i, 0, v)
			} else {
				values.Set(i, int(v), 1)
			}
		}
		return a.Given, values, nil
	}
	i := slices.Index(src.Columns, name)
	switch {
	case i >= 0 && src.Shape != (flows.Shape{}):
		return model.Given{}, nil, fmt.Errorf("%s is a part of an image of %s, and no condition of the others; what can be given is %s", Clean(name), src.Spec, JoinAnd(asideNames(src)))
	case i < 0:
		return model.Given{}, nil, fmt.Errorf("%s has no column %q to be given; it has %s", src.Spec, Clean(name), JoinAnd(append(asideNames(src), src.Columns...)))
	}
	return model.Given{Name: name}, &ad.Mat{Rows: n, Cols: 1, Data: src.Points.Col(i)}, nil
}

func asideNames(src model.Source) (names []string) {
	for _, a := range src.Aside {
		names = append(names, a.Name)
	}
	return names
}
