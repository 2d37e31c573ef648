package tui

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

func TestEveryBindingSaysWhatItDoes(t *testing.T) {
	for _, b := range keyTable() {
		switch name := b.where.heading() + " " + b.Help().Key; {
		case len(b.Keys()) == 0:
			t.Errorf("%s has no keys", name)
		case len(b.Help().Desc) < 4 || strings.HasSuffix(b.Help().Desc, "."):
			t.Errorf("%s does %q: want half a sentence", name, b.Help().Desc)
		case b.Help().Key == "":
			t.Errorf("%s is not written out", name)
		case b.do == nil:
			t.Errorf("%s does nothing", name)
		case utf8.RuneCountInString(b.Help().Key) > 10:
			t.Errorf("%s is too wide for the help", name)
		}
	}
}

func TestNoKeyMeansTwoThingsInOneScope(t *testing.T) {
	seen := map[string]string{}
	for _, b := range keyTable() {
		for _, k := range b.Keys() {
			at := b.where.heading() + " " + k
			if before, twice := seen[at]; twice {
				t.Errorf("%s is both %q and %q", at, before, b.Help().Desc)
			}
			seen[at] = b.Help().Desc
		}
	}
}

// A key that works everywhere must not be hidden by a pane, or it would do
// something else without a word. HJKL belong together: while a point is probed,
// which a person asks for, L is its.
func TestNoPaneHidesAKeyThatWorksEverywhere(t *testing.T) {
	for _, b := range keyTable() {
		if b.where < inFlow || b.where > inLayer {
			continue
		}
		for _, c := range keyTable() {
			if c.where != everywhere && c.where != always {
				continue
			}
			for _, k := range c.Keys() {
				if b.matches(k) && k != "esc" && (k != "L" || b.where != inProbe) {
					t.Errorf("%s is %q everywhere, but %q in %s", k, c.Help().Desc, b.Help().Desc, b.where.heading())
				}
			}
		}
	}
}

func TestTheKeysOfTheIssueAreThere(t *testing.T) {
	want := map[scope]string{
		always:     "space ctrl+c ctrl+z",
		everywhere: "n N r R + - u ctrl+r t a tab shift+tab 1 2 3 4 5 6 7 i [ ] p o O c v f L M ? q esc x y",
		inFlow:     "d J K m z A enter j k up down",
		inTrain:    "h j k l up down left right enter",
		inData:     "h j k l up down left right enter",
		inPlots:    "h j k l up down left right",
		inLoss:     "h l left right",
		inProbe:    "h j k l H J K L up down left right shift+up shift+down shift+left shift+right esc",
		inDraft:    "h l left right enter esc",
	}
	for s, keys := range want {
		for k := range strings.FieldsSeq(keys) {
			if !slices.ContainsFunc(keyTable(), func(b binding) bool { return b.where == s && b.matches(k) }) {
				t.Errorf("%s does nothing in: %s", k, s.heading())
			}
		}
	}
}

// Bubble Tea tells keys by names; a name that it never gives would be a dead
// entry.
func TestKeysAreSpelledAsBubbleTeaDoes(t *testing.T) {
	for _, b := range keyTable() {
		for _, k := range b.Keys() {
			if got := keyPress(k).String(); got != k {
				t.Errorf("%q is not a key: the nearest is %q", k, got)
			}
		}
	}
}

func TestADeadKeySaysWhy(t *testing.T) {
	for _, c := range []struct{ keys, says string }{
		{"5 d", "d belongs to 1 flow: delete the layer"},
		{"5 Z", "Z has no use here"},
		{"esc", "nothing is open"},
		{"u", "nothing was changed yet"},
		{"ctrl+r", "nothing was undone"},
		{"+", "flat out already"},
		{"]", "this is the whole flow already"},
		{"[ [ [ [ [ [", "this is the base already"},
		{"x", "no further columns"},
		{"6 h", "before the first step"},
		{"g d", "the base is no layer"},
		{"G d", "the data is no layer"},
		{"a w", "w does nothing here; esc closes this"},
		{"2 l w", "enter takes the value"},
	} {
		s := newSession(t, tea.WindowSizeMsg{Width: 120, Height: 40})
		s.press(c.keys)
		if !strings.Contains(s.app.Toast.Text, c.says) || !s.app.Toast.Bad {
			t.Errorf("after %q: %q, want %q", c.keys, s.app.Toast.Text, c.says)
		}
	}
}

// The base and the data are no layers: the footer does not offer what would be
// refused.
func TestTheFooterLeavesOutWhatTheRowRefuses(t *testing.T) {
	s := newSession(t, large)
	foot := func() string { return s.screen()[strings.LastIndexByte(s.screen(), '\n'):] }
	for row, has := range map[string]map[string]bool{
		"g":   {"edit": true, "delete": false, "freeze": false, "step": true},
		"G":   {"edit": false, "delete": false, "freeze": false, "step": true},
		"g j": {"edit": true, "delete": true, "freeze": true, "step": true},
	} {
		s.press(row)
		for word, want := range has {
			if got := strings.Contains(foot(), " "+word+" "); got != want {
				t.Errorf("after %s the footer has %q: %v\n%s", row, word, got, foot())
			}
		}
	}
}
