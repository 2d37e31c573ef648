package reading

import "bijou/model"

// parse reads what a person calls a file.
func parse(text string, cols []string, given ...string) (model.Source, error) {
	c := SplitCall(text)
	if len(given) > 0 {
		c.Given = given
	}
	return c.Open(cols)
}
