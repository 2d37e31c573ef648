package tui

import (
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"bijou/tui/plot"
)

// An environment is a list of NAME=value, as os.Environ returns it.
type environment []string

// get returns the value of a variable, the last one if it is given twice, and
// the empty text if it is not set.
func (e environment) get(name string) string {
	for _, pair := range slices.Backward(e) {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// Check says in one sentence why the explorer cannot run on these files; nil
// means that it can. Standard input need not be a terminal: keys are read from
// the terminal itself when it is not.
func Check(stdin, stdout *os.File, environ []string) error {
	const instead = "; bijou train runs without a screen"
	switch env := environment(environ); {
	case !term.IsTerminal(stdout.Fd()):
		return errors.New("the explorer needs a terminal, and standard output is none" + instead)
	case env.get("TERM") == "dumb":
		return errors.New("the explorer needs a terminal that moves its cursor, and TERM is dumb" + instead)
	case env.get("TERM") == "":
		return errors.New("the explorer needs to know the terminal, and TERM is not set" + instead)
	case !term.IsTerminal(stdin.Fd()) && !hasKeyboard():
		return errors.New("the explorer needs a keyboard, and there is no terminal to read it from" + instead)
	}
	return nil
}

// hasKeyboard tells whether there is a terminal behind a redirected input.
func hasKeyboard() bool {
	tty, err := os.Open(keyboardFile)
	if err != nil {
		return false
	}
	tty.Close()
	return true
}

// utf8 tells whether the locale writes UTF-8. The first of the three that is
// set decides (POSIX, Base Definitions 8.2); without any we trust the terminal,
// as nearly all are UTF-8 and services start without a locale.
func (e environment) utf8() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := e.get(name); value != "" {
			value = strings.ToLower(value)
			return strings.Contains(value, "utf-8") || strings.Contains(value, "utf8")
		}
	}
	return true
}

// glyphs returns the characters that this terminal can be trusted with.
func (e environment) glyphs() plot.Glyphs {
	switch {
	case !e.utf8():
		return plot.ASCII
	case e.get("TERM") == "linux": // the console's font has 512 characters, none of them braille
		return plot.Blocks
	}
	return plot.Braille
}

// overSSH tells whether the screen is at the other end of a network.
func (e environment) overSSH() bool { return e.get("SSH_TTY") != "" || e.get("SSH_CONNECTION") != "" }

// Frames of data: fast enough to read as movement, slow enough for a network.
const (
	localFrame   = time.Second / 15
	remoteFrame  = time.Second / 8
	blurredFrame = time.Second / 4
)

func (e environment) frame() time.Duration {
	if e.overSSH() {
		return remoteFrame
	}
	return localFrame
}

// profile returns the colours to use when the environment rules them out, and
// whether it does. Any value of NO_COLOR but the empty one does
// (no-color.org); colorprofile would read it as a truth value.
func (e environment) profile() (colorprofile.Profile, bool) {
	return colorprofile.ASCII, e.get("NO_COLOR") != ""
}

// glyphsByName reads an option.
func glyphsByName(name string) (g plot.Glyphs, ok bool) {
	switch name {
	case "braille":
		return plot.Braille, true
	case "blocks":
		return plot.Blocks, true
	case "ascii":
		return plot.ASCII, true
	}
	return 0, false
}
