//go:build !windows

package terminal

const KeyboardFile = "/dev/tty"
