// Package licences holds the terms of everything that is in the program: its own, those of
// the modules that it is built from, and those of its data.
package licences

import _ "embed"

// Text says who holds rights in what, and under which terms it may be used.
//
//go:embed licences.txt
var Text string
