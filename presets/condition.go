package presets

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets/reading"
)

// ParseConditions reads the conditions to draw under, in the units of the data,
// n×C: values for the columns that are given, in their order, as 1.5,setosa; or the
// name of a table that has these columns, or - for standard input, of which every
// row with all values is one; learnt is how the table of the run is read. The error
// says what is missing or too much.
func ParseConditions(text string, given []model.Given, learnt reading.Reading) (*ad.Mat, error) {
	if info, err := os.Stat(text); text == "-" || err == nil && !info.IsDir() {
		return openConditions(text, given, learnt)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.TrimLeadingSpace = true
	values, err := r.Read()
	if err != nil || len(values) != len(given) {
		return nil, fmt.Errorf("--given takes a value for each of %s, or a table that has them; %q is neither", givenNames(given), reading.Clean(text))
	}
	var row []float64
	for i, g := range given {
		numbers := make([]float64, g.Width())
		if err := putValue(numbers, g, strings.TrimSpace(values[i])); err != nil {
			return nil, err
		}
		row = append(row, numbers...)
	}
	return ad.FromRows([][]float64{row}), nil
}

// putValue writes a value of a column as a flow hears it, before it is
// standardised.
func putValue(dst []float64, g model.Given, text string) error {
	if g.Levels != nil {
		return g.Put(dst, text)
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v-v != 0 {
		return fmt.Errorf("%s is a number, not %q", g.Name, reading.Clean(text))
	}
	dst[0] = v
	return nil
}

// openConditions reads the rows of a table that have all values.
func openConditions(path string, given []model.Given, learnt reading.Reading) (*ad.Mat, error) {
	rows, err := reading.OpenRows(path, reading.Reading{}, learnt)
	if err == nil {
		err = rows.Choose(nil, given, nil)
	}
	if err != nil {
		return nil, err
	}
	var list [][]float64
	for {
		_, point, err := rows.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if point != nil {
			list = append(list, point)
		}
	}
	if len(list) == 0 {
		return nil, reading.InFile(reading.Bad("give rows with a value for each of "+givenNames(given), "has no row with all conditions"), path)
	}
	return ad.FromRows(list), nil
}

// givenNames lists the columns that are given.
func givenNames(given []model.Given) string {
	names := make([]string, len(given))
	for i, g := range given {
		names[i] = g.Name
	}
	return reading.JoinAnd(names)
}

// CheckConditions says why a run cannot be asked with these conditions, or
// without: text is what --given says, empty for nothing.
func CheckConditions(text string, given []model.Given) error {
	switch {
	case text == "" && len(given) > 0:
		return fmt.Errorf("this run learnt its data under %s: give a value for each with --given, or a table of them", givenNames(given))
	case text != "" && len(given) == 0:
		return fmt.Errorf("this run knows no conditions: leave --given out")
	}
	return nil
}
