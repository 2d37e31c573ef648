package terminal

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"bijou/tui/plot"
)

// An Environment is a list of NAME=value, as os.Environ returns it.
type Environment []string

// Get returns the value of a variable, the last one if it is given twice, and
// the empty text if it is not set.
func (e Environment) Get(name string) string {
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
	switch env := Environment(environ); {
	case !term.IsTerminal(stdout.Fd()):
		return errors.New("the explorer needs a terminal, and standard output is none" + instead)
	case env.Get("TERM") == "dumb":
		return errors.New("the explorer needs a terminal that moves its cursor, and TERM is dumb" + instead)
	case env.Get("TERM") == "":
		return errors.New("the explorer needs to know the terminal, and TERM is not set" + instead)
	case !term.IsTerminal(stdin.Fd()) && !hasKeyboard():
		return errors.New("the explorer needs a keyboard, and there is no terminal to read it from" + instead)
	case inBackground(stdout.Fd()):
		return errors.New("the explorer was started in the background of this terminal, where it can read no keys; start it without &" + instead)
	}
	return nil
}

// hasKeyboard tells whether there is a terminal behind a redirected input.
func hasKeyboard() bool {
	tty, err := os.Open(KeyboardFile)
	if err != nil {
		return false
	}
	tty.Close()
	return true
}

// utf8 tells whether the locale writes UTF-8. The first of the three that is
// set decides (POSIX, Base Definitions 8.2); without any we trust the terminal,
// as nearly all are UTF-8 and services start without a locale.
func (e Environment) utf8() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := e.Get(name); value != "" {
			value = strings.ToLower(value)
			return strings.Contains(value, "utf-8") || strings.Contains(value, "utf8")
		}
	}
	return true
}

// ambiguousIsWide tells whether this process counts characters of ambiguous width as
// two cells: the libraries below read the variable once, when the program starts, and
// would cut lines of boxes and braille in half.
func ambiguousIsWide() bool {
	wide, err := strconv.ParseBool(os.Getenv("RUNEWIDTH_EASTASIAN"))
	return err == nil && wide
}

// Glyphs returns the characters that this terminal can be trusted with.
func (e Environment) Glyphs() plot.Glyphs {
	switch {
	case !e.utf8(), ambiguousIsWide():
		return plot.ASCII
	case e.Get("TERM") == "linux": // the console's font has 512 characters, none of them braille
		return plot.Blocks
	}
	return plot.Braille
}

// overSSH tells whether the screen is at the other end of a network.
func (e Environment) overSSH() bool { return e.Get("SSH_TTY") != "" || e.Get("SSH_CONNECTION") != "" }

// Frames of data: fast enough to read as movement, slow enough for a network.
const (
	LocalFrame   = time.Second / 15
	RemoteFrame  = time.Second / 8
	BlurredFrame = time.Second / 4
)

func (e Environment) Frame() time.Duration {
	if e.overSSH() {
		return RemoteFrame
	}
	return LocalFrame
}

// Profile returns the colours to use when the environment rules them out, and
// whether it does. Any value of NO_COLOR but the empty one does
// (no-color.org); colorprofile would read it as a truth value.
func (e Environment) Profile() (colorprofile.Profile, bool) {
	return colorprofile.ASCII, e.Get("NO_COLOR") != ""
}

// GlyphsByName reads an option.
func GlyphsByName(name string) (g plot.Glyphs, ok bool) {
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

// RemoteProfile returns the colours of a terminal of which only the name is
// known, and what little else its owner sends. xterm alone may mean anything; by
// now it has 256 colours.
func (e Environment) RemoteProfile() colorprofile.Profile {
	if p, fixed := e.Profile(); fixed {
		return p
	}
	p := colorprofile.Env(e)
	if strings.HasPrefix(e.Get("TERM"), "vt") || e.Get("TERM") == "linux" {
		return p
	}
	return max(p, colorprofile.ANSI256)
}

// The size of a terminal that tells none: a serial line, a container before its
// first resize.
const usualWidth, usualHeight = 80, 24

// Size returns the size to draw at, given what the terminal tells in cells: where
// that is nothing, COLUMNS and LINES, else 80×24.
func (e Environment) Size(width, height int) (w, h int) {
	if width > 0 && height > 0 {
		return width, height
	}
	return e.number("COLUMNS", usualWidth), e.number("LINES", usualHeight)
}

// number returns a variable that is a number above 0, or else the usual one.
func (e Environment) number(name string, usual int) int {
	if n, err := strconv.Atoi(e.Get(name)); err == nil && n > 0 {
		return n
	}
	return usual
}
