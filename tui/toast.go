package tui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/plot"
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
func (a *App) say(text string) tea.Cmd { return a.post(toast{text: text}) }

// warn tells why something was not done.
func (a *App) warn(text string) tea.Cmd { return a.post(toast{text: text, bad: true}) }

func (a *App) post(t toast) tea.Cmd {
	a.toast, a.dirty = t, true
	a.toasts++
	return a.clock.After(toastTime, toastMsg(a.toasts))
}

// endToast takes the toast of that number away, if it is still there, and says
// what waits behind it.
func (a *App) endToast(number int) tea.Cmd {
	if number != a.toasts {
		return nil
	}
	next := a.toast.notes
	a.toast, a.dirty = toast{}, true
	if len(next) == 0 {
		return nil
	}
	return a.post(toast{text: next[0], notes: next[1:]})
}

// drawFoot writes the toast, or the keys that matter here.
func (a *App) drawFoot() {
	r, t := a.screen.Foot, &a.theme
	if r.H == 0 {
		return
	}
	if a.toast.text != "" {
		style := t.Accent
		if a.toast.bad {
			style = t.Warn
		}
		a.grid.Text(r.X+1, r.Y, r.W-1, cut(a.toast.text, r.W-2), style)
		return
	}
	a.grid.Spans(r.X+1, r.Y, r.W-1, a.hints(r.W-2)...)
}

// hints are the keys that matter here, in at most w columns: the innermost scope
// first, and at the end how to get help and how to leave.
func (a *App) hints(w int) []plot.Span {
	var last, spans []plot.Span
	if a.popup.kind == noPopup && a.draft() == nil {
		last = append(a.hint("?", "help"), a.hint("q", "quit")...)
		if w < 30 { // space matters more
			last = a.hint("q", "quit")
		}
	}
	room := w - plot.SpansWidth(last)
	scopes := a.scopes()
	if a.popup.kind == noPopup && a.draft() == nil { // space is worth more than the keys of a pane
		scopes = append([]scope{always}, scopes[:len(scopes)-1]...)
	}
	if a.popup.kind == helpPopup { // there, space is text
		scopes = scopes[:1]
	}
	for _, s := range scopes {
		for i := range a.keys {
			b := &a.keys[i]
			if b.where != s || b.word == "" || b.matches("?") || b.matches("q") && s == everywhere || a.isHidden(b) {
				continue
			}
			keys := b.footKeys
			if keys == "" {
				keys, _, _ = strings.Cut(a.keyText(b), " ")
			}
			word := b.word
			if now := a.now(); keys == "space" && now != nil && now.State == model.Training {
				word = "pause"
			}
			if h := a.hint(keys, word); plot.SpansWidth(h) <= room {
				spans, room = append(spans, h...), room-plot.SpansWidth(h)
			}
		}
	}
	return append(spans, last...)
}

// isHidden tells whether a key does something else in a scope further in, or is one
// of the flow pane that does nothing in the selected row.
func (a *App) isHidden(b *binding) bool {
	return b.do != nil && a.meaning(b.Keys()[0]) != b || b.where == inFlow && b.can != nil && b.can(a) != ""
}

func (a *App) hint(keys, word string) []plot.Span {
	return []plot.Span{{Text: keys, Style: a.theme.Accent}, {Text: " " + word + "  ", Style: a.theme.Dim}}
}
