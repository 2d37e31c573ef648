package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// A toast is a sentence in the last row, in place of the keys, until the next
// key or for a while.
type toast struct {
	text  string
	bad   bool     // it says why something was not done
	notes []string // to be said after it
}

// toastTime is long enough to read a line twice.
const toastTime = 6 * time.Second

// say tells what was done.
func (s *State) say(text string) tea.Cmd { return s.post(toast{text: text}) }

// warn tells why something was not done.
func (s *State) warn(text string) tea.Cmd { return s.post(toast{text: text, bad: true}) }

func (s *State) post(t toast) tea.Cmd {
	s.toast, s.Dirty = t, true
	s.toasts++
	return s.Clock.After(toastTime, toastMsg(s.toasts))
}

// endToast takes the toast of that number away, if it is still there, and says
// what waits behind it.
func (s *State) endToast(number int) tea.Cmd {
	if number != s.toasts {
		return nil
	}
	next := s.toast.notes
	s.toast, s.Dirty = toast{}, true
	if len(next) == 0 {
		return nil
	}
	return s.post(toast{text: next[0], notes: next[1:]})
}

// A toastMsg ends the toast of that number.
type toastMsg int
