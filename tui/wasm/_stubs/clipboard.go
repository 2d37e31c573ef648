package clipboard

import "errors"

var errNone = errors.New("a page lends its clipboard to the terminal alone")

func readAll() (string, error) { return "", errNone }

func writeAll(string) error { return errNone }
