package popup

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/tui/form"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// NewHelp lists some keys.
func NewHelp(s *screen.State, keys []Key) Help {
	return Help{State: s, Keys: keys, search: form.NewLine(""), List: List{Len: len(keys)}}
}

// Help is the popup that lists the key table, searches it and runs its
// commands.
type Help struct {
	*screen.State
	Keys   []Key // those of the focused pane first
	search form.Line
	List   // of those found
}

// A Key is a key as the help lists it.
type Key struct {
	Heading, Shown, Does string
}

// found lists the keys that have all words of the search, by their place.
func (h *Help) found() []int {
	words := strings.Fields(strings.ToLower(h.search.Text()))
	var list []int
	for i, k := range h.Keys {
		text := strings.ToLower(k.Shown + " " + k.Does + " " + k.Heading)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			list = append(list, i)
		}
	}
	return list
}

// Selected returns the place of the selected key, -1 if nothing is found.
func (h *Help) Selected() int {
	if found := h.found(); len(found) > 0 {
		return found[h.Row]
	}
	return -1
}

// Clear takes the search back, and tells whether there was one.
func (h *Help) Clear() bool {
	was := h.search.Text() != ""
	h.search.Set("")
	h.Row, h.Len = 0, len(h.Keys)
	return was
}

// Take gives a key or a paste to the search, and tells whether that takes it. Keys that move
// in the list, run or close are no text.
func (h *Help) Take(msg tea.Msg) bool {
	before := h.search.Text()
	if key, is := msg.(tea.KeyPressMsg); is && (key.String() == "up" || key.String() == "down") {
		return false
	}
	h.search.Take(msg)
	if h.search.Text() == before {
		key, is := msg.(tea.KeyPressMsg)
		return is && (key.Text != "" || slices.Contains([]string{"left", "right", "home", "end", "backspace", "delete"}, key.String()))
	}
	h.Row, h.Len = 0, len(h.found())
	return true
}

// A helpLine is a line of the list: a heading, a key, or words.
type helpLine struct {
	text  string
	entry int // of the keys; -1 for others
	head  bool
}

// listed lists the found keys under their headings, and without a search the
// words that the screen uses.
func (h *Help) listed(w int) []helpLine {
	var lines []helpLine
	last := ""
	for _, i := range h.found() {
		if head := h.Keys[i].Heading; head != last {
			if len(lines) > 0 {
				lines = append(lines, helpLine{entry: -1})
			}
			lines = append(lines, helpLine{text: head, entry: -1, head: true})
			last = head
		}
		lines = append(lines, helpLine{entry: i})
	}
	if h.search.Text() != "" {
		return lines
	}
	lines = appendWords(lines, "What the numbers mean", Primer, w)
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

// Primer explains the screen.
var Primer = []string{
	"z is the base, x the data. The flow f carries z forward to x, layer by layer; its inverse carries data back to the base.",
	"NLL is −log p of the data under the model, averaged, in nats and in the data's own units. Lower is better; it may be negative.",
	"Validation points choose the best weights. Test points are others, by which nothing is chosen: D and reports give their NLL.",
	"entropy is the NLL of the truth itself, where that is known: no model can do better. gap is validation NLL − entropy: how far there is to go.",
	"log|det| of a layer is how much it stretches space on the way from z to x: squeezing is negative, expanding positive.",
	"NLL = base term + Σ log|det| + units, term by term: that is the change of variables, and the flow pane checks that it adds up.",
	"units is what standardising the columns took away: Σ log of their standard deviations.",
	"A probed point x comes from one z: log p(x) = log p(z) − Σ log|det| − units, layer by layer at that point. Of more than two columns, those that are not shown are those of the nearest held-out point, or stay as they were.",
	"A map shows log p at every cell; a lattice shows squares of the base where the flow puts them. One column is drawn as densities: each is log p(z) − log|det| along numbers z carried forward, and ∫p checks that its area is 1.",
	"Beside a pinned run A, p is the truth and q a flow: KL(p‖q) is large where q misses a part of p, KL(q‖p) where q puts what p has not. Forward KL covers, reverse KL seeks. Each is measured on more draws than gap is, and stands with its standard error.",
	"ESS is the share of samples that importance weights leave; a Pareto k above 0.7 says that the weights, and log Z from them, are not to be trusted. Both see only where the flow puts samples: a mode that it misses spoils neither.",
	"In the plots, dots are what the flow makes, and · is what they should cover: z under f⁻¹(data) at the left, data under f(z) at the right.",
}

// Draw draws the search and what it finds.
func (h *Help) Draw() {
	t, g := &h.Theme, &h.Grid
	in := h.OpenBox(84, h.Layout.Screen.H-2, screen.Text{Title: []plot.Span{{Text: "keys", Style: t.Strong}, {Text: "  type to search, enter runs", Style: t.Dim}}})
	if in.H <= 0 {
		return
	}
	n := g.Text(in.X+1, in.Y, in.W-2, "/ ", t.Accent)
	if w := in.W - 2 - n; w > 0 {
		h.search.Draw(h.State, in.X+1+n, in.Y, w)
	}
	lines, found := h.listed(in.W), h.found()
	list := plot.Rect{X: in.X, Y: in.Y + 1, W: in.W, H: in.H - 1}
	if len(found) == 0 {
		g.Text(list.X+1, list.Y, list.W-2, "no key does that", t.Dim)
	}
	h.of = h.of[:0]
	for _, l := range lines {
		h.of = append(h.of, slices.Index(found, l.entry))
	}
	h.draw(h.State, screen.Padded(list), func(at int, r plot.Rect, selected bool) { h.drawLine(r, lines[at], selected) })
	g.TextRight(list.X, list.Y+list.H, list.W-1, h.beyond(), t.Dim)
}

func (h *Help) drawLine(r plot.Rect, l helpLine, selected bool) {
	t, g := &h.Theme, &h.Grid
	if l.entry < 0 {
		style := t.Dim
		if l.head {
			style = t.Strong
		}
		g.Text(r.X-2, r.Y, r.W+2, l.text, style)
		return
	}
	const keysW = 11
	b := &h.Keys[l.entry]
	does := plot.Style{}
	if selected {
		does = t.Strong
	}
	g.Text(r.X, r.Y, keysW, b.Shown, t.Accent)
	g.Text(r.X+keysW, r.Y, r.W-keysW, screen.Cut(b.Does, r.W-keysW), does)
}
