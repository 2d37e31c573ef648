package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// A Toast is a sentence in the last row, in place of the keys, until the next
// key or for a while.
type Toast struct {
	Text  string
	Bad   bool     // it says why something was not done
	Notes []string // to be said after it
}

// toastTime is long enough to read a line twice.
const toastTime = 6 * time.Second

// Say tells what was done.
func (s *State) Say(text string) tea.Cmd { return s.Post(Toast{Text: text}) }

// Warn tells why something was not done.
func (s *State) Warn(text string) tea.Cmd { return s.Post(Toast{Text: text, Bad: true}) }

func (s *State) Post(t Toast) tea.Cmd {
	s.Toast, s.Dirty = t, true
	s.Toasts++
	return s.Clock.After(toastTime, ToastMsg(s.Toasts))
}

// EndToast takes the toast of that number away, if it is still there, and says
// what waits behind it.
func (s *State) EndToast(number int) tea.Cmd {
	if number != s.Toasts {
		return nil
	}
	next := s.Toast.Notes
	s.Toast, s.Dirty = Toast{}, true
	if len(next) == 0 {
		return nil
	}
	return s.Post(Toast{Text: next[0], Notes: next[1:]})
}

// A ToastMsg ends the toast of that number.
type ToastMsg int
