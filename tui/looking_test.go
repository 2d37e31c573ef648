package tui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/tui/layout"
	"bijou/tui/screen"
)

func TestTheSelectionSetsTheDepth(t *testing.T) {
	s := newSession(t, large)
	s.sees("x = f(z)", "depth 5/5")
	s.press("k k")
	s.sees("after layer 3", "depth 3/5", "z ○─1─2─●─4─5 x")
	s.press("[")
	s.sees("after layer 2", "depth 2/5")
	s.press("G")
	s.sees("x = f(z)", "depth 5/5")
	s.press("g")
	s.sees("depth 0/5", "z ●─1─2─3─4─5 x")
}

func TestTheDepthHoldsOnToItsLayerThroughEdits(t *testing.T) {
	s := newSession(t, large)
	s.press("k k g [") // depth 0
	s.press("j j j a")
	s.choose("actnorm")
	s.sees("depth 3/6")
	s.press("u")
	s.sees("depth 3/5")
}

func TestColumnsArePickedInMoreThanTwoDimensions(t *testing.T) {
	s := newSession(t, large, withData(catalogued(t, "iris")))
	if s.app.Plots.Axes != [2]int{0, 1} {
		t.Fatalf("columns %v at first", s.app.Plots.Axes)
	}
	s.press("x")
	s.sees("petal_length across, sepal_width up")
	s.press("y y")
	if s.app.Plots.Axes != [2]int{2, 0} || s.app.Plots.Pictures.Cloud.Axes != [2]int{2, 0} {
		t.Errorf("columns %v, of the picture %v, want 2 and 0", s.app.Plots.Axes, s.app.Plots.Pictures.Cloud.Axes)
	}
}

func TestHelpIsSearchedAndRun(t *testing.T) {
	s := newSession(t, large)
	s.press("f1")
	s.sees("1 flow", "delete the layer", "Everywhere", "type to search")
	s.typed("logarithmic")
	s.sees("draw the NLL on a logarithmic scale")
	s.misses("delete the layer")
	s.press("enter")
	if !s.app.Loss.Log || s.app.overlay.kind != noOverlay {
		t.Error("enter did not run the command")
	}
	s.press("f1")
	s.typed("no such thing")
	s.sees("no key does that")
	s.press("esc")
	s.sees("delete the layer")
	s.press("up end esc")
	s.misses("type to search")
}

func TestZoomGivesAPaneTheScreen(t *testing.T) {
	s := newSession(t, large)
	s.press("5 f")
	s.sees("5 data side")
	s.misses("1 flow")
	s.press("tab")
	s.sees("6 NLL")
	s.press("esc")
	s.sees("1 flow", "6 NLL")
}

func TestTabGoesRoundAllPanes(t *testing.T) {
	s := newSession(t, middle)
	var seen []layout.Pane
	for range 6 {
		s.press("tab")
		seen = append(seen, s.app.Want.Focus)
		if !s.app.Layout.Visible(s.app.Want.Focus) {
			t.Errorf("pane %d has the focus and is hidden", s.app.Want.Focus)
		}
	}
	if want := []layout.Pane{2, 3, 4, 5, 6, 1}; !slices.Equal(seen, want) {
		t.Errorf("tab goes %v, want %v", seen, want)
	}
	s.press("shift+tab")
	if s.app.Want.Focus != layout.Loss {
		t.Errorf("shift+tab goes to %d", s.app.Want.Focus)
	}
}

func TestTheLossIsReadAndDrawnInLogs(t *testing.T) {
	s := newSession(t, large)
	s.press("N 6 h h h")
	s.sees("step 98", "train")
	s.press("l esc")
	s.misses("step 98")
	s.press("L")
	s.sees("L linear")
}

func TestTheSmallScreenHasTabsAndASparkline(t *testing.T) {
	s := newSession(t, narrow)
	s.press("N")
	s.sees("1 flow 2 train 3 data 4 z 5 x 6 nll", "squeeze", "= sum, exactly")
	spark := strings.Split(s.screen(), "\n")[2]
	if !strings.ContainsAny(spark, "▁▂▃▄▅▆▇█") {
		t.Errorf("no sparkline in %q", spark)
	}
	s.press("5")
	s.sees("depth 5/5")
	s.press("v")
	s.sees("room for one pane")
}

func TestTheMouseFocusesSelectsAndScrolls(t *testing.T) {
	s := newSession(t, large)
	r := s.app.Layout.Panes[layout.Loss]
	s.send(tea.MouseClickMsg{X: r.X + 3, Y: r.Y + 3, Button: tea.MouseLeft})
	if s.app.Want.Focus != layout.Loss {
		t.Fatalf("a click focuses pane %d", s.app.Want.Focus)
	}
	l := s.app.Flow.List
	s.send(tea.MouseClickMsg{X: l.X + 3, Y: l.Y + 2, Button: tea.MouseLeft})
	if row, _ := screen.RowOf(s.app.Selected, s.app.Snap.Stack); row != 2 || s.app.Depth() != 2 {
		t.Errorf("a click on layer 2 selects row %d at depth %d", row, s.app.Depth())
	}
	for range 40 { // a trackpad
		s.send(tea.MouseWheelMsg{X: l.X + 3, Y: l.Y + 2, Button: tea.MouseWheelDown})
		s.send(tea.MouseWheelMsg{X: l.X + 3, Y: l.Y + 2, Button: tea.MouseWheelUp})
	}
	s.send(tea.MouseWheelMsg{X: l.X + 3, Y: l.Y + 2, Button: tea.MouseWheelDown})
	s.send(scrollMsg{})
	if row, _ := screen.RowOf(s.app.Selected, s.app.Snap.Stack); row != 3 {
		t.Errorf("the wheel selects row %d, want 3", row)
	}
	s.press("M")
	if s.app.View().MouseMode != tea.MouseModeNone {
		t.Error("M does not give the mouse back")
	}
	s.press("t")
	s.send(tea.MouseClickMsg{X: 0, Y: 0, Button: tea.MouseLeft})
	s.misses("what the flow learns")
}
