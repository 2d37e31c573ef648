package tui

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
	"bijou/presets"
	"bijou/presets/glossary"
	"bijou/presets/lessons"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/popup"
	"bijou/tui/screen"
	"bijou/tui/terminal"
)

// ringSource is an ellipse of evenly spaced points: data in closed form.
func ringSource() model.Source {
	const n = 400
	m := ad.New(n, 2)
	for i := range n {
		angle := 2 * math.Pi * float64(i) / n
		m.Set(i, 0, 2*math.Cos(angle))
		m.Set(i, 1, math.Sin(angle))
	}
	return model.Source{Spec: "ring.csv", Columns: []string{"u", "v"}, Points: m}
}

// ringSession shows a flow whose every number is known: it turns the base by
// 30° and stretches it, and has learnt nothing.
func ringSession(t *testing.T, size tea.WindowSizeMsg) *session {
	s := newSession(t, size, withData(ringSource()), withStack("rotate(angle=30), affine, shear(factor=0.5)"))
	snap := *s.app.Snap
	snap.Step, snap.Train, snap.Entropy, snap.Expected = 12480, 1.052, 2.5, 2.5
	for i := range 100 {
		step := 128 * i
		snap.History.Train = append(snap.History.Train, model.Point{Step: step, NLL: 2.6 + 2*math.Exp(-float64(i)/12)})
		snap.History.Test = append(snap.History.Test, model.Point{Step: step, NLL: 2.7 + 2*math.Exp(-float64(i)/12)})
	}
	snap.Marks = []model.Mark{{Step: 6000, Label: "+shear"}}
	s.app.Loss.Stale = true
	s.run(s.app.frames.show(&snap))
	return s
}

func TestScreensLookAsDesigned(t *testing.T) {
	for _, size := range []tea.WindowSizeMsg{large, middle, narrow} {
		t.Run(fmt.Sprintf("%dx%d", size.Width, size.Height), func(t *testing.T) {
			s := ringSession(t, size)
			if size == narrow {
				s.press("5")
			}
			golden.RequireEqual(t, s.screen())
		})
	}
}

func TestPopupsLookAsDesigned(t *testing.T) {
	for name, keys := range map[string]string{"fields": "enter", "help": "f1", "words": "?"} {
		t.Run(name, func(t *testing.T) {
			s := ringSession(t, middle)
			s.press(keys)
			golden.RequireEqual(t, s.screen())
		})
	}
}

// checkFrame fails unless the frame fills the screen exactly.
func (s *session) checkFrame(w, h int) {
	s.Helper()
	s.app.Dirty = true
	lines := strings.Split(s.app.View().Content, "\n")
	if len(lines) != max(h, 1) {
		s.Fatalf("%dx%d: %d lines", w, h, len(lines))
	}
	for y, line := range lines {
		if n := utf8.RuneCountInString(ansi.Strip(line)); n != w {
			s.Fatalf("%dx%d: line %d has %d columns: %q", w, h, y, n, ansi.Strip(line))
		}
	}
}

func TestEverySizeIsFilledExactly(t *testing.T) {
	s := newSession(t, large)
	s.press("N")
	tours := []func(){
		func() {}, func() { s.app.openAdd() }, func() { s.app.closeOverlay(); s.app.openPicker() }, func() { s.app.closeOverlay(); s.app.keyboard.openHelp() },
		func() { s.app.closeOverlay(); s.press("D") }, func() { s.app.Selected = screen.BaseRow; s.app.diagnosis.Move(1000) },
		func() { s.app.closeOverlay(); s.app.focus(layout.Flow); s.app.Flow.OpenFields() }, func() { s.app.Flow.CloseFields(); s.app.ToggleZoom() },
		func() { s.app.ToggleZoom(); s.press("?") }, func() { s.app.closeOverlay(); s.app.teacher.open(lessons.All()[4], noRun); s.press("E") },
		func() { s.app.closeOverlay(); s.press("B 1 C") }, func() { s.app.closeOverlay(); s.press("S S o o o o o") }, func() { s.press("E tab") },
	}
	for i, tour := range tours {
		tour()
		for w := 1; w <= 130; w++ {
			for h := 1; h <= 45; h++ {
				if i > 0 && (w*45+h)%len(tours) != i || (w+h)%thinner != 0 { // the first in every size, the others in some of each kind
					continue
				}
				s.app.Want.Focus = layout.Pane(1 + (w+h)%6)
				s.app.resize(w, h)
				s.checkFrame(w, h)
			}
		}
	}
}

func TestTooSmallAScreenSaysWhatItNeeds(t *testing.T) {
	s := newSession(t, tea.WindowSizeMsg{Width: 12, Height: 3})
	if got := strings.ReplaceAll(s.screen(), "\n", ""); got != "need 20x4, have 12x3, q quits       " {
		t.Errorf("the screen says %q", got)
	}
	s.press("q")
	if !s.quit {
		t.Error("q does not quit")
	}
}

