//go:build !windows

package tui

const keyboardFile = "/dev/tty"
