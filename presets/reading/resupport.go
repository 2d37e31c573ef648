package reading

import (
	"slices"

	"bijou/flows"
	"bijou/model"
)

// SupportChoices are what a column of a table can be said to be without more words:
// what it looks like, a number on the line, above 0, a share, an angle.
var SupportChoices = []string{"as it looks", lineWord, "positive", "0..1", "angle"}

// CanHaveSupports tells whether the columns of a source can have supports.
func CanHaveSupports(src model.Source) bool {
	return src.Points != nil && src.Truth == nil && src.Family == nil && src.Sim == nil && src.Target == nil &&
		src.Levels == 0 && src.Shape == (flows.Shape{}) && !src.AsIs
}

// SupportSaid is what the text of a source says of a column, the first of the choices
// where it says nothing.
func SupportSaid(src model.Source, column string) string {
	_, text := splitField(src.Spec, supportField)
	list, err := parseBounds(text)
	if err != nil {
		return SupportChoices[0]
	}
	for _, b := range list {
		if b.column == column {
			return b.support
		}
	}
	return SupportChoices[0]
}

// Resupport returns a source with another support of a column.
func Resupport(src model.Source, column, support string) (model.Source, error) {
	rest, text := splitField(src.Spec, supportField)
	list, err := parseBounds(text)
	if err != nil {
		return src, err
	}
	bare := src
	bare.Spec, bare.Supports, bare.Whole, bare.Atoms, bare.Notes = rest, nil, nil, nil, nil
	before, err := AsTable(bare, text)
	if err != nil {
		return src, err
	}
	list = slices.DeleteFunc(list, func(b bound) bool { return b.column == column })
	if support != SupportChoices[0] {
		list = append(list, bound{column, support})
	}
	if err := checkBounds(list); err != nil {
		return src, err
	}
	bare.Notes = slices.DeleteFunc(slices.Clone(src.Notes), func(note string) bool { return slices.Contains(before.Notes, note) })
	return AsTable(bare, boundsText(list))
}

// BitsObjective learns the probabilities of whole numbers and decimals themselves.
const BitsObjective = "bits"

// OnLines says of every column that would be learnt with noise or in two parts, and of which
// nobody said anything, that it is on the line: under that objective its values have
// probabilities as they are.
func OnLines(src model.Source) (model.Source, error) {
	if !CanHaveSupports(src) || src.Whole == nil && src.Atoms == nil {
		return src, nil
	}
	for j, name := range src.Columns {
		if whole := j < len(src.Whole) && src.Whole[j]; !whole && !src.Atom(j).Is || SupportSaid(src, name) != SupportChoices[0] {
			continue
		}
		var err error
		if src, err = Resupport(src, name, lineWord); err != nil {
			return src, err
		}
	}
	return src, nil
}
