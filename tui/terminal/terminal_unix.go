//go:build !windows

package terminal

// KeyboardFile is the terminal behind a redirected input.
const KeyboardFile = "/dev/tty"
