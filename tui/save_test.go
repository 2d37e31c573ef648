package tui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/presets"
	"bijou/tui/screen"
)

// shelved gives a session a home of its own and a shelf in it.
func shelved(t testing.TB) func(*Options, *model.Config) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("XDG_STATE_HOME", "")
	return func(o *Options, _ *model.Config) { o.Shelf = presets.UserShelf() }
}

func TestWSavesTheRunUnderANameOfItsOwn(t *testing.T) {
	s := newSession(t, tea.WindowSizeMsg{Width: 120, Height: 40}, shelved(t))
	s.press("n n n w")
	s.sees("saved as ~/.local/share/bijou/moons-coupling4-s7.safetensors")
	s.send(screen.ToastMsg(s.app.Toasts))
	s.sees("bijou --run moons-coupling4-s7 opens it again")
	s.press("n w")
	s.sees("saved as ~/.local/share/bijou/moons-coupling4-s7-2.safetensors")
	for name, steps := range map[string]int{"moons-coupling4-s7": 3, "moons-coupling4-s7-2": 4} {
		f, err := presets.UserShelf().Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if f.Steps() != steps {
			t.Errorf("%s is at step %d, was saved at %d", name, f.Steps(), steps)
		}
	}
}

func TestTrainingGoesOnWhenARunCannotBeSaved(t *testing.T) {
	shelf := shelved(t)
	data := filepath.Join(os.Getenv("HOME"), ".local")
	if err := os.WriteFile(data, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := newSession(t, tea.WindowSizeMsg{Width: 120, Height: 40}, shelf)
	s.press("space w")
	s.sees("not a directory")
	s.driver.train(5)
	s.settle()
	if got := s.app.Snap.Step; got != 5 {
		t.Errorf("the run is at step %d", got)
	}
}

func TestAServedSessionHasNoFiles(t *testing.T) {
	s := newSession(t, tea.WindowSizeMsg{Width: 120, Height: 40})
	s.press("n w")
	s.sees("w: runs are not kept here")
}

// What the end of the explorer keeps, with the trainer gone.
func TestTheEndKeepsASessionThatHasSomethingToLose(t *testing.T) {
	shelf := shelved(t)
	for _, c := range []struct {
		name string
		do   func(s *session)
		want string
	}{
		{"at once", func(*session) {}, ""},
		{"after steps", func(s *session) { s.press("n n") }, "bijou --resume goes on from step 2\n"},
		{"after an edit", func(s *session) { s.press("d") }, "bijou --resume goes on from step 0\n"},
	} {
		s := newSession(t, tea.WindowSizeMsg{Width: 120, Height: 40}, shelf)
		c.do(s)
		var said strings.Builder
		k := keeper{presets.UserShelf(), s.driver.fit, &said}
		k.keep()
		if said.String() != c.want {
			t.Errorf("%s: %q", c.name, said.String())
		}
		f, err := k.shelf.OpenLast()
		if c.want == "" {
			if err == nil {
				t.Errorf("%s: it was kept", c.name)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if line := fmt.Sprintf("bijou --resume goes on from step %d\n", f.Steps()); line != c.want {
			t.Errorf("%s: what was kept is at step %d", c.name, f.Steps())
		}
		f.Close()
	}
}

func TestASessionThatCannotBeKeptSaysSo(t *testing.T) {
	shelf := shelved(t)
	s := newSession(t, tea.WindowSizeMsg{Width: 120, Height: 40}, shelf)
	s.press("n")
	if err := os.WriteFile(filepath.Join(os.Getenv("HOME"), ".local"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	k := keeper{presets.UserShelf(), s.driver.fit, &said}
	k.keep()
	if !strings.HasPrefix(said.String(), "bijou: the session was not kept: ") {
		t.Errorf("%q", said.String())
	}
}
