// Package terminal says what the terminal can do: colours, characters, how many
// frames a second, and whether the explorer can run on it at all. It reads the
// environment and asks nothing.
package terminal
