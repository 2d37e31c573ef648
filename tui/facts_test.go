package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/layout"
	"bijou/tui/screen"
)

func TestAContinuousLayerTellsItsEvaluations(t *testing.T) {
	for _, c := range []struct{ stack, says string }{
		{"affine, cnf(hidden=4, steps=2, tol=0)", "2 cnf          12 evaluations"},
		{"actnorm, affine*5, cnf(hidden=4, steps=2, tol=0)", "7/7  12 evaluations"},
	} {
		s := newSession(t, large, withStack(c.stack))
		s.sees(c.says)
		s.sees("= sum to")
		s.press("m")
		s.misses("12 evaluations")
		s.sees("= sum, exactly")
	}
}

// Two bars of the same length are the same number of nats, whatever the sign.
func TestTheLongestBarFits(t *testing.T) {
	for _, size := range []tea.WindowSizeMsg{large, middle} {
		for w := size.Width; w < size.Width+6; w++ {
			s := newSession(t, tea.WindowSizeMsg{Width: w, Height: size.Height}, withStack("affine(scale=1.25), affine(scale=0.8)"))
			c := s.app.Flow.Columns(s.app.Inside(layout.Flow))
			if c.Bar.Left != c.Bar.Right || c.Bar.Left == 0 {
				t.Errorf("%d columns: %d to the left and %d to the right", w, c.Bar.Left, c.Bar.Right)
			}
		}
	}
}

func TestALongBaseIsCutByWords(t *testing.T) {
	for w, want := range map[int]string{40: "mixture trained modes=8 radius=1.4", 33: "mixture trained modes=8…", 24: "mixture trained modes=8…", 23: "mixture trained…", 5: "mixt…"} {
		if got := screen.CutWords("mixture trained modes=8 radius=1.4", w); got != want {
			t.Errorf("in %d columns it reads %q, want %q", w, got, want)
		}
	}
}

// A field says what it is for in its row or below the fields, never in both.
func TestTheHelpOfAFieldStandsWhereThereIsRoom(t *testing.T) {
	s := newSession(t, large, withBase("mixture"), withStack("affine"))
	s.press("g enter j")
	if n := strings.Count(s.screen(), "number of blobs"); n != 1 {
		t.Errorf("the help is on the screen %d times:\n%s", n, s.screen())
	}
}
