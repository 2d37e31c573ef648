package tui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bijou/model"
	"bijou/presets"
	"bijou/tui/popup"
)

func TestTheLineOfARunGivesTheSameRun(t *testing.T) {
	s := newSession(t, large)
	s.press("N 1 d k m a")
	s.choose("actnorm")
	s.press("k z 2")
	s.field("lr")
	s.press("l enter R Y")
	line, ok := strings.CutPrefix(s.app.overlay.line.Text, "bijou --spec '")
	line, end := strings.CutSuffix(line, "'")
	if !ok || !end {
		t.Fatalf("the line is %s", s.app.overlay.line.Text)
	}
	cfg, err := presets.ParseRecipe(line)
	if err != nil {
		t.Fatal(err)
	}
	again, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	s.press("esc r n n n")
	for range 3 {
		again.Step()
	}
	if a, b := s.app.Snap, again.Snapshot(); !slices.Equal(a.Theta, b.Theta) || a.Step != b.Step || a.Train != b.Train {
		t.Errorf("%s gives another run", line)
	}
}

func TestTheLineIsShownInFull(t *testing.T) {
	for _, size := range []struct{ w, h int }{{120, 40}, {80, 24}, {40, 20}} {
		s := newSession(t, large)
		s.app.resize(size.w, size.h)
		s.press("Y")
		shown := strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \n│┃", r) {
				return -1
			}
			return r
		}, s.screen())
		if want := strings.ReplaceAll(s.app.overlay.line.Text, " ", ""); !strings.Contains(shown, want) {
			t.Errorf("%dx%d does not show %s:\n%s", size.w, size.h, want, s.screen())
		}
		s.press("esc")
		s.misses("the line of this run")
	}
}

func TestTheLineIsPutOnTheClipboard(t *testing.T) {
	s := newSession(t, middle)
	msg := s.app.openLine()()
	if got, want := fmt.Sprintf("%T %v", msg, msg), "tea.setClipboardMsg "+s.app.overlay.line.Text; got != want {
		t.Errorf("the clipboard gets %#v", msg)
	}
}

func TestALineIsFoldedAtSpacesAlone(t *testing.T) {
	for text, want := range map[string][]string{
		"bijou --spec 'a-b c'": {"bijou", "--spec", "'a-b c'"},
		"abcdefghijkl mn":      {"abcdefgh", "ijkl mn"},
		"a  b":                 {"a  b"},
		"12345678 90":          {"12345678", "90"},
	} {
		if got := popup.Folded(text, 8); !slices.Equal(got, want) {
			t.Errorf("%q is folded into %q, want %q", text, got, want)
		}
	}
}
