package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// help is the popup that lists the key table, searches it and runs its
// commands.
type help struct {
	search  string
	entries []int // of the key table, those of the focused pane first
	row     int   // selected among the found
	top     int   // first line that is seen
}

func (a *App) openHelp() tea.Cmd {
	a.popup = popup{kind: helpPopup}
	h := &a.popup.help
	order := append([]scope{}, scopeOf(a.Want.Focus), everywhere, always)
	for s := range scopeCount {
		if !slices.Contains(order, s) {
			order = append(order, s)
		}
	}
	for _, s := range order {
		for i, b := range a.keys {
			if b.where == s {
				h.entries = append(h.entries, i)
			}
		}
	}
	return nil
}

// found lists the entries that have all words of the search.
func (a *App) found() []int {
	h := &a.popup.help
	words := strings.Fields(strings.ToLower(h.search))
	var list []int
	for _, i := range h.entries {
		b := &a.keys[i]
		text := strings.ToLower(b.Help().Key + " " + b.Help().Desc + " " + b.where.heading())
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			list = append(list, i)
		}
	}
	return list
}

// write gives a key to the search. Keys that move, run or close are no text.
func (h *help) write(msg tea.KeyPressMsg) bool {
	switch key := msg.String(); {
	case key == "backspace":
		search := []rune(h.search)
		h.search = string(search[:max(len(search)-1, 0)])
	case key == "ctrl+u":
		h.search = ""
	case key == "ctrl+w":
		h.search = h.search[:strings.LastIndexByte(strings.TrimRight(h.search, " "), ' ')+1]
	case msg.Text != "":
		h.add(msg.Text)
		return true
	default:
		return false
	}
	h.row, h.top = 0, 0
	return true
}

// add appends text to the search, as much as makes sense.
func (h *help) add(text string) {
	const most = 40
	search := []rune(h.search + text)
	h.search = string(search[:min(len(search), most)])
	h.row, h.top = 0, 0
}

func (a *App) moveInHelp(by int) tea.Cmd {
	h := &a.popup.help
	h.row = plot.Clamp(h.row+by, 0, max(len(a.found())-1, 0))
	return nil
}

func (a *App) closeHelp() tea.Cmd {
	if h := &a.popup.help; h.search != "" {
		h.search = ""
		h.row, h.top = 0, 0
		return nil
	}
	return a.closePopup()
}

// runFromHelp does what the selected key does, if it means something on the
// screen below.
func (a *App) runFromHelp() tea.Cmd {
	found := a.found()
	if len(found) == 0 {
		return a.Warn("nothing is found; esc clears the search")
	}
	b := &a.keys[found[a.popup.help.row]]
	a.closePopup()
	if b.where > inLoss {
		return a.Warn(b.Help().Key + " is a key of: " + b.where.heading())
	}
	if p := b.where.pane(a.Want.Focus); p != a.Want.Focus {
		a.focus(p)
	}
	return a.perform(b)
}

// keyText is how the keys of a binding are written here.
func (a *App) keyText(b *binding) string {
	if a.Glyphs != plot.ASCII {
		return b.Help().Key
	}
	return strings.NewReplacer("↓", "down", "↑", "up", "←", "left", "→", "right").Replace(b.Help().Key)
}

// pane is the pane in which the keys of a scope work, given the focused one.
func (s scope) pane(focused layout.Pane) layout.Pane {
	for p := layout.Flow; p < layout.PaneCount; p++ {
		if scopeOf(p) == s && scopeOf(focused) != s {
			return p
		}
	}
	return focused
}

// A helpLine is a line of the list: a heading, a key, or words.
type helpLine struct {
	text  string
	entry int // of the key table; -1 for others
	head  bool
}

// helpLines lists the found keys under their headings, and without a search the
// words that the screen uses.
func (a *App) helpLines(w int) []helpLine {
	var lines []helpLine
	last := scopeCount
	for _, i := range a.found() {
		if s := a.keys[i].where; s != last {
			if len(lines) > 0 {
				lines = append(lines, helpLine{entry: -1})
			}
			lines = append(lines, helpLine{text: s.heading(), entry: -1, head: true})
			last = s
		}
		lines = append(lines, helpLine{entry: i})
	}
	if a.popup.help.search != "" {
		return lines
	}
	lines = appendWords(lines, "What the numbers mean", primer, w)
	var bases []string
	for _, b := range flows.Bases() {
		bases = append(bases, b.Name+": "+b.Summary)
	}
	return appendWords(lines, "What a flow can start from: enter on z in 1 flow", bases, w)
}

