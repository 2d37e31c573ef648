//go:build race

package tui

// thinner divides the work of the longest tests where everything is ten times
// slower.
const thinner = 4
