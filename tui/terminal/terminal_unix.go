//go:build !windows && !js

package terminal

import "golang.org/x/sys/unix"

// KeyboardFile is the terminal behind a redirected input.
const KeyboardFile = "/dev/tty"

// inBackground tells whether another job has the terminal: the system stops a process
// there as soon as it changes how the terminal works.
func inBackground(terminal uintptr) bool {
	owner, err := unix.IoctlGetInt(int(terminal), unix.TIOCGPGRP)
	return err == nil && owner != unix.Getpgrp()
}
