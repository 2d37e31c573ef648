package dataset

import (
	"slices"
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/presets/reading"
	"bijou/tui/form"
)

// supportOf stands before the name of a column in the field of its support.
const supportOf = "support of "

// mostSupports is how many columns have a field each: of more, --support says it.
const mostSupports = 8

// supportRows are the fields of a person's own table that say what its columns can be.
func (c *Choice) supportRows() (rows []form.Row) {
	if c.Own == nil || len(c.Own.Columns) > mostSupports || !reading.CanHaveSupports(*c.Own) {
		return nil
	}
	for _, column := range c.Own.Columns {
		said, choices := reading.SupportSaid(*c.Own, column), reading.SupportChoices
		if !slices.Contains(choices, said) {
			choices = append(slices.Clone(choices), said)
		}
		f := flows.Field{Name: supportOf + column, Help: "what the column can be: no sample falls outside", Type: flows.Choice, Choices: choices, Default: choices[0]}
		rows = append(rows, form.Row{Field: f, Value: said})
	}
	return rows
}

// buildOwn is the person's own data with the supports that were chosen.
func (c *Choice) buildOwn() (model.Source, error) {
	src := *c.Own
	for name, value := range c.Values {
		column, is := strings.CutPrefix(name, supportOf)
		if !is {
			continue
		}
		var err error
		if src, err = reading.Resupport(src, column, value); err != nil {
			return src, err
		}
	}
	return src, nil
}

// Telling leaves the rows out that say of a column what it looks like.
func Telling(rows []form.Row) []form.Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r form.Row) bool {
		return strings.HasPrefix(r.Field.Name, supportOf) && r.Value == reading.SupportChoices[0]
	})
}
