package tui

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/tui/popup"
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
	seen map[string]int // how often each view was drawn
}

func newMonkey(s *session, seed uint64, most [2]int) *monkey {
	s.driver.most, s.blinks = 2, 5
	s.app.Plots.Pictures.Clouds.Sizes, s.app.Flow.Ledgers.Sizes, s.app.Plots.Pictures.Heats.Sizes = []int{20}, []int{10}, []int{20}
	s.app.Plots.Pictures.Pins.Sizes, s.app.Plots.Pictures.Drifts.Sizes = []int{20}, []int{20, 20}
	m := &monkey{session: s, seed: seed, rng: rand.New(rand.NewPCG(seed, 0)), w: 120, h: 40, most: most, seen: map[string]int{}}
	for _, b := range keyTable() {
		m.keys = append(m.keys, b.Keys()...)
	}
	m.keys = slices.DeleteFunc(m.keys, func(k string) bool { return k == "ctrl+c" || k == "ctrl+z" || k == "q" })
	m.keys = append(m.keys, "backspace", "9", ".", "e", "w", "ctrl+u", "ctrl+w", "d", "d", "d", "u", "u")
	return m
}

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
		if i%7 == 0 {
			m.settle()
		}
		if m.quit {
			m.Fatalf("seed %d: key %d, %s, ended the program: %v", m.seed, i, k, m.app.err)
		}
		if i%50 == 0 {
			m.checkFrame(m.w, m.h)
			if m.app.Snap != nil {
				m.seen[m.app.Plots.Current().Name()]++
			}
		}
	}
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
	}
}

// isSlow keeps away from the layer whose solver, and from the lessons whose nets, would
// take nearly all of the time.
func (m *monkey) isSlow(key string) bool {
	p := &m.app.overlay
	if key != "enter" {
		return false
	}
	return p.kind == addPopup && popup.Offers()[p.add.Row].Name() == "cnf" || p.kind == lessonsPopup && p.lessons.At().Number > 4
}

// 20,000 keys at random, in random sizes: nothing panics, and every frame fits.
func TestAMonkeyCannotBreakIt(t *testing.T) {
	t.Chdir(t.TempDir()) // it writes files
	s := newSession(t, large, withStack("affine, shear"), withData(catalogued(t, "old-faithful")),
		func(_ *Options, c *model.Config) { c.Settings = settings(t, "adam, batch=8, steps=0") })
	newMonkey(s, 11, [2]int{140, 50}).play(20000 / thinner / thinner)
}

// BIJOU_MONKEY=1000000 go test ./tui -run AMonkeyInEveryView -timeout 10h does so many things,
// from 1×1 to 300×100, over runs that have all views between them.
func TestAMonkeyInEveryViewCannotBreakIt(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("BIJOU_MONKEY"))
	if n == 0 {
		n = 4000 / thinner / thinner
	}
	t.Chdir(t.TempDir())
	runs := allRuns(t)
	for i, run := range runs {
		t.Run(run.name, func(t *testing.T) {
			m := newMonkey(newSession(t, large, run.change), uint64(100+i), [2]int{300, 100})
			m.play(n / len(runs))
			t.Logf("%d things, views: %v", n/len(runs), m.seen)
		})
	}
}

// A namedRun is a run by what it is the case of.
type namedRun struct {
	name   string
	change func(*Options, *model.Config)
}

// allRuns have all views between them.
func allRuns(t testing.TB) []namedRun {
	return []namedRun{
		{"plane", withStack("actnorm, coupling(hidden=8)")}, {"line", onALine(t)}, {"drift", withStack("cnf(hidden=4, steps=4)")},
		{"condition", conditioned(t, "rings-by-radius", "coupling(hidden=8)")}, {"fan", conditioned(t, "spread", "affine")},
		{"columns", withNormals("ash", "birch", "cedar", "date")}, {"copula", withStack("rbig")},
		{"digits", func(_ *Options, c *model.Config) { c.Source, c.Spec = catalogued(t, "digits"), spec(t, "affine") }},
		{"vowels", func(_ *Options, c *model.Config) { c.Source, c.Spec = catalogued(t, "vowels"), spec(t, "affine") }},
		{"world", inWorld(t, "multigoal", "tanh", "soft-policy, copies=2, wander=10")}, {"pole", inWorld(t, "pendulum", "tanh", "soft-policy, copies=2, wander=10")},
		{"returns", inWorld(t, "grid", "autoregressive(hidden=4)", "returns, copies=2")},
	}
}
