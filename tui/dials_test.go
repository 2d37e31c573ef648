package tui

import (
	"testing"

	"bijou/model"
	"bijou/tui/layout"
	"bijou/tui/view"
)

func conditioned(t testing.TB, data, stack string) func(*Options, *model.Config) {
	return func(_ *Options, c *model.Config) {
		c.Source, c.Spec = catalogued(t, data), spec(t, stack)
	}
}

func TestPicturesAreOverAllConditionsUntilADialIsTurned(t *testing.T) {
	s := newSession(t, large, conditioned(t, "spread", "autoregressive(hidden=8)"))
	s.sees("5 data side  y = f(z) · over all x")
	if s.app.Plots.Pictures.Cloud.Fan == nil {
		t.Fatal("there are no quantiles over x")
	}
	s.press(".")
	s.sees("5 data side  p(y) · x 0.1 ", "given x  0.1")
	if v := view.VersionOf(s.app.Snap); s.app.Plots.Pictures.Cloud.Version != v || s.app.Plots.Pictures.Line.Version != v || s.app.Snap.Given.Rows != 1 {
		t.Error("the pictures are of another condition")
	}
	if n := s.app.Plots.Pictures.Data.X.Rows; n < 50 || n > 500 {
		t.Errorf("%d points are near the condition", n)
	}
	s.press("< < < < <")
	s.sees("p(y) · x −2.0")
	s.press(";")
	s.sees("y = f(z) · over all x")
}

func TestAConditionIsTyped(t *testing.T) {
	s := newSession(t, large, conditioned(t, "rings-by-radius", "coupling(hidden=8)*2"))
	s.press(":")
	if s.app.Want.Focus != layout.Data {
		t.Fatal("the data pane does not have the keys")
	}
	s.press("ctrl+u 2 . 2 enter")
	s.sees("x = f(z) · radius 2.20")
	s.press("o o")
	s.sees("a lattice of the base")
	s.press(";")
	s.misses("a lattice of the base, as")
}

func TestALevelIsChosenByItsName(t *testing.T) {
	s := newSession(t, large, conditioned(t, "classes", "coupling(hidden=8)*2"))
	s.press(". .")
	s.sees("class pinwheel")
	s.press(".")
	s.sees("class pinwheel")
	s.press("i")
	s.sees("7 probe")
	s.press("; ;")
	s.sees("class pinwheel") // a single point is under one condition
}

func TestTheProbePutsPicturesUnderOneCondition(t *testing.T) {
	s := newSession(t, large, conditioned(t, "classes", "coupling(hidden=8)*2"))
	s.press("i")
	s.sees("class moons")
}

func TestAFlowWithoutConditionsHasNoDials(t *testing.T) {
	s := newSession(t, large)
	s.press(".")
	s.sees("the flow has no conditions")
}

func TestTheAccountOfTheNLLIsUnderTheConditionsOfThePoints(t *testing.T) {
	s := newSession(t, large, conditioned(t, "spread", "autoregressive(hidden=8)"))
	s.press("N .")
	if d := s.app.Flow.Ledger.Account.NLL - s.app.Snap.Val; d > 1e-9 || d < -1e-9 {
		t.Errorf("the account says %g, the run %g", s.app.Flow.Ledger.Account.NLL, s.app.Snap.Val)
	}
}

func TestTheDialsOfASimulatorStartFromWhatWasMeasured(t *testing.T) {
	s := newSession(t, large, conditioned(t, "linear-gaussian", "affine"))
	all := s.app.Snap.Given
	s.press(". ,") // there and back
	one := s.app.Snap.Given
	for j := 1; j < one.Cols; j++ {
		if d := one.At(0, j) - all.At(0, j); d > 1e-12 || d < -1e-12 {
			t.Errorf("column %d is %g, measured was %g", j+1, one.At(0, j), all.At(0, j))
		}
	}
}
