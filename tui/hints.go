package tui

import (
	"strings"

	"bijou/model"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// drawFoot writes the toast, or the keys that matter here.
func (a *App) drawFoot() {
	r, t := a.Layout.Foot, &a.Theme
	if r.H == 0 {
		return
	}
	if a.Toast.Text != "" {
		style := t.Accent
		if a.Toast.Bad {
			style = t.Warn
		}
		a.Grid.Text(r.X+1, r.Y, r.W-1, screen.Cut(a.Toast.Text, r.W-2), style)
		return
	}
	a.Grid.Spans(r.X+1, r.Y, r.W-1, a.hints(r.W-2)...)
}

// hints are the keys that matter here, in at most w columns: the innermost scope
// first, and at the end how to get help and how to leave.
func (a *App) hints(w int) []plot.Span {
	var last, spans []plot.Span
	if a.overlay.kind == noOverlay && a.draft() == nil {
		last = append(a.hint("?", "help"), a.hint("q", "quit")...)
		if w < 30 { // space matters more
			last = a.hint("q", "quit")
		}
	}
	room := w - plot.SpansWidth(last)
	scopes := a.scopes()
	if a.overlay.kind == noOverlay && a.draft() == nil { // space is worth more than the keys of a pane
		scopes = append([]scope{always}, scopes[:len(scopes)-1]...)
	}
	if a.overlay.kind == helpPopup { // there, space is text
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
			if now := a.Now(); keys == "space" && now != nil && now.State == model.Training {
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
	return []plot.Span{{Text: keys, Style: a.Theme.Accent}, {Text: " " + word + "  ", Style: a.Theme.Dim}}
}
