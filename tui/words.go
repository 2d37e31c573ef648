package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/presets/glossary"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/popup"
	"bijou/tui/view"
)

// explainer tells what the words and numbers on the screen mean.
type explainer struct{ *App }

// open explains the terms of the focused pane, or of the popup that is open, the first of
// them at first.
func (e explainer) open() tea.Cmd {
	e.redraw()
	r := e.Layout.Panes[e.Want.Focus]
	if e.overlay.kind.isRead() {
		r = e.Box
	}
	e.show(e.seen(r), "")
	return nil
}

// openAt explains what lies at a cell: the term under it or, for a number, its label at the
// left.
func (e explainer) openAt(x, y int) tea.Cmd {
	e.redraw()
	r := e.Layout.Screen
	switch p := e.Layout.At(x, y); {
	case e.overlay.kind.isRead():
		r = e.Box
	case p != layout.None:
		r = e.Layout.Panes[p]
	default:
		r = plot.Rect{Y: y, W: r.W, H: 1}
	}
	selected := ""
	for _, hit := range glossary.On(e.row(r, y)) {
		if selected == "" || r.X+hit.At <= x {
			selected = hit.Term.Name
		}
	}
	seen := e.seen(r)
	if selected == "" && len(seen) == 0 {
		return e.Warn("the glossary has nothing of what is here")
	}
	e.show(seen, selected)
	return nil
}

// redraw draws the screen below a popup, with all characters: those of ASCII name nothing.
func (e explainer) redraw() {
	over, glyphs := e.overlay, e.Glyphs
	if !over.kind.isRead() {
		e.overlay.kind = noOverlay
	}
	e.Glyphs = plot.Braille
	e.Changed++ // what is cached has other glyphs
	e.draw()
	e.overlay, e.Glyphs, e.Dirty = over, glyphs, true
	e.Changed++
}

func (e explainer) show(seen []glossary.Term, selected string) {
	if !e.overlay.kind.isRead() {
		e.overlay = overlay{}
	}
	e.overlay.below, e.overlay.kind = e.overlay.kind, wordsPopup
	e.overlay.words = popup.NewWords(e.State, seen, selected, e.numbers)
}

// isRead tells whether words are explained over a popup, which stays below them: where
// nothing is typed and numbers stand.
func (k overlayKind) isRead() bool {
	switch k {
	case diagnosisPopup, runsPopup, pairsPopup, addPopup, lessonPopup:
		return true
	}
	return false
}

// seen lists the terms in a part of the screen, row by row, and after them those of the
// first row.
func (e explainer) seen(r plot.Rect) (terms []glossary.Term) {
	for y := range r.H {
		for _, hit := range glossary.On(e.row(r, r.Y+y)) {
			terms = append(terms, hit.Term)
		}
	}
	for y := range e.Layout.Status.H {
		for _, hit := range glossary.On(e.row(e.Layout.Status, y)) {
			terms = append(terms, hit.Term)
		}
	}
	return terms
}

// row is a row of a part of the screen as text.
func (e explainer) row(r plot.Rect, y int) string {
	var b strings.Builder
	for x := r.X; x < r.X+r.W; x++ {
		if c := e.Grid.At(x, y); c.Rune != 0 {
			b.WriteRune(c.Rune)
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// numbers are what the screen knows of the run that it shows.
func (e explainer) numbers() glossary.Numbers {
	s := e.Snap
	n := glossary.Of(s)
	n["depth"] = float64(e.Depth())
	if e.Flow.Ledger.Version.SameFlow(view.VersionOf(s)) {
		n.Account(&e.Flow.Ledger.Account)
	}
	if l := e.Layer(); l != nil {
		n.Layer(e.Flow.Ledger.Stats(l.ID))
	}
	if p := e.Probe.Probed(); p != nil {
		n.Probe(&p.Probe)
	}
	if c := e.Plots.Pictures.Cloud; c != nil {
		n["spread x"], n["spread y"] = c.Spread[0], c.Spread[1]
	}
	if l := e.Plots.Pictures.Line; l != nil && view.OneColumn(s) {
		n["area"] = l.At[min(e.Depth(), len(l.At)-1)].Area
	}
	if a := e.Plots.Compare.Run; a != nil {
		n["pinned"] = s.Val - a.Snap.Val
	}
	if w := &e.Plots.Pictures.Weights; s.Objective.Reverse && w.ESS > 0 {
		n["ess"], n["pareto"] = w.ESS, w.Pareto
	}
	return n
}

// closeWords clears the search, or goes back to what was below.
func (a *App) closeWords() tea.Cmd {
	if a.overlay.words.Clear() {
		return nil
	}
	if a.overlay.below == noOverlay {
		return a.closeOverlay()
	}
	a.overlay.kind, a.overlay.below = a.overlay.below, noOverlay
	return nil
}

// wordKeys are those of the words, and how they are asked for.
func wordKeys() []binding {
	table := []binding{
		bind(everywhere, "?", "?", "help", "explain the words and numbers of the focused pane; tab there lists the keys", func(a *App) tea.Cmd { return explainer{a}.open() }).unless((*App).NoSnapshot),
		bind(everywhere, "f1", "f1", "", "list the keys, search and run them", func(a *App) tea.Cmd { return a.keyboard.openHelp() }),
		bind(inHelp, "tab", "tab", "words", "explain the words and numbers on the screen", func(a *App) tea.Cmd { return explainer{a}.open() }).unless((*App).NoSnapshot),
		bind(inWords, "tab f1", "tab", "keys", "list the keys, search and run them", func(a *App) tea.Cmd { return a.keyboard.openHelp() }),
		bind(inWords, "esc", "esc", "close", "clear the search, then close", (*App).closeWords),
	}
	for _, s := range []scope{inDiagnosis, inRuns, inPairs, inAdd, inLesson} {
		table = append(table, bind(s, "?", "?", "", "explain the words and numbers here", func(a *App) tea.Cmd { return explainer{a}.open() }))
	}
	return table
}
