package tui

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/presets"
	"bijou/tui/form"
	"bijou/tui/pane"
	"bijou/tui/screen"
)

// A session is a person before the explorer: it presses keys and reads the
// screen. Commands run to their end at once, and time passes only by frames, so
// that every session goes the same way.
type session struct {
	testing.TB
	*Script
}

// newSession opens the explorer, paused, on a small run of a few steps.
func newSession(t testing.TB, size tea.WindowSizeMsg, o ...func(*Options, *model.Config)) *session {
	t.Helper()
	cfg := model.Config{Source: catalogued(t, "moons"), Spec: spec(t, "actnorm, coupling(hidden=16)*4"), Settings: settings(t, "adam, batch=64, steps=1000"), Seed: 7}
	options := Options{Environ: []string{"TERM=xterm-256color", "LANG=C.UTF-8"}, Paused: true}
	for _, change := range o {
		change(&options, &cfg)
	}
	fit, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(fit.Close)
	d := newStepper(fit)
	d.rate = 1234
	s := &session{t, &Script{app: newApp(context.Background(), d, options), driver: d}}
	s.app.Clock = stillClock{}
	s.app.diagnosis.Begin = beginQuick
	if _, bench := t.(*testing.B); !bench { // few points make a session short
		s.app.Plots.Pictures.Clouds.Sizes, s.app.Flow.Ledgers.Sizes = []int{500}, []int{pane.LedgerRows}
		s.app.Plots.Pictures.Heats.Sizes, s.app.Plots.Pictures.Pins.Sizes = []int{2000}, []int{2000}
		s.app.Plots.Pictures.Drifts.Sizes = []int{100, 200}
	}
	s.run(s.app.Init())
	s.send(size)
	s.settle()
	return s
}

// settle shows what the trainer published and lets frames pass until nothing is
// new.
func (s *session) settle() {
	s.Helper()
	for range 100 {
		if s.app.frames.state == ticking {
			s.send(frameMsg(s.app.frames.chain))
			continue
		}
		select {
		case snap := <-s.driver.snapshots:
			s.send(screen.SnapshotMsg{Snap: snap})
		default:
			return
		}
	}
	s.Fatal("the screen does not come to rest")
}

// press presses keys, as Bubble Tea spells them, apart by spaces.
func (s *session) press(keys string) {
	s.Helper()
	for name := range strings.FieldsSeq(keys) {
		s.send(keyPress(name))
		s.settle()
	}
}

// choose adds a kind from the catalogue that is open.
func (s *session) choose(kind string) {
	s.Helper()
	at := slices.IndexFunc(flows.Kinds(), func(k *flows.Kind) bool { return k.Name == kind })
	s.press(strings.Repeat("j ", at) + "enter")
}

// field goes to a field of the form that has the keys.
func (s *session) field(name string) {
	s.Helper()
	f, _ := s.app.keyboard.openForm()
	at := slices.IndexFunc(f.rows, func(r form.Row) bool { return r.Field.Name == name })
	if at < 0 {
		s.Fatalf("there is no field %s", name)
	}
	s.press(strings.Repeat("k ", len(f.rows)) + strings.Repeat("j ", at))
}

// typed types a text.
func (s *session) typed(text string) {
	s.Helper()
	for _, r := range text {
		s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	s.settle()
}

// keyPress is the message of a key; one that there is not comes to nothing.
func keyPress(name string) tea.KeyPressMsg {
	k, _ := parseKey(name)
	return k
}

// screen is what a person sees, without colours.
func (s *session) screen() string {
	s.app.Dirty = true
	s.app.View()
	return s.app.Grid.Plain()
}

// sees fails unless all texts are on the screen.
func (s *session) sees(texts ...string) {
	s.Helper()
	screen := s.screen()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			s.Fatalf("%q is not on the screen:\n%s", text, screen)
		}
	}
}

// misses fails if a text is on the screen.
func (s *session) misses(texts ...string) {
	s.Helper()
	screen := s.screen()
	for _, text := range texts {
		if strings.Contains(screen, text) {
			s.Fatalf("%q is on the screen:\n%s", text, screen)
		}
	}
}

// stack is the stack as a person writes it.
func (s *session) stack() string { return s.app.Snap.Stack.Spec().String() }

func catalogued(t testing.TB, name string) model.Source {
	t.Helper()
	set, ok := presets.LookupDataset(name)
	if !ok {
		t.Fatalf("no data set is called %s", name)
	}
	src, err := set.Build(flows.Defaults(set.Fields))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func spec(t testing.TB, text string) flows.Spec {
	t.Helper()
	spec, err := flows.ParseSpec(text)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func settings(t testing.TB, text string) model.Settings {
	t.Helper()
	s, err := model.ParseSettings(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// stillClock is a clock whose time does not pass: sessions send frames and
// snapshots themselves.
type stillClock struct{}

func (stillClock) Now() time.Time                       { return time.Time{} }
func (stillClock) After(time.Duration, tea.Msg) tea.Cmd { return nil }
func (stillClock) Next(<-chan *model.Snapshot) tea.Cmd  { return nil }
