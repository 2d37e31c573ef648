//go:build !js

package tui

import (
	"os"
	"syscall"
)

// endSignals are the signals that ask the explorer to end.
var endSignals = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
