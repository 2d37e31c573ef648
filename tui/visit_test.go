package tui

import (
	"math"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"bijou/model"
	"bijou/tui/terminal"
)

// newVisit is a session in a window at the other end of a network, with a run that
// keeps to limits.
func newVisit(t *testing.T) *session {
	t.Helper()
	s := newSession(t, tea.WindowSizeMsg{Width: 120, Height: 40}, func(_ *Options, c *model.Config) {
		c.Limits = model.Limits{Layers: 5, Points: 20_000}
	})
	s.app.remote = true
	return s
}

func TestAVisitorIsToldWhatHasNoUseHere(t *testing.T) {
	s := newVisit(t)
	s.press("ctrl+z")
	s.sees("there is no shell behind this window; q leaves")
	s.press("A")
	s.sees("5 layers")
	s.press("a")
	s.sees("a stack has at most 5 layers")
	s.press("A")
	s.sees("at most 5 layers, not 6")
}

func TestTrainingRestsWhileNobodyLooks(t *testing.T) {
	s := newVisit(t)
	s.press("space")
	s.send(tea.BlurMsg{})
	s.send(restMsg(s.app.blurs))
	s.sees("training rests while the window is in the background")
	s.sees("‖ paused")

	s.send(tea.FocusMsg{})
	s.press("space")
	s.send(tea.BlurMsg{})
	s.send(tea.FocusMsg{})
	s.send(restMsg(s.app.blurs))
	s.send(tea.BlurMsg{})
	s.send(restMsg(s.app.blurs - 1))
	s.sees("● training")

	s.send(noticeMsg("the end is near"))
	s.sees("the end is near")
	s.sees("‖ paused")

	s.press("N space { {") // an earlier step is shown while the run goes on
	s.send(noticeMsg("the end is near"))
	s.settle()
	if s.driver.playing || s.app.Live == nil {
		t.Errorf("training goes on: %v; the past is shown: %v", s.driver.playing, s.app.Live != nil)
	}
}

func TestTheDataOfAVisitorHaveABound(t *testing.T) {
	s := newVisit(t)
	for _, c := range s.app.Data.Sources.List {
		for _, f := range c.Set.Fields {
			if f.Name == "n" && f.Max > 20_000 {
				t.Errorf("%s may have %g points", c.Name(), f.Max)
			}
		}
	}
}

func TestATerminalFarAwayHasColoursByItsName(t *testing.T) {
	for env, want := range map[string]colorprofile.Profile{
		"TERM=xterm": colorprofile.ANSI256, "TERM=xterm-256color": colorprofile.ANSI256, "TERM=screen": colorprofile.ANSI256,
		"TERM=xterm COLORTERM=truecolor": colorprofile.TrueColor, "TERM=linux": colorprofile.ANSI, "TERM=vt100": colorprofile.ANSI,
	} {
		if got := terminal.Environment(strings.Fields(env)).RemoteProfile(); got != want {
			t.Errorf("%s: %v, want %v", env, got, want)
		}
	}
}

func TestAWindowIsNeverLargerThanItsCellsCanBePaidFor(t *testing.T) {
	for n, want := range map[int]int{-1: 1, 0: 1, 1: 1, 80: 80, maxW: maxW, math.MaxInt32: maxW} {
		if got := bounded(n, maxW); got != want {
			t.Errorf("%d became %d, want %d", n, got, want)
		}
	}
}
