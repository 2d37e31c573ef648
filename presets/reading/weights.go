package reading

import (
	"fmt"
	"math"
	"slices"
)

// checkWeights refuses a column of weights that holds none, and takes out the rows that
// weigh nothing, as if they were not there.
func (t *table) checkWeights(report *Report) error {
	if t.reading.Weight == "" {
		return nil
	}
	c := &t.columns[t.aside[t.weight]]
	name := Clean(c.name)
	if c.numbers == 0 {
		return Bad("give a column of numbers", "has no numbers in column %s, which is to be the weight", name)
	}
	keep, nothing := slices.Repeat([]bool{true}, len(c.values)), 0
	for i, w := range c.values {
		switch {
		case w < 0 || math.IsInf(w, 1):
			return Bad("correct it, or leave the row out", "has the weight %s in column %s", plainNumber(w), name).At(t.lines[i])
		case w == 0:
			keep[i] = false
			nothing++
		}
	}
	if nothing == 0 {
		return nil
	}
	report.note("Left out %s of weight 0.", Count(nothing, "row"))
	if len(t.lines)-nothing < MinRows {
		return Bad("give weights above 0", "has only %s with a weight above 0 in column %s", Count(len(t.lines)-nothing, "row"), name)
	}
	for j := range t.columns {
		if t.columns[j].values != nil {
			t.columns[j].keep(keep)
			t.columns[j].recount()
		}
	}
	t.lines = kept(t.lines, keep)
	return nil
}

// recount counts what a column has once rows were taken out.
func (c *column) recount() {
	c.numbers = 0
	for _, v := range c.values {
		if v == v {
			c.numbers++
		}
	}
	if c.texts == nil {
		return
	}
	c.filled = 0
	for _, text := range c.texts {
		if text != "" {
			c.filled++
		}
	}
}

// kept returns the items that are kept.
func kept[T any](items []T, keep []bool) []T {
	var out []T
	for i, v := range items {
		if keep[i] {
			out = append(out, v)
		}
	}
	return out
}

// tellWeights says what the weights come to.
func tellWeights(name string, rows int, effective float64) string {
	return fmt.Sprintf("Rows count by %s: %d rows tell as much as %.0f that count the same.", Clean(name), rows, effective)
}

// chooseWeight finds the column that says how much a row counts: that which a person
// named, or that of the run, where the table has it.
func (t *Rows) chooseWeight() error {
	t.weight = -1
	name := t.table.reading.Weight
	if name == "" {
		return nil
	}
	i, err := t.table.find(name)
	if err != nil && t.told.Weight != "" {
		return err
	}
	if err == nil {
		t.weight = i
	}
	return nil
}

// Weighted tells whether a column of the table says how much its rows count.
func (t *Rows) Weighted() bool { return t.weight >= 0 }

// WeightName is the name of that column.
func (t *Rows) WeightName() string { return Clean(t.table.columns[t.weight].name) }

// Weight is how much a row counts, 1 where all count the same; ok is false where the row
// does not tell.
func (t *Rows) Weight(cells []string) (w float64, ok bool) {
	if t.weight < 0 {
		return 1, true
	}
	w, _, ok = parseDecimal(cells[t.weight], t.table.marks)
	return w, ok && w >= 0 && !math.IsInf(w, 1)
}
