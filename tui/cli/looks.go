package cli

import (
	"fmt"
	"strings"

	"bijou/presets/reading"
	"bijou/tui/terminal"
	"bijou/tui/theme"
)

// checkLooks refuses a theme or glyphs that there are not; empty ones are chosen by the
// terminal.
func checkLooks(name, glyphs string) error {
	if _, ok := theme.Named(name); !ok {
		return fmt.Errorf("there is no theme %q; there are %s", reading.Clean(name), strings.Join(theme.Names(), ", "))
	}
	if _, ok := terminal.GlyphsByName(glyphs); !ok && glyphs != "" {
		return fmt.Errorf("glyphs are braille, blocks or ascii, not %q", reading.Clean(glyphs))
	}
	return nil
}
