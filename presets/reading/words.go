package reading

import (
	"fmt"
	"slices"

	"bijou/model"
)

// tellWords says how categorical columns are learnt.
func (r *Report) tellWords(list []model.Given) {
	var names []string
	for _, g := range list {
		names = append(names, fmt.Sprintf("%s (%d categories)", g.Name, len(g.Levels)))
	}
	switch len(names) {
	case 0:
	case 1:
		r.note("%s is learnt by its frequencies, and the numbers under it: log p is that of both.", names[0])
	default:
		r.note("%s are learnt by their frequencies, and the numbers under them: log p is that of all.", SomeOf(names))
	}
}

// Which columns of texts are named as such that could be learnt.
const (
	offeredLevels = 20 // different texts, at most
	offeredRows   = 10 // rows for each, at least
)

// offerWords names columns of a few texts that are left out, and what can be done with
// them.
func (t *table) offerWords(used []int, report *Report) {
	var names []string
	for i := range t.columns {
		c := &t.columns[i]
		if slices.Contains(used, i) || slices.Contains(t.besides(), i) || c.numbers > 0 || t.layout.rowName && i == 0 {
			continue
		}
		if n := len(c.seen); n >= 2 && n <= offeredLevels && n*offeredRows <= c.filled {
			names = append(names, cleanTo(c.name, 20))
		}
	}
	if len(names) > 0 {
		report.note("%s %s a few texts: --categorical %s learns them too, --given %s makes them conditions.", SomeOf(names), have(len(names))[1:], names[0], names[0])
	}
}

// see counts the different texts of a column, until they are too many to be categories.
func (c *column) see(cell string) {
	if len(c.seen) > offeredLevels || cell == "" || isMissing(cell) {
		return
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	c.seen[cell] = true
}
