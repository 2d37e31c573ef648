package terminal

// KeyboardFile is none: what is typed in a page goes by a window.
const KeyboardFile = ""

// inBackground is false: a page has no jobs.
func inBackground(uintptr) bool { return false }
