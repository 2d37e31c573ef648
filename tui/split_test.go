package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/presets"
	"bijou/tui/layout"
)

func TestBordersAreMovedByKeysAndByTheMouse(t *testing.T) {
	s := newSession(t, large)
	w, h := s.app.Layout.Panes[layout.Flow].W, s.app.Layout.Panes[layout.Loss].H
	s.press(") ) (")
	if got := s.app.Layout.Panes[layout.Flow].W; got != w+1 {
		t.Errorf("the flow is %d wide, want %d", got, w+1)
	}
	s.press("6 (")
	if got := s.app.Layout.Panes[layout.Loss].H; got != h+1 {
		t.Errorf("the loss is %d high, want %d", got, h+1)
	}
	if err := s.Play("drag:33,10,50,12"); err != nil { // the border of the flow
		t.Fatal(err)
	}
	if got := s.app.Layout.Panes[layout.Flow].W; got != 50 {
		t.Errorf("dragged to column 50 the flow is %d wide", got)
	}
	y := s.app.Layout.Panes[layout.Loss].Y
	s.app.mouse.click(tea.Mouse{X: 90, Y: y, Button: tea.MouseLeft})
	s.app.mouse.drag(tea.Mouse{X: 90, Y: y - 3, Button: tea.MouseLeft})
	s.app.mouse.release(tea.Mouse{})
	if got := s.app.Layout.Panes[layout.Loss].Y; got != y-3 {
		t.Errorf("dragged to row %d the loss begins at %d", y-3, got)
	}
	s.checkFrame(120, 40)
}

func TestABorderStopsWhereAPaneWouldBeTooSmall(t *testing.T) {
	s := newSession(t, large)
	for range 100 {
		s.app.splitter.shift(layout.SideLine, 10)
	}
	most := s.app.Layout.Panes[layout.Flow].W
	s.press("(")
	if got := s.app.Layout.Panes[layout.Flow].W; most > 100 || got != most-1 {
		t.Errorf("the flow is %d wide at most, and one key back %d", most, got)
	}
	s.press("f")
	s.press(")")
	s.sees("f gives it back")
}

func TestBordersAreWhereTheyWereLeft(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	kept := func(o *Options, _ *model.Config) { o.Shelf = presets.UserShelf() }
	s := newSession(t, large, kept)
	w := s.app.Layout.Panes[layout.Flow].W
	s.press(") ) )")
	if got := newSession(t, large, kept).app.Layout.Panes[layout.Flow].W; got != w+3 {
		t.Errorf("the next session has a flow of %d columns, want %d", got, w+3)
	}
	if got := newSession(t, large).app.Layout.Panes[layout.Flow].W; got != w {
		t.Errorf("where nothing is kept it has %d, want %d", got, w)
	}
}