func TestNoColourMeansNoColourCodes(t *testing.T) {
	for _, value := range []string{"1", "yes", "0", "false"} {
		s := newSession(t, large, func(o *Options, _ *model.Config) { o.Environ = append(o.Environ, "NO_COLOR="+value) })
		s.send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor}) // what colorprofile makes of "yes"
		s.press("N a")
		for _, code := range []string{"38;", "48;", "[3", "[4", "[9", ";3", ";4"} {
			if at := strings.Index(s.app.View().Content, "\x1b["+strings.TrimPrefix(code, "[")); at >= 0 {
				t.Errorf("NO_COLOR=%s: colour code %q", value, s.app.View().Content[at:][:12])
			}
		}
		s.press("esc O")
		s.sees("there are no colours on this terminal")
	}
}

func TestAnEmptyNoColourIsNone(t *testing.T) {
	s := newSession(t, large, func(o *Options, _ *model.Config) { o.Environ = append(o.Environ, "NO_COLOR=") })
	if !strings.Contains(s.app.View().Content, "38;2;") {
		t.Error("an empty NO_COLOR took the colours away")
	}
}

func TestLightAndDarkAreAskedForAndDiffer(t *testing.T) {
	s := newSession(t, large)
	dark := s.app.View().Content
	s.send(tea.BackgroundColorMsg{Color: plot.Hex(0xffffff)})
	if s.app.View().Content == dark {
		t.Error("a light terminal gets the colours of a dark one")
	}
}

func TestWithoutUTF8OnlyASCIIIsWritten(t *testing.T) {
	s := newSession(t, large, func(o *Options, _ *model.Config) { o.Environ = []string{"TERM=xterm", "LC_ALL=C"} })
	for _, keys := range []string{"N", "a", "esc t", "esc f1", "esc enter l", "esc esc 2 l", "esc 6 h", "f"} {
		s.press(keys)
		if at := strings.IndexFunc(s.screen(), func(r rune) bool { return r > 0x7e }); at >= 0 {
			t.Errorf("after %s: %q is not ASCII", keys, []rune(s.screen()[at:])[0])
		}
		if strings.Contains(strings.ReplaceAll(s.screen(), "? help", ""), "?") && keys != "esc f1" {
			t.Errorf("after %s: a character has no spelling:\n%s", keys, s.screen())
		}
	}
}

func TestEveryCharacterOfTheCataloguesHasASpelling(t *testing.T) {
	var texts []string
	for _, k := range flows.Kinds() {
		texts = append(texts, k.Name, k.Title, k.Summary, k.Paper, k.Cost, k.Why)
	}
	for name, f := range allFields(t) {
		texts = append(texts, name, f.Help, f.Unit, strings.Join(f.Choices, ""))
	}
	for _, set := range presets.Datasets() {
		texts = append(texts, set.Title, set.Summary, set.Origin)
	}
	texts = append(texts, popup.Primer...)
	for _, term := range glossary.Terms() {
		texts = append(texts, term.Text, term.Formula, term.Now, term.From, strings.Join(term.Spellings(), ""))
	}
	for _, k := range Keys() {
		texts = append(texts, k.Does)
	}
	for _, text := range texts {
		for _, r := range text {
			if r > 0x7e && !plot.HasFallback(r) {
				t.Errorf("%q in %q has no spelling in ASCII", r, text)
			}
		}
	}
}

func TestGlyphsFollowTheLocaleAndTheTerminal(t *testing.T) {
	for _, c := range []struct {
		env  string
		want plot.Glyphs
	}{
		{"TERM=xterm", plot.Braille}, {"TERM=xterm LANG=en_GB.UTF-8", plot.Braille}, {"TERM=linux LANG=C.utf8", plot.Blocks},
		{"TERM=xterm LANG=en_GB.UTF-8 LC_ALL=C", plot.ASCII}, {"TERM=xterm LANG=de_DE.ISO-8859-1", plot.ASCII}, {"TERM=xterm LC_CTYPE=POSIX", plot.ASCII}, {"TERM=xterm LC_ALL= LC_CTYPE=C.UTF-8 LANG=C", plot.Braille}, {"TERM=linux LANG=C", plot.ASCII},
	} {
		if got := terminal.Environment(strings.Fields(c.env)).Glyphs(); got != c.want {
			t.Errorf("%s: glyphs %d, want %d", c.env, got, c.want)
		}
	}
}

func TestCharactersOfAmbiguousWidthAreNotUsedWhereTheyCountTwice(t *testing.T) {
	t.Setenv("RUNEWIDTH_EASTASIAN", "1")
	if got := (terminal.Environment{"TERM=xterm", "LANG=ja_JP.UTF-8"}).Glyphs(); got != plot.ASCII {
		t.Errorf("glyphs %d", got)
	}
}

func TestATerminalThatTellsNoSizeIsNotBlank(t *testing.T) {
	s := newSession(t, large, func(o *Options, _ *model.Config) { o.Environ = []string{"TERM=xterm", "COLUMNS=100", "LINES=30"} })
	s.send(s.app.sized(s.app, tea.WindowSizeMsg{}))
	s.sees("1 flow", "data side", "? help")
	if lines := strings.Split(s.screen(), "\n"); len(lines) != 30 {
		t.Errorf("it is drawn in %d rows, want the 30 of LINES", len(lines))
	}
}
