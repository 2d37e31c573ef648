//go:build !race

package tui

const thinner = 1
