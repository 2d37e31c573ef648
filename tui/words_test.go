package tui

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/presets/glossary"
	"bijou/tui/layout"
	"bijou/tui/view"
)

func TestTheWordsOfTheFocusedPaneAreExplainedWithItsNumbers(t *testing.T) {
	s := newSession(t, large)
	s.press("N ?")
	s.sees("what is this?", "▸ flow", "z = f⁻¹(x)", "5 layers, 268 parameters")
	s.typed("Pareto")
	s.sees("▸ Pareto k", "tail index of w")
	s.press("backspace esc tab")
	s.sees("type to search, enter runs")
	s.press("tab")
	s.sees("what is this?", "▸ flow")
	s.press("esc D ?")
	s.sees("what is this?", "▸ step", "KL(p‖q)")
	s.press("esc")
	s.sees("diagnosis")
	for keys, words := range map[string][2]string{"C": {"seconds", "that were pinned"}, "a": {"layer", "add a layer"}} {
		s.press("esc " + keys + " ?")
		s.sees("what is this?", words[0])
		s.press("esc")
		s.misses("what is this?")
		if s.app.overlay.kind == noOverlay {
			t.Errorf("what %s opened is gone", keys)
		}
	}
}

// labelled finds a number and the words before it.
var labelled = regexp.MustCompile(`((?:[^\s\d]+ )*[^\s\d]*\pL[^\s\d]*) {1,12}[+−-]?\d[\d,.]*`)

// unexplained lists labels of numbers in a part of the screen that no term explains.
func (s *session) unexplained(p layout.Pane) (labels []string) {
	s.Helper()
	s.screen()
	r := s.app.Layout.Panes[p]
	for y := range r.H {
		row := (explainer{s.app}).row(r, r.Y+y)
		for _, m := range labelled.FindAllStringSubmatch(row, -1) {
			if !slices.Contains([]string{"of", "to", "y", "p", "┃p", "that all are even"}, m[1]) && len(glossary.On(m[1])) == 0 && !slices.Contains(labels, m[1]) {
				labels = append(labels, m[1])
			}
		}
	}
	return labels
}

// Every number in a pane stands behind a word that ? explains, whatever is learnt and
// however it is drawn.
func TestEveryReadoutHasATermInTheGlossary(t *testing.T) {
	for name, change := range map[string]func(*Options, *model.Config){
		"plane": func(*Options, *model.Config) {}, "line": onALine(t), "table": withData(catalogued(t, "iris")),
		"target": func(_ *Options, c *model.Config) {
			c.Source, c.Settings = catalogued(t, "modes"), settings(t, "adam, batch=64, steps=1000, objective=reverse-kl")
		},
		"drift": withStack("cnf(hidden=16)"), "splines": withStack("coupling(rqs, hidden=8)*2"),
		"world":   inWorld(t, "multigoal", "tanh", "soft-policy, copies=2, wander=10"),
		"choices": inWorld(t, "grid", "autoregressive(hidden=4)", "returns, copies=2"),
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, large, change)
			s.press("n i")
			for range view.Of(s.app.Snap) {
				for p := layout.Flow; p < layout.PaneCount; p++ {
					if s.app.Layout.Visible(p) {
						for _, label := range s.unexplained(p) {
							t.Errorf("pane %d, %s: the glossary has nothing of %q", p, s.app.Plots.Current().Name(), label)
						}
					}
				}
				s.press("o")
			}
			s.press("D")
			for _, section := range s.app.diagnosis.Result.Sections() {
				for _, l := range section.Lines {
					if len(glossary.On(l.Name)) == 0 {
						t.Errorf("the diagnosis has %q, which the glossary has not", l.Name)
					}
				}
			}
		})
	}
}

func TestViewsAndSettingsAreInTheGlossary(t *testing.T) {
	var words []string
	for _, f := range model.DefaultSettings().Fields() {
		words = append(words, f.Name)
	}
	words = append(words, view.Names()...)
	for _, word := range words {
		if len(glossary.On(word)) == 0 {
			t.Errorf("the glossary has nothing of %q", word)
		}
	}
}

func TestARightClickExplainsTheNumberUnderIt(t *testing.T) {
	s := newSession(t, large)
	s.press("N")
	x, y := s.where("inverse error")
	s.send(tea.MouseClickMsg{X: x + 22, Y: y, Button: tea.MouseRight})
	s.sees("what is this?", "▸ inverse error")
	s.press("esc")
	s.misses("what is this?")
}

// where is the first cell of a text on the screen.
func (s *session) where(text string) (x, y int) {
	s.Helper()
	for y, line := range strings.Split(s.screen(), "\n") {
		if at := strings.Index(line, text); at >= 0 {
			return len([]rune(line[:at])), y
		}
	}
	s.Fatalf("%q is not on the screen:\n%s", text, s.screen())
	return 0, 0
}
