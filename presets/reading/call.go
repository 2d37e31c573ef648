package reading

import (
	"fmt"
	"strings"

	"bijou/model"
)

// A Call is what a person calls some data, taken apart: table.csv(skip=3, given=a,
// support=b:positive) is table.csv(skip=3), the condition a, and the support of b.
type Call struct {
	Data    string
	Given   []string
	Support string
}

// SplitCall takes conditions and supports off what a person calls some data.
func SplitCall(text string) Call {
	var c Call
	c.Data, c.Support = splitField(strings.TrimSpace(text), supportField)
	c.Data, c.Given = splitGiven(c.Data)
	return c
}

// Name is the data's without its fields.
func (c Call) Name() string {
	name, _, _ := strings.Cut(c.Data, "(")
	return strings.TrimSpace(name)
}

// File is the path of data that are a file, and how it is read. A text that says so
// wrongly is a *flows.ParseError.
func (c Call) File() (path string, how Reading, err error) { return splitReading(c.Data) }

// Open reads the table in a file, or on standard input for -, or the images of a folder
// or of a file of NumPy. cols chooses columns of a table. A file that cannot be used is a
// *BadFileError.
func (c Call) Open(cols []string) (model.Source, error) {
	path, how, err := c.File()
	if err != nil {
		return model.Source{}, err
	}
	src, is, err := c.openImages(path, len(cols) > 0, how)
	switch {
	case err != nil:
		return src, err
	case is:
		return c.WholeImages(src)
	}
	if src, _, err = OpenTable(path, how, cols, c.Given); err != nil {
		return src, err
	}
	src.InOrder = true
	return AsTable(src, c.Support)
}

// openImages reads images, and tells whether the file has any.
func (c Call) openImages(path string, chosen bool, how Reading) (src model.Source, is bool, err error) {
	switch folder := isFolder(path); {
	case folder && (chosen || len(c.Given) > 0):
		return src, true, fmt.Errorf("columns are chosen of a table, and %s is a folder of images", Clean(path))
	case chosen:
		return src, false, nil
	}
	if src, is, err = imagesAt(path, how, leastImages); is && err == nil && len(c.Given) > 0 {
		src, err = ConditionWithin(src, c.Given, "")
	}
	return src, is, err
}

// WholeImages is a source of images or sound, whose support is known: pixels that are alike
// stay where they are.
func (c Call) WholeImages(src model.Source) (model.Source, error) {
	if c.Support != "" {
		return src, fmt.Errorf("%s holds images or sound, whose support is known; leave out support=", src.Spec)
	}
	return src, nil
}
