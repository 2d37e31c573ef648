package popup

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/presets/glossary"
	"bijou/tui/form"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
)

// Words is the popup that explains what is on the screen: the terms of a pane first, and
// then the rest of the glossary.
type Words struct {
	*screen.State
	Numbers func() glossary.Numbers // of the run as it is shown
	terms   []glossary.Term
	here    int // how many of them were on the screen
	search  form.Line
	List    // of those found
}

// NewWords explains terms that were seen in a pane, the one with a name first selected.
func NewWords(s *screen.State, seen []glossary.Term, selected string, numbers func() glossary.Numbers) Words {
	w := Words{State: s, Numbers: numbers, search: form.NewLine("")}
	for _, t := range append(seen, glossary.Terms()...) {
		if w.at(t.Name) < 0 {
			w.terms = append(w.terms, t)
		}
		if len(w.terms) > w.here && w.here < len(seen) {
			w.here = len(w.terms)
		}
	}
	w.Row, w.Len = max(w.at(selected), 0), len(w.terms)
	return w
}

func (w *Words) at(name string) int {
	for i, t := range w.terms {
		if t.Name == name {
			return i
		}
	}
	return -1
}

// found lists the terms that have the search in a spelling, and then those that have it
// in their text.
func (w *Words) found() []glossary.Term {
	search := strings.ToLower(strings.TrimSpace(w.search.Text()))
	if search == "" {
		return w.terms
	}
	var named, told []glossary.Term
	for _, t := range w.terms {
		switch {
		case strings.Contains(strings.ToLower(strings.Join(t.Spellings(), "\n")), search):
			named = append(named, t)
		case strings.Contains(strings.ToLower(t.Text), search):
			told = append(told, t)
		}
	}
	return append(named, told...)
}

// Take gives a key or a paste to the search.
func (w *Words) Take(msg tea.Msg) bool {
	changed := w.search.Take(msg)
	if changed {
		w.Row, w.Len = 0, len(w.found())
	}
	return changed
}

// Clear takes the search back, and tells whether there was one.
func (w *Words) Clear() bool {
	was := w.search.Text() != ""
	w.search.Set("")
	w.Len = len(w.terms)
	return was
}

// Selected is the name of the term that is explained; empty if none is found.
func (w *Words) Selected() string {
	if found := w.found(); len(found) > 0 {
		return found[w.Row].Name
	}
	return ""
}

// Draw lists the terms beside, or on narrow screens above, what the selected one means.
func (w *Words) Draw() {
	const beside, names, tall = 60, 24, 26
	t := &w.Theme
	in := w.OpenBox(92, tall, screen.Text{
		Title: []plot.Span{{Text: "what is this?", Style: t.Strong}, {Text: "  type to search, tab lists the keys", Style: t.Dim}},
	})
	if in.H <= 0 || in.W <= 0 {
		return
	}
	n := w.Grid.Spans(in.X+1, in.Y, in.W-2, plot.Span{Text: "/ ", Style: t.Accent})
	w.search.Draw(w.State, in.X+1+n, in.Y, max(in.W-3-n, 1))
	_, body := layout.SplitY(in, 1)
	list, about := layout.SplitX(body, names)
	if in.W < beside {
		list, about = layout.SplitY(body, max(body.H/3, min(body.H, 1)))
		w.Rule(plot.Rect{X: about.X, Y: about.Y, W: about.W, H: min(about.H, 1)})
		_, about = layout.SplitY(about, 1)
	}
	found := w.found()
	if len(found) == 0 {
		w.Grid.Text(list.X+1, list.Y, in.W-2, "no word has that", t.Dim)
		return
	}
	w.drawList(list, found)
	w.drawAbout(screen.Padded(about), &found[w.Row])
}

func (w *Words) drawList(r plot.Rect, found []glossary.Term) {
	t := &w.Theme
	w.draw(w.State, screen.Padded(r), func(at int, r plot.Rect, selected bool) {
		style := t.Dim
		switch {
		case selected:
			style = t.Strong
		case at < w.here && w.search.Text() == "":
			style = plot.Style{}
		}
		w.Grid.Text(r.X, r.Y, r.W, screen.Cut(found[at].Name, r.W), style)
	})
	w.Grid.TextRight(r.X, r.Y+r.H, r.W, w.beyond(), t.Dim)
}

// drawAbout writes the sentences, the formula, the formula with numbers, and the source.
func (w *Words) drawAbout(r plot.Rect, term *glossary.Term) {
	t, y := &w.Theme, r.Y
	write := func(text string, style plot.Style) {
		for _, line := range screen.Wrap(text, r.W) {
			if y < r.Y+r.H {
				w.Grid.Text(r.X, y, r.W, line, style)
			}
			y++
		}
	}
	write(term.Name, t.Strong)
	if len(term.Also) > 0 {
		write("also "+strings.Join(term.Also, ", "), t.Dim)
	}
	y++
	write(term.Text, plot.Style{})
	if term.Formula != "" {
		y++
		write(term.Formula, t.Accent)
	}
	if now, ok := glossary.Fill(term.Now, w.Numbers()); ok && now != "" {
		write(now, t.Good)
	}
	if term.From != "" {
		y++
		write(term.From, t.Dim)
	}
}
