package tui

import (
	"strings"

	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// drawFoot writes the toast, or the keys that matter here.
func (k *keyboard) drawFoot() {
	r, t := k.Layout.Foot, &k.Theme
	if r.H == 0 {
		return
	}
	if k.Toast.Text != "" {
		style := t.Accent
		if k.Toast.Bad {
			style = t.Warn
		}
		k.Grid.Text(r.X+1, r.Y, r.W-1, screen.Cut(k.Toast.Text, r.W-2), style)
		return
	}
	k.Grid.Spans(r.X+1, r.Y, r.W-1, k.hints(r.W-2)...)
}

// hints are the keys that matter here, in at most w columns: the innermost scope
// first, and at the end how to get help and how to leave.
func (k *keyboard) hints(w int) []plot.Span {
	var last, spans []plot.Span
	if k.overlay.kind == noOverlay && k.draft() == nil {
		last = append(k.hint("?", "help"), k.hint("q", "quit")...)
		if w < 30 { // space matters more
			last = k.hint("q", "quit")
		}
	}
	room := w - plot.SpansWidth(last)
	scopes := k.scopes()
	if k.overlay.kind == noOverlay && k.draft() == nil { // space is worth more than the keys of a pane
		scopes = append([]scope{always}, scopes[:len(scopes)-1]...)
	}
	if k.overlay.kind == helpPopup { // there, space is text
		scopes = scopes[:1]
	}
	for _, s := range scopes {
		for i := range k.keys {
			b := &k.keys[i]
			if b.where != s || b.word == "" || b.matches("?") || b.matches("q") && s == everywhere || k.isHidden(b) {
				continue
			}
			keys := b.footKeys
			if keys == "" {
				keys, _, _ = strings.Cut(k.keyText(b), " ")
			}
			word := b.word
			if now := k.Now(); keys == "space" && now != nil && now.State == model.Training {
				word = "pause"
			}
			if h := k.hint(keys, word); plot.SpansWidth(h) <= room {
				spans, room = append(spans, h...), room-plot.SpansWidth(h)
			}
		}
	}
	return append(spans, last...)
}

// isHidden tells whether a key does something else in a scope further in, or is one
// of the flow pane that does nothing in the selected row.
func (k *keyboard) isHidden(b *binding) bool {
	return b.do != nil && k.meaning(b.Keys()[0]) != b || b.where == inFlow && b.can != nil && b.can(k.App) != ""
}

func (k *keyboard) hint(keys, word string) []plot.Span {
	return []plot.Span{{Text: keys, Style: k.Theme.Accent}, {Text: " " + word + "  ", Style: k.Theme.Dim}}
}
