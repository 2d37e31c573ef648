package tui

import (
	"math"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/screen"
)

func TestAddingALayerDoesNotMoveTheNLL(t *testing.T) {
	s := newSession(t, large)
	s.press("N")
	before := s.app.Snap.Val
	for _, kind := range []string{"coupling", "linear", "radial", "actnorm"} {
		s.press("a")
		s.choose(kind)
		if after := s.app.Snap.Val; math.Abs(after-before) > 1e-9 {
			t.Errorf("adding %s moves the NLL by %g", kind, after-before)
		}
	}
	if n := len(s.app.Snap.Stack.Layers); n != 9 {
		t.Errorf("%d layers after adding four, want 9", n)
	}
}

func TestAddPutsTheLayerBehindTheSelectedOneAndSelectsIt(t *testing.T) {
	s := newSession(t, large)
	s.press("k k a")
	s.sees("add a layer", "after layer 3", "starts as the identity")
	s.choose("actnorm")
	if got, want := s.stack(), "actnorm, coupling(hidden=16)*2, actnorm, coupling(hidden=16)*2"; got != want {
		t.Errorf("stack %q, want %q", got, want)
	}
	if row, _ := screen.RowOf(s.app.Selected, s.app.Snap.Stack); row != 4 {
		t.Errorf("row %d is selected, want the new layer's, 4", row)
	}
	s.sees("4 actnorm", "+actnorm")
}

func TestTheWholeEditingOfALayer(t *testing.T) {
	s := newSession(t, large)
	s.press("G k K") // the last layer, one nearer to the base
	if got, want := s.stack(), "actnorm, coupling(hidden=16)*2, coupling(hidden=16, odd), coupling(hidden=16)"; got != want {
		t.Errorf("after K: %q, want %q", got, want)
	}
	s.press("J m")
	s.sees("layer 5 (affine x|y) is bypassed; m brings it back")
	if !s.app.Layer().Off {
		t.Error("m did not bypass the layer")
	}
	s.press("m z")
	if l := s.app.Layer(); l.Off || !l.Frozen {
		t.Errorf("off is %v and frozen %v after m z", l.Off, l.Frozen)
	}
	s.press("A")
	if n := len(s.app.Snap.Stack.Layers); n != 6 {
		t.Errorf("%d layers after A, want 6", n)
	}
	s.press("d d d")
	if got, want := s.stack(), "actnorm, coupling(hidden=16)*2"; got != want {
		t.Errorf("after three d: %q, want %q", got, want)
	}
	s.sees("u brings it back")
	s.press("u u u ctrl+r")
	if n := len(s.app.Snap.Stack.Layers); n != 5 {
		t.Errorf("%d layers after three u and a ctrl+r, want 5", n)
	}
}

// Keys that are typed faster than the trainer answers mean what they would have
// meant had the person waited.
func TestKeysTypedAheadWaitForTheTrainer(t *testing.T) {
	s := newSession(t, large)
	var late []tea.Cmd
	for _, k := range []string{"d", "d", "space"} {
		_, cmd := s.app.Update(keyPress(k))
		late = append(late, cmd)
	}
	for _, cmd := range late {
		s.run(cmd)
	}
	s.settle()
	if n := len(s.app.Snap.Stack.Layers); n != 3 || s.app.Snap.State != model.Training {
		t.Errorf("%d layers and %s, want 3 and training", n, s.app.Snap.State)
	}
}

func TestFieldsAreEditedInline(t *testing.T) {
	s := newSession(t, large)
	s.press("enter")
	s.sees("transform", "hidden", "16", "clamp")
	s.field("hidden")
	s.press("l")
	s.sees("‹32›")
	if s.app.Layer().Values["hidden"] != "16" {
		t.Error("a draft changed the layer before enter")
	}
	s.press("esc")
	s.misses("‹")
	s.press("l enter")
	if got := s.app.Layer().Values["hidden"]; got != "32" {
		t.Errorf("hidden is %s after enter, want 32", got)
	}
	s.field("bins")
	s.press("enter 9 9")
	s.sees("‹99 ›")
	s.press("enter")
	s.sees("bins is a whole number from 2 to 64, not 99")
	s.press("backspace enter")
	if got := s.app.Layer().Values["bins"]; got != "9" {
		t.Errorf("bins is %s, want 9", got)
	}
	s.press("esc j")
	s.misses("clamp")
}

func TestSettingsApplyFromHereOn(t *testing.T) {
	s := newSession(t, large)
	s.press("n 2")
	s.field("lr")
	s.press("l l enter")
	if got := s.app.Snap.Settings.Value("lr"); got != "0.01" {
		t.Errorf("lr is %s after two notches, want 0.01", got)
	}
	s.press("enter 2 e - 4 enter")
	if got := s.app.Snap.Settings.Value("lr"); got != "0.0002" {
		t.Errorf("lr is %s after typing 2e-4", got)
	}
	s.sees("▲lr 0.0002", "lr now")
	s.press("1")
	if s.app.Want.Focus != layout.Flow {
		t.Error("digits do not focus any more")
	}
}

func TestDataIsPickedFromThumbnails(t *testing.T) {
	s := newSession(t, large)
	s.press("t")
	s.sees("moons", "pinwheel", "checkerboard", "old-faithful", "Two moons", "noise")
	if n := len(s.app.thumbnails.Made); n != len(s.app.Data.Sources.List) {
		t.Errorf("%d thumbnails of %d sets", n, len(s.app.Data.Sources.List))
	}
	s.press("l tab")
	s.field("n")
	s.press("enter 5 0 0 enter tab")
	s.sees("Two circles", "500")
	s.press("enter")
	if got := s.app.Snap.Data.Spec; got != "circles(n=500)" {
		t.Errorf("the data is %s", got)
	}
	if s.app.Snap.Run != 1 {
		t.Error("the flow started anew; it should keep what it has learnt")
	}
	s.press("N t l R")
	if s.app.Snap.Data.Spec != "rings(n=500)" || s.app.Snap.Step != 0 {
		t.Errorf("R: data %s at step %d", s.app.Snap.Data.Spec, s.app.Snap.Step)
	}
	s.press("t esc")
	s.misses("what the flow learns")
}

func TestFieldsOfTheDataAreEditedInItsPane(t *testing.T) {
	s := newSession(t, large)
	s.press("3")
	s.field("noise")
	s.press("l enter")
	if got := s.app.Snap.Data.Spec; got != "moons(noise=0.11)" {
		t.Errorf("the data is %s", got)
	}
	s.press("g l enter")
	if got := s.app.Snap.Data.Spec; got != "circles" {
		t.Errorf("after stepping the set: %s; the noise of moons means nothing to it", got)
	}
	s.field("n")
	s.press("enter 1 enter")
	s.sees("n is 0 for fresh points")
}

func TestOwnDataCanBeComeBackTo(t *testing.T) {
	ring := ad.New(50, 2)
	for i := range 50 {
		ring.Set(i, 0, math.Sin(float64(i)))
		ring.Set(i, 1, math.Cos(float64(i)))
	}
	s := newSession(t, large, withData(model.Source{Spec: "some/where/ring.csv", Columns: []string{"u", "v"}, Points: ring, Notes: []string{"Left out w (text)."}}))
	s.sees("ring.csv", "Left out w")
	s.misses("some/where")
	s.press("3 l enter")
	s.sees("moons")
	s.press("h enter")
	s.sees("ring.csv")
}
