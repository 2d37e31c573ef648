package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/plot"
	"bijou/tui/popup"
	"bijou/tui/screen"
	"bijou/tui/terminal"
	"bijou/tui/theme"
)

// A Keeper keeps settings of the explorer where the next session finds them.
type Keeper struct {
	Path string // where they are; empty for nowhere
	Keep func(name, value string) error
}

// settler changes how the explorer looks while it runs.
type settler struct{ *App }

// glyphNames are the names of the sets of glyphs.
var glyphNames = []string{"braille", "blocks", "ascii"}

// open shows the settings as they are.
func (p settler) open() tea.Cmd {
	mouse := "false"
	if !p.mouse.on {
		mouse = "true"
	}
	list := []popup.Preference{
		{Name: "theme", About: "safe is for colour-blind eyes", Words: theme.Names(), Value: p.themeName},
		{Name: "glyphs", About: "what pictures are drawn in", Words: glyphNames, Value: p.glyphName()},
		{Name: "no-mouse", About: "leave the mouse to the terminal", Words: []string{"false", "true"}, Value: mouse},
	}
	p.overlay = overlay{kind: settingsPopup, settings: popup.NewSettings(p.State, list, p.keeps.Path)}
	return nil
}

// glyphName is the name of the glyphs that are drawn.
func (p settler) glyphName() string {
	for _, name := range glyphNames {
		if g, ok := terminal.GlyphsByName(name); ok && g == p.Glyphs {
			return name
		}
	}
	return glyphNames[0]
}

// step changes the selected setting, shows what it looks like, and keeps it.
func (p settler) step(dir int) tea.Cmd {
	p.overlay.settings.Step(dir)
	at := *p.overlay.settings.At()
	switch at.Name {
	case "theme":
		p.themeName = at.Value
		p.look, _ = theme.Named(at.Value)
		p.retheme()
	case "glyphs":
		if g, ok := terminal.GlyphsByName(at.Value); ok && p.env.Glyphs() != plot.ASCII { // a terminal without Unicode keeps to ASCII
			p.Glyphs = g
			p.Arrange()
		}
	case "no-mouse":
		p.mouse.on = at.Value == "false"
	}
	if p.keeps.Keep == nil {
		return nil
	}
	keep := p.keeps.Keep
	return screen.Guard(func() tea.Msg {
		if err := keep(at.Name, at.Value); err != nil {
			return writtenMsg{err: fmt.Errorf("%s is as chosen until the end: %w", at.Name, err)}
		}
		return nil
	})
}
