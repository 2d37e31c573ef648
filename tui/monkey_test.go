package tui

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/popup"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// A monkey presses keys at random, clicks, drags, turns the wheel and changes the size of the
// window.
type monkey struct {
	*session
	seed uint64
	rng  *rand.Rand
	keys []string
	w, h int // of the window
	most [2]int
	seen map[string]int // how often it was where
}

func newMonkey(s *session, seed uint64, most [2]int) *monkey {
	s.driver.most, s.blinks = 2, 5
	s.app.Plots.Pictures.Clouds.Sizes, s.app.Flow.Ledgers.Sizes, s.app.Plots.Pictures.Heats.Sizes = []int{20}, []int{10}, []int{20}
	s.app.Plots.Pictures.Pins.Sizes, s.app.Plots.Pictures.Drifts.Sizes = []int{20}, []int{20, 20}
	m := &monkey{session: s, seed: seed, rng: rand.New(rand.NewPCG(seed, 0)), w: 120, h: 40, most: most, seen: map[string]int{}}
	for _, b := range keyTable() {
		m.keys = append(m.keys, b.Keys()...)
	}
	m.keys = slices.DeleteFunc(m.keys, ends)
	m.keys = append(m.keys, "backspace", "9", ".", "e", "w", "ctrl+u", "ctrl+w", "d", "d", "d", "u", "u")
	return m
}

// ends tells whether a key ends or suspends the program.
func ends(key string) bool { return key == "ctrl+c" || key == "ctrl+z" || key == "q" }

// play does so many things.
func (m *monkey) play(n int) {
	m.Helper()
	for i := range n {
		m.act()
		k := m.keys[m.rng.IntN(len(m.keys))]
		if m.isSlow(k) {
			continue
		}
		m.send(keyPress(k))
		m.look()
		if i%7 == 0 {
			m.settle()
		}
		if m.quit {
			if p, is := errors.AsType[*screen.PanicError](m.app.err); is {
				m.Logf("%s", p.Stack)
			}
			m.Fatalf("seed %d: key %d, %s, ended the program: %v", m.seed, i, k, m.app.err)
		}
		if i%20 == 0 {
			m.checkFrame(m.w, m.h)
		}
	}
}

// look notes where it is: in a popup, or before a view and what lies beside that.
func (m *monkey) look() {
	a := m.app
	switch {
	case a.overlay.kind != noOverlay:
		m.seen[a.overlay.scope().heading()]++ // also while a value is typed in it
	case a.Snap != nil:
		m.seen[a.Plots.Current().Name()]++
	}
	for _, s := range a.keyboard.scopes() {
		m.seen[s.heading()]++
	}
	if a.Flow.Worth.Result != nil {
		m.seen[withoutLayers]++
	}
}

// withoutLayers is where each layer is told what the flow is worth without it.
const withoutLayers = "Without layers"

// places are all that a monkey may come to.
func places() []string {
	list := append(view.Names(), withoutLayers)
	for s := range scopeCount {
		list = append(list, s.heading())
	}
	return list
}

// act does now and then what is no key.
func (m *monkey) act() {
	at := func() (x, y int) { return m.rng.IntN(m.w + 1), m.rng.IntN(m.h + 1) }
	switch m.rng.IntN(40) {
	case 0:
		m.w, m.h = 1+m.rng.IntN(m.most[0]), 1+m.rng.IntN(m.most[1])
		m.send(tea.WindowSizeMsg{Width: m.w, Height: m.h})
	case 1:
		x, y := at()
		m.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		if m.rng.IntN(2) == 0 {
			x, y = at()
			m.send(tea.MouseMotionMsg{X: x, Y: y, Button: tea.MouseLeft})
		}
		m.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
	case 2:
		x, y := at()
		m.send(tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelDown})
		m.send(scrollMsg{})
	case 3:
		m.driver.train(1)
	case 4: // what few keys lead to
		m.send(keyPress("t"))
		m.send(keyPress([]string{"o", "r", "d"}[m.rng.IntN(3)]))
	case 5: // the next view, out of whatever holds the letters
		m.send(keyPress("esc"))
		m.send(keyPress("o"))
	case 6:
		m.send(tea.PasteMsg{Content: []string{monkeyFile, "lr", "\x1b[31m\n", "żółw 漢字", "-1e400"}[m.rng.IntN(5)]})
	}
}

// monkeyFile is a table that lies where the monkey opens files.
const monkeyFile = "p.csv"

// isSlow keeps away from the layer whose solver, from the lessons and recipes whose nets, and
// from the data whose simulator would take nearly all of the time, and from the end.
func (m *monkey) isSlow(key string) bool {
	p := &m.app.overlay
	if key != "enter" {
		return false
	}
	switch p.kind {
	case addPopup:
		return popup.Offers()[p.add.Row].Name() == "cnf"
	case helpPopup: // it would end there
		at := p.help.Selected()
		return at >= 0 && slices.ContainsFunc(m.app.keyboard.helped[at].Keys(), ends)
	case lessonsPopup:
		return p.lessons.At().Number > 4
	case pickerPopup:
		return p.picker.At().Name() == "lotka-volterra"
	case recipesPopup:
		return slices.ContainsFunc([]string{"lotka-volterra", "digits", "cnf", "rbig", "256x256"}, func(slow string) bool { return strings.Contains(p.recipes.At().Line, slow) })
	}
	return false
}

// 8,000 keys at random, in random sizes: nothing panics, and every frame fits.
func TestAMonkeyCannotBreakIt(t *testing.T) {
	t.Chdir(t.TempDir()) // it writes files
	s := newSession(t, large, withStack("affine, shear"), withData(catalogued(t, "old-faithful")),
		func(_ *Options, c *model.Config) { c.Settings = settings(t, "adam, batch=8, steps=0") })
	newMonkey(s, 11, [2]int{140, 50}).play(8000 / thinner / thinner)
}

// BIJOU_MONKEY=1000000 go test ./tui -run AMonkeyInEveryView -timeout 10h does so many things,
// from 1×1 to 300×100, over runs that have all views between them. A monkey soon leaves the run
// that it is given for other data, so each lives shortly, and the next begins on that run again.
func TestAMonkeyInEveryViewCannotBreakIt(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("BIJOU_MONKEY"))
	if n == 0 {
		n = 4000 / thinner / thinner
	}
	table, err := os.ReadFile(tableFile(t))
	if err != nil {
		t.Fatal(err)
	}
	runs, seen := allRuns(t), map[string]int{}
	for i, run := range runs {
		t.Run(run.name, func(t *testing.T) {
			for life := range (n/len(runs) + monkeyLife - 1) / monkeyLife {
				seed := uint64(1000*i + life)
				t.Run(fmt.Sprint(seed), func(t *testing.T) {
					t.Chdir(t.TempDir()) // it writes files
					if err := os.WriteFile(monkeyFile, table, 0o600); err != nil {
						t.Fatal(err)
					}
					m := newMonkey(newSession(t, large, run.change, shelved(t)), seed, [2]int{300, 100})
					m.play(min(n/len(runs)-life*monkeyLife, monkeyLife))
					for place, times := range m.seen {
						seen[place] += times
					}
				})
			}
		})
	}
	t.Logf("seen: %v", seen)
	if n < 100_000 || strings.Contains(flag.Lookup("test.run").Value.String(), "/") {
		return // too short, or not all of the runs
	}
	for _, place := range places() {
		if seen[place] == 0 {
			t.Errorf("no monkey came to: %s", place)
		}
	}
}

// monkeyLife is how many things a monkey does on one run.
const monkeyLife = 1000
