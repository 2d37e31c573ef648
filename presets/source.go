package presets

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"bijou/flows"
	"bijou/model"
	"bijou/presets/reading"
)

// ParseSource reads what a person calls the data: a data set of the catalogue
// with its fields, moons(n=2000, noise=0.05), the model of a posterior,
// posterior(model.txt), or the name of a file, or - for standard input. cols chooses
// columns of a file, given the columns that are conditions, as text(given=a+b) does. A
// text that is wrong is a *flows.ParseError, a file that cannot be used a *BadFileError.
func ParseSource(text string, cols []string, given ...string) (model.Source, error) {
	if file, is := modelFile(strings.TrimSpace(text)); is {
		if len(cols) > 0 || len(given) > 0 {
			return model.Source{}, fmt.Errorf("columns are chosen in the lines of a model, not with --cols or --given")
		}
		return openPosterior(text, file)
	}
	call := reading.SplitCall(text)
	if len(given) > 0 {
		call.Given = given
	}
	set, ok := LookupDataset(call.Name())
	if !ok {
		return openFile(call, cols)
	}
	if len(cols) > 0 && set.Fields != nil {
		return model.Source{}, fmt.Errorf("columns are chosen of a file, not of %s", set.Name)
	}
	src, err := set.parse(call.Data)
	if err != nil {
		return src, err
	}
	return reading.ConditionWithin(src, call.Given, call.Support)
}

// ParseCatalogue reads the data as ParseSource does, but knows no files: whoever
// writes the text may be a stranger. A set has at most so many points; 0 is no
// bound.
func ParseCatalogue(text string, points int) (model.Source, error) {
	call := reading.SplitCall(text)
	set, ok := LookupDataset(call.Name())
	if !ok {
		return model.Source{}, &flows.ParseError{Text: call.Data, Column: 1, Msg: fmt.Sprintf(
			"no data set is called %q; there are %s", reading.Clean(call.Data), strings.Join(names(), ", "))}
	}
	src, err := set.Within(points).parse(call.Data)
	if err != nil {
		return src, err
	}
	return reading.ConditionWithin(src, call.Given, call.Support)
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

// openFile reads a file: images, sound, or a table. What names none is taken for a data set
// misspelt.
func openFile(call reading.Call, cols []string) (model.Source, error) {
	path, how, err := call.File()
	if err != nil {
		return model.Source{}, err
	}
	if _, err := os.Stat(path); err != nil && path != "-" && !strings.ContainsAny(path, "./\\") {
		return model.Source{}, &flows.ParseError{Text: path, Column: 1, Msg: fmt.Sprintf(
			"%q is neither a data set nor a file; there are %s", reading.Clean(path), strings.Join(names(), ", "))}
	}
	if !isSound(path) {
		return call.Open(cols)
	}
	if len(cols) > 0 || how != (reading.Reading{}) {
		return model.Source{}, fmt.Errorf("columns and how they are read are said of a table, and %s is sound", reading.Clean(path))
	}
	src, err := openSounds(path, call.Given)
	if err != nil {
		return src, err
	}
	return call.WholeImages(src)
}

// WithReading puts what a person says of a table over what the text of the data says
// already: table.csv becomes table.csv(skip=3). Data of the catalogue are refused.
func WithReading(data string, o reading.Reading) (string, error) {
	if o == (reading.Reading{}) {
		return data, nil
	}
	if set, ok := LookupDataset(reading.SplitCall(data).Name()); ok {
		return "", fmt.Errorf("how a table is read is said of a file, not of %s", set.Name)
	}
	return o.Over(data)
}

func names() []string {
	var list []string
	for _, d := range Datasets() {
		list = append(list, d.Name)
	}
	slices.Sort(list)
	return list
}
