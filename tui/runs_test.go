package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/plot"
)

func TestAnyNumberOfRunsIsKeptAndCompared(t *testing.T) {
	s := newSession(t, large)
	s.press("N c c A N c c N C")
	s.sees("runs  that were pinned", "test NLL", "KL", "seconds", "parameters", "▸  now", "moons", "actnorm · affine×4", "actnorm · affine×5")
	kept := s.app.Plots.Compare.Kept
	if len(kept) != 2 || kept[0].Snap.Step != 100 || kept[1].Snap.Step != 200 {
		t.Fatalf("%d runs are kept", len(kept))
	}
	for _, p := range kept {
		nll, _ := p.Snap.TestNLL()
		kl, _ := p.Snap.KL(p.Distance.Draws)
		s.sees(plot.Fixed(nll, 7, 3, plot.Braille)+"±", plot.Fixed(kl, 7, 3, plot.Braille)+"±", plot.Grouped(p.Snap.Free(), plot.Braille))
	}
	s.press("c")
	s.sees("3    ")
	s.press("j j enter")
	if s.app.Plots.Compare.Run != kept[1] || s.app.overlay.kind != noOverlay {
		t.Error("enter did not draw the second run beside the live one")
	}
	s.sees("4 A", "pinned at step 200")
	s.press("C")
	s.sees("A 2")
	s.press("k k d")
	s.sees("this is the live run")
	s.press("j d")
	if got := len(s.app.Plots.Compare.Kept); got != 2 || s.app.Plots.Compare.Kept[0] != kept[1] {
		t.Errorf("%d runs are left", got)
	}
	for _, size := range []tea.WindowSizeMsg{middle, narrow, {Width: 20, Height: 4}, {Width: 300, Height: 100}} {
		s.send(size)
		s.checkFrame(size.Width, size.Height)
	}
}

// A run of other data stays in the table, and its loss in the chart.
func TestRunsOfOtherDataStayInTheTable(t *testing.T) {
	s := newSession(t, large)
	s.press("N c")
	s.press("t l enter N C")
	s.sees("moons", "circles")
	s.press("j enter")
	s.sees("that run learnt other data")
	if s.app.Plots.Compare.Run != nil {
		t.Error("A is of other data")
	}
}

func TestTheTableGoesOnWithTheRun(t *testing.T) {
	s := newSession(t, large)
	s.press("N C")
	before := s.screen()
	s.press("esc N C")
	if after := s.screen(); before == after || !strings.Contains(after, " 200 ") {
		t.Error("the table is that of step 100")
	}
}
