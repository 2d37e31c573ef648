package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
)

func TestSettingsAreChangedInsideAndKept(t *testing.T) {
	kept := map[string]string{}
	s := newSession(t, large, func(o *Options, _ *model.Config) {
		o.Settings = Keeper{Path: "/home/config.toml", Keep: func(name, value string) error { kept[name] = value; return nil }}
	})
	before := s.app.Theme.Good
	s.press("f2")
	s.sees("settings", "kept in /home/config.toml", "theme", "auto")
	s.press("l l l l l l")
	s.sees("safe")
	if s.app.Theme.Good == before || kept["theme"] != "safe" {
		t.Errorf("the theme is kept as %q, and its colours changed: %v", kept["theme"], s.app.Theme.Good != before)
	}
	s.press("j l")
	if kept["glyphs"] != "blocks" || strings.ContainsFunc(s.screen(), func(r rune) bool { return r >= 0x2801 && r <= 0x28ff }) {
		t.Errorf("glyphs are kept as %q:\n%s", kept["glyphs"], s.screen())
	}
	s.press("j l")
	if s.app.View().MouseMode != 0 || kept["no-mouse"] != "true" {
		t.Error("the mouse is still taken")
	}
	s.press("esc")
	s.misses("kept in")
}

func TestWhatIsNotKeptSaysSo(t *testing.T) {
	s := newVisit(t)
	s.press("f2")
	s.sees("changes end with this session")
	for w := 1; w < 100; w += 3 {
		s.app.resize(w, 1+w/3)
		s.checkFrame(w, 1+w/3)
	}
}

func TestASmallScreenSaysWhatTheSelectedSettingIsFor(t *testing.T) {
	s := newSession(t, tea.WindowSizeMsg{Width: 40, Height: 20})
	s.press("f2 j")
	s.sees("what pictures are drawn in")
	s.press("j")
	s.sees("leave the mouse to the terminal")
}
