package tui

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// Play does what the words of a script say, apart by spaces: keys as the help spells them,
// and train:500 to make steps (train alone: all), wait:2s to let time pass, type:moons to
// type a text, click:60,5 and drag:60,5,70,9 for the mouse, size:80x24 for the window.
func (s *Script) Play(words string) error {
	for word := range strings.FieldsSeq(words) {
		if s.quit {
			return fmt.Errorf("%s comes after the end of the program", word)
		}
		if err := s.do(word); err != nil {
			return err
		}
		s.settle()
	}
	return nil
}

// do does what one word says.
func (s *Script) do(word string) error {
	verb, what, told := strings.Cut(word, ":")
	if !told || verb == "" || what == "" {
		if word == "train" {
			s.advance(1 << 30)
			return nil
		}
		return s.key(word)
	}
	numbers, err := numbersOf(what)
	switch {
	case verb == "type":
		for _, r := range what {
			s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		return nil
	case verb == "wait":
		d, err := time.ParseDuration(what)
		if err != nil || d < 0 || d > time.Hour {
			return fmt.Errorf("%s: a time is written as 2s or 500ms", word)
		}
		s.pass(d)
		return nil
	case err != nil:
	case verb == "train" && len(numbers) == 1:
		s.advance(numbers[0])
		return nil
	case verb == "size" && len(numbers) == 2:
		s.send(tea.WindowSizeMsg{Width: numbers[0], Height: numbers[1]})
		return nil
	case verb == "click" && len(numbers) == 2:
		s.send(tea.MouseClickMsg{X: numbers[0], Y: numbers[1], Button: tea.MouseLeft})
		s.send(tea.MouseReleaseMsg{X: numbers[0], Y: numbers[1], Button: tea.MouseLeft})
		return nil
	case verb == "drag" && len(numbers) == 4:
		s.drag(numbers)
		return nil
	}
	return fmt.Errorf("%q is no key and none of train:500, wait:2s, type:text, click:x,y, drag:x,y,x,y and size:80x24", word)
}

// key presses a key.
func (s *Script) key(name string) error {
	k, err := parseKey(name)
	if err == nil {
		s.send(k)
	}
	return err
}

// advance makes steps at once, to the end of the run at most.
func (s *Script) advance(n int) {
	for range n {
		if ended, _ := s.driver.fit.Ended(); ended != 0 {
			break
		}
		s.driver.fit.Step()
	}
	s.driver.publish()
}

// drag presses the button, moves on in a straight line and lets go.
func (s *Script) drag(at []int) {
	s.send(tea.MouseClickMsg{X: at[0], Y: at[1], Button: tea.MouseLeft})
	steps := max(abs(at[2]-at[0]), abs(at[3]-at[1]))
	for i := 1; i <= steps; i++ {
		s.send(tea.MouseMotionMsg{X: at[0] + (at[2]-at[0])*i/steps, Y: at[1] + (at[3]-at[1])*i/steps, Button: tea.MouseLeft})
	}
	s.send(tea.MouseReleaseMsg{X: at[2], Y: at[3], Button: tea.MouseLeft})
}

func abs(n int) int { return max(n, -n) }

// numbersOf reads whole numbers from 0 with commas or an x between.
func numbersOf(text string) (numbers []int, err error) {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == 'x' }) {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > 1<<30 {
			return nil, fmt.Errorf("%q is no whole number from 0", part)
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// namedKeys are the keys that have a name.
var namedKeys = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
	"right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "f1": tea.KeyF1, "f2": tea.KeyF2,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
}

// parseKey is the message of a key as the help spells it.
func parseKey(name string) (k tea.KeyPressMsg, err error) {
	full := name
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		k.Mod, name = tea.ModCtrl, rest
	} else if rest, ok := strings.CutPrefix(name, "shift+"); ok {
		k.Mod, name = tea.ModShift, rest
	}
	switch code, named := namedKeys[name]; {
	case named:
		k.Code = code
	case name == "space":
		k.Code, k.Text = tea.KeySpace, " "
	case utf8.RuneCountInString(name) == 1:
		r, _ := utf8.DecodeRuneInString(name)
		if k.Code = r; k.Mod == 0 {
			k.Text = name
		}
	default:
		return k, fmt.Errorf("%q is no key: keys are single letters and space, enter, esc, tab, up, down, left, right, home, end, backspace, delete, pgup, pgdown, shift+tab, ctrl+r", full)
	}
	return k, nil
}