// appendWords adds paragraphs under a heading.
func appendWords(lines []helpLine, head string, paragraphs []string, w int) []helpLine {
	lines = append(lines, helpLine{entry: -1}, helpLine{text: head, entry: -1, head: true})
	for _, p := range paragraphs {
		for i, l := range screen.Wrap(p, w-4) {
			if i > 0 {
				l = "  " + l
			}
			lines = append(lines, helpLine{text: l, entry: -1})
		}
	}
	return lines
}

// primer explains the screen.
var primer = []string{
	"z is the base, x the data. The flow f carries z forward to x, layer by layer; its inverse carries data back to the base.",
	"NLL is −log p of the data under the model, averaged, in nats and in the data's own units. Lower is better; it may be negative.",
	"entropy is the NLL of the truth itself, where that is known: no model can do better. gap is test NLL − entropy: how far there is to go.",
	"log|det| of a layer is how much it stretches space on the way from z to x: squeezing is negative, expanding positive.",
	"NLL = base term + Σ log|det| + units, term by term: that is the change of variables, and the flow pane checks that it adds up.",
	"units is what standardising the columns took away: Σ log of their standard deviations.",
	"A probed point x comes from one z: log p(x) = log p(z) − Σ log|det| − units, layer by layer at that point. Of more than two columns, those that are not shown are those of the nearest test point, or stay as they were.",
	"A map shows log p at every cell; a lattice shows squares of the base where the flow puts them. One column is drawn as densities: each is log p(z) − log|det| along numbers z carried forward, and ∫p checks that its area is 1.",
	"Beside a pinned run A, p is the truth and q a flow: KL(p‖q) is large where q misses a part of p, KL(q‖p) where q puts what p has not. Forward KL covers, reverse KL seeks. Each is measured on more draws than gap is, and stands with its standard error.",
	"ESS is the share of samples that importance weights leave; a Pareto k above 0.7 says that the weights, and log Z from them, are not to be trusted. Both see only where the flow puts samples: a mode that it misses spoils neither.",
	"In the plots, dots are what the flow makes, and · is what they should cover: z under f⁻¹(data) at the left, data under f(z) at the right.",
}

// drawHelp draws the search and what it finds.
func (a *App) drawHelp() {
	t, g, h := &a.Theme, &a.Grid, &a.popup.help
	in := a.OpenBox(84, a.Layout.Screen.H-2, screen.Text{Title: []plot.Span{{Text: "keys", Style: t.Strong}, {Text: "  type to search, enter runs", Style: t.Dim}}})
	if in.H <= 0 {
		return
	}
	n := g.Spans(in.X+1, in.Y, in.W-2, plot.Span{Text: "/ ", Style: t.Accent}, plot.Span{Text: h.search})
	g.Text(in.X+1+n, in.Y, 1, " ", plot.Style{Attr: plot.Reverse})
	lines, found := a.helpLines(in.W), a.found()
	list := plot.Rect{X: in.X, Y: in.Y + 1, W: in.W, H: in.H - 1}
	at := 0
	if len(found) > 0 {
		at = slices.IndexFunc(lines, func(l helpLine) bool { return l.entry == found[h.row] })
		if h.row == len(found)-1 {
			at = len(lines) - 1 // the words after the last key
		}
	} else {
		g.Text(list.X+1, list.Y, list.W-2, "no key does that", t.Dim)
	}
	h.top = form.Scrolled(h.top, at, len(lines), max(list.H, 1))
	for i := range min(list.H, len(lines)-h.top) {
		a.drawHelpLine(plot.Rect{X: list.X, Y: list.Y + i, W: list.W, H: 1}, lines[h.top+i], found)
	}
}

func (a *App) drawHelpLine(r plot.Rect, l helpLine, found []int) {
	t, g := &a.Theme, &a.Grid
	if l.entry < 0 {
		style := t.Dim
		if l.head {
			style = t.Strong
		}
		g.Text(r.X+1, r.Y, r.W-2, l.text, style)
		return
	}
	const keysW = 11
	b := &a.keys[l.entry]
	does := plot.Style{}
	if l.entry == found[a.popup.help.row] {
		g.Text(r.X+1, r.Y, 1, "▸", t.Accent)
		does = t.Strong
	}
	g.Text(r.X+3, r.Y, keysW, a.keyText(b), t.Accent)
	g.Text(r.X+3+keysW, r.Y, r.W-4-keysW, screen.Cut(b.Help().Desc, r.W-4-keysW), does)
}
