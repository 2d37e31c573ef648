//go:build !windows

package tui

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain runs the explorer itself when the end-to-end tests ask for it: they
// start this program again in a terminal.
func TestMain(m *testing.M) {
	if mode := os.Getenv("BIJOU_TUI_TEST"); mode != "" {
		os.Exit(explore(mode))
	}
	goleak.VerifyTestMain(m)
}
