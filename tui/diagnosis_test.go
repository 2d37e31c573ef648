package tui

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"bijou/flows"
	"bijou/model"
	"bijou/model/diagnose"
	"bijou/presets"
	"bijou/tui/popup"
)

// measured is a diagnosis, made once for all tests that only look at it.
var measured = sync.OnceValue(func() *diagnose.Diagnosis {
	cfg := model.Config{Seed: 7}
	cfg.Source, _ = presets.ParseSource("moons(n=500)", nil)
	cfg.Spec, _ = flows.ParseSpec("actnorm, coupling(hidden=4)*4")
	cfg.Settings, _ = model.ParseSettings("adam, batch=64, steps=100")
	fit, err := model.NewFit(cfg)
	if err != nil {
		panic(err)
	}
	defer fit.Close()
	return diagnose.Of(fit.Snapshot())
})

// A quickStudy comes to a diagnosis that is known, in three parts. Sessions make
// these unless they want a real one.
type quickStudy struct{ done int }

func beginQuick(*model.Snapshot) popup.Study { return &quickStudy{} }

func (q *quickStudy) Next() bool { q.done++; return q.done < 3 }

func (q *quickStudy) Progress() (done, of int) { return q.done, 3 }

func (q *quickStudy) Diagnosis() *diagnose.Diagnosis {
	d := *measured()
	return &d
}

func TestTheDiagnosisIsMeasuredInPartsWhileTheScreenAnswers(t *testing.T) {
	s := newSession(t, large)
	s.app.diagnosis.Begin = popup.NewDiagnosis(s.app.State).Begin
	s.press("N")
	_, cmd := s.app.Update(keyPress("D"))
	s.sees("diagnosis", "measuring…", " 0 of 14")
	parts := 0
	for cmd != nil {
		msg := cmd()
		parts++
		s.sees("measuring…")
		_, cmd = s.app.Update(msg)
	}
	if parts != 14 {
		t.Errorf("%d parts, want 14", parts)
	}
	s.sees("diagnosis  at step 100", "find a fault", "KL(data‖model)", "% left", "Henze–Zirkler", "condition of dx/dz", "singular values",
		"QQ of z", "coverage", "∫ density", "densest 90 %", "fresh draws from the truth")
	s.misses("measuring")
}

func TestWhatWasMeasuredIsNotMeasuredAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	s := newSession(t, large)
	s.press("D")
	first := s.app.diagnosis.Result
	s.press("D")
	s.sees("D: step 0 is measured already")
	s.press("esc D")
	if s.app.diagnosis.Result != first {
		t.Error("opening the diagnosis again measured the same step again")
	}
	s.press("w")
	s.sees("w does nothing here; esc closes this")
	s.press("q")
	if s.quit || s.app.overlay.kind != noOverlay {
		t.Error("q does not just close the diagnosis")
	}
}

func TestTheDiagnosisFollowsWhenTheFlowComesToRest(t *testing.T) {
	s := newSession(t, large)
	s.press("space D")
	s.driver.train(40)
	s.settle()
	s.sees("at step 0", "D measures again; now at step 40", "space pause")
	s.press("space")
	s.sees("at step 40")
	s.misses("now at step")
	s.press("space")
	s.driver.train(2)
	s.settle()
	s.press("D")
	s.sees("at step 42")
}

// A study of a flow that is no more, or that nobody waits for, ends with its
// part.
func TestAStaleStudyIsDropped(t *testing.T) {
	s := newSession(t, large)
	_, part := s.app.Update(keyPress("D"))
	old := part()
	s.press("esc")
	if _, cmd := s.app.Update(old); cmd != nil || s.app.diagnosis.Study != nil || s.app.diagnosis.Result != nil {
		t.Error("a study goes on though the diagnosis is closed")
	}
	_, part = s.app.Update(keyPress("D"))
	old = part()
	snap := *s.app.Snap
	snap.Edit++
	s.app.frames.show(&snap)
	_, cmd := s.app.Update(old)
	if v := &s.app.diagnosis; v.Of.Edit != snap.Edit || v.Study == nil {
		t.Error("the flow after an edit is not measured anew")
	}
	s.misses("find a fault")
	s.run(cmd)
	s.sees("find a fault")
}

func TestAFlowThatBeatsItsEntropyRaisesTheAlarm(t *testing.T) {
	s := newSession(t, large)
	s.press("D")
	d := *s.app.diagnosis.Result
	d.KL, d.KLSE, d.Alarms = -0.5, 0.01, []string{"KL is -0.5000 ± 0.0100 nats: no flow beats the entropy of its data; impossible: a bug"}
	s.app.diagnosis.Result = &d
	s.sees("✗ KL is −0.5000 ± 0.0100 nats", "impossible: a bug")
}

func TestTheDiagnosisScrollsWhereItDoesNotFit(t *testing.T) {
	for _, size := range []tea.WindowSizeMsg{middle, narrow} {
		s := newSession(t, size)
		s.press("D")
		s.sees("KL(data‖model)", "↓\n")
		s.misses("the layers, from base to data", "↑\n")
		s.press("G")
		s.sees("affine", "↑\n")
		s.misses("KL(data‖model)", "↓\n")
		s.press("g pgdown k j")
		if got, want := s.app.diagnosis.Top, s.app.diagnosis.Page-1; got != want {
			t.Errorf("%d columns: a page down leads to line %d, want %d", size.Width, got, want)
		}
		s.press("G up")
		s.send(tea.MouseWheelMsg{X: 10, Y: 8, Button: tea.MouseWheelUp})
		s.send(scrollMsg{})
		s.sees("↓\n")
	}
}

func TestTheDiagnosisOfDataFromAFile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	s := newSession(t, large, withData(catalogued(t, "iris")))
	s.app.diagnosis.Begin = popup.NewDiagnosis(s.app.State).Begin
	s.press("D")
	s.sees("points of the test part", "KS of axis 4")
	s.misses("KL(", "NaN", "∫")
}

func TestTheDiagnosisKeepsToASCII(t *testing.T) {
	s := newSession(t, large, func(o *Options, _ *model.Config) { o.Glyphs = "ascii" })
	s.press("D")
	for _, r := range strings.ReplaceAll(s.screen(), "? help", "") {
		if r > 0x7e || r == '?' {
			t.Fatalf("%q has no spelling:\n%s", r, s.screen())
		}
	}
	s.sees("x > z > x")
}

func TestTheDiagnosisLooksAsDesigned(t *testing.T) {
	for _, size := range []tea.WindowSizeMsg{large, middle, narrow} {
		t.Run(fmt.Sprint(size.Width), func(t *testing.T) {
			s := newSession(t, size)
			s.press("D")
			golden.RequireEqual(t, s.screen())
		})
	}
}
