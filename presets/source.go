package presets

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"bijou/flows"
	"bijou/model"
)

// ParseSource reads what a person calls the data: a data set of the catalogue
// with its fields, moons(n=2000, noise=0.05), the model of a posterior,
// posterior(model.txt), or the name of a file, or - for standard input. cols chooses columns of a file, given the columns that are
// conditions, as text(given=a+b) does. A text that is wrong is a
// *flows.ParseError, a file that cannot be used a *BadFileError.
func ParseSource(text string, cols []string, given ...string) (model.Source, error) {
	if file, is := modelFile(strings.TrimSpace(text)); is {
		if len(cols) > 0 || len(given) > 0 {
			return model.Source{}, fmt.Errorf("columns are chosen in the lines of a model, not with --cols or --given")
		}
		return openPosterior(text, file)
	}
	text, support := splitField(strings.TrimSpace(text), supportField)
	text, inText := splitGiven(text)
	if len(given) == 0 {
		given = inText
	}
	name, _, _ := strings.Cut(text, "(")
	set, ok := LookupDataset(strings.TrimSpace(name))
	if !ok {
		src, err := openFile(text, cols, given)
		switch {
		case err != nil:
			return src, err
		case src.Shape.IsImage() && support != "":
			return src, fmt.Errorf("%s holds images or sound, whose support is known; leave out support=", src.Spec)
		case src.Shape.IsImage(): // pixels that are alike stay where they are
			return src, nil
		}
		return ofTable(src, support)
	}
	if len(cols) > 0 && set.Fields != nil {
		return model.Source{}, fmt.Errorf("columns are chosen of a file, not of %s", set.Name)
	}
	src, err := set.parse(text)
	if err != nil {
		return src, err
	}
	return conditionWithin(src, given, support)
}

// ParseCatalogue reads the data as ParseSource does, but knows no files: whoever
// writes the text may be a stranger. A set has at most so many points; 0 is no
// bound.
func ParseCatalogue(text string, points int) (model.Source, error) {
	text, support := splitField(strings.TrimSpace(text), supportField)
	text, given := splitGiven(text)
	name, _, _ := strings.Cut(text, "(")
	set, ok := LookupDataset(strings.TrimSpace(name))
	if !ok {
		return model.Source{}, &flows.ParseError{Text: text, Column: 1, Msg: fmt.Sprintf(
			"no data set is called %q; there are %s", Clean(text), strings.Join(names(), ", "))}
	}
	src, err := set.Within(points).parse(text)
	if err != nil {
		return src, err
	}
	return conditionWithin(src, given, support)
}

// parse builds the set with the fields that a text gives.
func (d Dataset) parse(text string) (model.Source, error) {
	calls, err := flows.ParseCalls(text)
	if err != nil {
		return model.Source{}, err
	}
	if len(calls) != 1 || calls[0].Times != 1 || calls[0].Value != "" {
		return model.Source{}, &flows.ParseError{Text: text, Column: 1, Msg: "one data set at a time"}
	}
	v, err := calls[0].Resolve(text, d.Fields)
	if err != nil {
		return model.Source{}, err
	}
	return d.Build(v)
}

// openFile reads a file. What names none is taken for a data set misspelt.
func openFile(text string, cols, given []string) (model.Source, error) {
	text, how, err := splitReading(text)
	if err != nil {
		return model.Source{}, err
	}
	if _, err := os.Stat(text); err != nil && text != "-" && !strings.ContainsAny(text, "./\\") {
		return model.Source{}, &flows.ParseError{Text: text, Column: 1, Msg: fmt.Sprintf(
			"%q is neither a data set nor a file; there are %s", Clean(text), strings.Join(names(), ", "))}
	}
	if isSound(text) {
		if len(cols) > 0 || how != (Reading{}) {
			return model.Source{}, fmt.Errorf("columns and how they are read are said of a table, and %s is sound", Clean(text))
		}
		return openSounds(text, given)
	}
	if s, err := os.Stat(text); err == nil && s.IsDir() {
		if len(cols) > 0 || len(given) > 0 {
			return model.Source{}, fmt.Errorf("columns are chosen of a table, and %s is a folder of images", Clean(text))
		}
		return openImages(text)
	}
	if isNumPy(text) && how == (Reading{}) && len(cols) == 0 {
		if src, is, err := openNumPyImages(text); is {
			if err != nil || len(given) == 0 {
				return src, err
			}
			return conditionWithin(src, given, "")
		}
	}
	src, _, err := openTable(text, how, cols, given)
	src.InOrder = true
	return src, err
}

func names() []string {
	var list []string
	for _, d := range Datasets() {
		list = append(list, d.Name)
	}
	slices.Sort(list)
	return list
}
