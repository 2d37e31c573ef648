package reading

import (
	"io"
	"math"
	"slices"
)

// ReadNumbers reads the columns of numbers of a table by their names, each full. Every error
// about the file is a [*BadFileError].
func ReadNumbers(r io.Reader) (map[string][]float64, error) {
	text, err := readText(r)
	if err != nil {
		return nil, err
	}
	t, err := parseTable(text, Reading{}, nil, nil)
	if err != nil {
		return nil, err
	}
	if len(t.ragged) > 0 {
		return nil, Bad("give every row a value for every column", "has rows that are longer than others").At(t.ragged...)
	}
	columns := map[string][]float64{}
	for _, i := range t.numeric() {
		c := &t.columns[i]
		if at := slices.IndexFunc(c.values, math.IsNaN); at >= 0 {
			return nil, Bad("fill it, or take the row or the column out", "a value of column %q is missing or no number", Clean(c.name)).At(t.lines[at])
		}
		columns[c.name] = c.values
	}
	if len(columns) == 0 || len(t.lines) == 0 {
		return nil, Bad("give a table with a line of names and rows of numbers", "has no column of numbers")
	}
	return columns, nil
}
