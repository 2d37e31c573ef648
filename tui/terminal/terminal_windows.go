package terminal

// KeyboardFile is the terminal behind a redirected input.
const KeyboardFile = "CONIN$"

// inBackground is false: a console has no jobs.
func inBackground(uintptr) bool { return false }
