package reading

import (
	"math"
	"slices"
)

// Find returns the place of a column in the cells of every row, by its name or number.
// The error is a [*BadFileError].
func (t *Rows) Find(column string) (int, error) {
	i, err := t.table.find(column)
	if err != nil {
		return 0, InFile(err, t.name)
	}
	return i, nil
}

// UniqueNames are the columns of the table, no two alike.
func (t *Rows) UniqueNames() []string { return slices.Clone(t.table.layout.unique) }

// IsNumber tells whether a column is one of numbers that the run uses, or of
// weights.
func (t *Rows) IsNumber(column int) bool {
	k := slices.Index(t.used, column)
	return k >= 0 && !t.isLevel(k) && t.layouts[k] == "" || column == t.weight
}

// Number is what a cell of such a column holds, NaN where that is missing.
func (t *Rows) Number(column int, cell string) float64 {
	if !t.IsNumber(column) {
		return math.NaN()
	}
	v, _, ok := parseDecimal(cell, t.table.marks)
	if k := slices.Index(t.used, column); !ok || k >= 0 && slices.Contains(t.codes[k], v) {
		return math.NaN()
	}
	return v
}
