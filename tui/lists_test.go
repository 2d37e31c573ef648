package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/presets"
	"bijou/tui/popup"
)

// Every popup with rows answers to the same keys, the wheel and the mouse.
func TestAllListsMoveByTheSameKeys(t *testing.T) {
	small := tea.WindowSizeMsg{Width: 80, Height: 16}
	for name, list := range map[string]struct {
		keys string
		of   func(a *App) *popup.List
	}{
		"layers":  {"a", func(a *App) *popup.List { return &a.overlay.add.List }},
		"lessons": {"E", func(a *App) *popup.List { return &a.overlay.lessons.List }},
		"recipes": {"t r", func(a *App) *popup.List { return &a.overlay.recipes.List }},
		"data":    {"t", func(a *App) *popup.List { return &a.overlay.picker.List }},
		"keys":    {"f1", func(a *App) *popup.List { return &a.overlay.help.List }},
		"words":   {"?", func(a *App) *popup.List { return &a.overlay.words.List }},
		"runs":    {"c c c c C", func(a *App) *popup.List { return &a.overlay.runs.List }},
		"things":  {"W", func(a *App) *popup.List { return &a.overlay.write.List }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, small)
			s.press(list.keys)
			l := list.of(s.app)
			is := func(keys string, row int) {
				t.Helper()
				s.press(keys)
				if l.Row != row {
					t.Errorf("after %s row %d is selected, want %d of %d", keys, l.Row, row, l.Len)
				}
			}
			last := l.Len - 1
			s.press(strings.Repeat("up ", l.Len))
			is("pgup", 0)
			is("down", min(1, last)*max(s.app.overlay.picker.Across(), 1))
			is("up", 0)
			s.press("pgdown")
			if last > 1 && l.Row < 1 {
				t.Error("a page down goes nowhere")
			}
			for range l.Len {
				s.press("pgdown")
			}
			is("pgdown", last)
			if name != "keys" && name != "words" && name != "things" { // where letters and home belong to a text
				is("home", 0)
				is("G", last)
				is("g", 0)
			}
		})
	}
}

func TestAClickSelectsARow(t *testing.T) {
	for keys, text := range map[string]string{"E": "Splines and their tails", "t r": presets.Recipes()[3].Name, "a": flows.Kinds()[2].Name, "f1": "make one step"} {
		s := newSession(t, large)
		s.press(keys)
		y := slices.IndexFunc(strings.Split(s.screen(), "\n"), func(line string) bool { return strings.Contains(line, " "+text+" ") })
		s.send(tea.MouseClickMsg{X: 40, Y: y, Button: tea.MouseLeft})
		s.send(tea.MouseReleaseMsg{X: 40, Y: y, Button: tea.MouseLeft})
		if y < 0 || !strings.Contains(strings.Split(s.screen(), "\n")[y], "▸") {
			t.Errorf("%s: %s in line %d is not selected:\n%s", keys, text, y, s.screen())
		}
	}
}

func TestARecipeThatNobodyWaitsForDoesNotStart(t *testing.T) {
	for _, keys := range []string{"t r", "E"} {
		s := newSession(t, large)
		before := s.app.Snap.Run
		s.press(keys)
		_, cmd := s.app.Update(keyPress("enter"))
		s.sees("making the data…")
		s.press("esc")
		s.run(cmd)
		s.settle()
		if s.app.Snap.Run != before || !strings.HasPrefix(s.app.Snap.Data.Spec, "moons") || s.app.teacher.lesson != nil {
			t.Errorf("%s: %s is learnt though the popup was closed", keys, s.app.Snap.Data.Spec)
		}
	}
}

func TestAClickOnARowThatIsFoundNoMoreSelectsNothing(t *testing.T) {
	s := newSession(t, large)
	s.press("f1")
	help := &s.app.overlay.help
	help.Take(tea.PasteMsg{Content: "undo"}) // not drawn yet
	help.Click(60, 20)
	if help.Row >= help.Len || help.Selected() < 0 {
		t.Errorf("row %d of %d", help.Row, help.Len)
	}
}
