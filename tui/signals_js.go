package tui

import "os"

// endSignals are the signals that ask the explorer to end; a page sends none.
var endSignals = []os.Signal{os.Interrupt}
