package tui

import (
	"math"
	"slices"
	"strings"
	"testing"

	"bijou/model"
	"bijou/tui/pane"
	"bijou/tui/plot"
	"bijou/tui/view"
)

// pinSession is a run on ring mixtures by forward KL, pinned, and one by reverse
// KL that goes on.
func pinSession(t *testing.T) *session {
	s := newSession(t, large, withData(catalogued(t, "ringmix")), withStack("coupling(hidden=8)*2, linear"))
	s.press("N c 2")
	s.field("objective")
	s.press("l enter r N")
	return s
}

func TestAPinnedRunStaysBesideTheOneThatGoesOn(t *testing.T) {
	s := pinSession(t)
	s.sees("4 A  forward KL, pinned at step 100", "5 B  reverse KL", "KL(p‖q)", "KL(q‖p)", "B − A", "A KL(p‖q) ⠶")
	if !s.app.Snap.Objective.Reverse || s.app.Plots.Compare.Run.Snap.Objective.Reverse {
		t.Fatal("A is not forward, or B not reverse")
	}
	a, b := s.app.Plots.Compare.Run.Distance, s.app.Plots.Pictures.Distance
	for name, kl := range map[string]float64{"A forward": a.Forward.Mean, "A reverse": a.Reverse.Mean, "B forward": b.Forward.Mean, "B reverse": b.Reverse.Mean} {
		if !(kl > 0 && kl < 100) {
			t.Errorf("%s: KL %g", name, kl)
		}
	}
	if b.Version != view.VersionOf(s.app.Snap) || a.Version != view.VersionOf(s.app.Plots.Compare.Run.Snap) {
		t.Error("the divergences are of other moments")
	}
	s.press("n")
	if got := s.app.Plots.Compare.Run.Snap.Step; got != 100 {
		t.Errorf("A moved to step %d", got)
	}
	s.press("c")
	s.sees("unpinned", "4 base")
	s.misses("B − A")
}

func TestBothRunsAreDrawnOnTheSameScale(t *testing.T) {
	s := pinSession(t)
	for _, keys := range []string{"", "5 k", "j j", "o", "o", "o"} {
		s.press(keys)
		a, b := s.app.Plots.Compare.Run.Side, s.app.Plots.Sample
		scale := func(p *pane.SidePlot) float64 { return (p.Shown.XMax - p.Shown.XMin) / float64(p.Viewport.W) }
		middle := func(p *pane.SidePlot) float64 { return p.Shown.XMax + p.Shown.XMin }
		if math.Abs(scale(&a)-scale(&b)) > 1e-12 || math.Abs(middle(&a)-middle(&b)) > 1e-9 {
			t.Errorf("after %q A shows %+v, B %+v", keys, a.Shown, b.Shown)
		}
	}
}

func TestADepthOfBIsSeenWhilePinned(t *testing.T) {
	s := pinSession(t)
	s.press("[")
	s.sees("after layer 2", "depth 2/3", "5 B", "4 A")
}

// A difference of two divergences would mean nothing: like is compared with like.
func TestRunsOfTwoObjectivesAreComparedByBothDivergences(t *testing.T) {
	s := pinSession(t)
	a, b := s.app.Plots.Compare.Run.Distance, s.app.Plots.Pictures.Distance
	want := []string{plot.Signed(b.Forward.Mean-a.Forward.Mean, 7, 3, plot.Braille), plot.Signed(b.Reverse.Mean-a.Reverse.Mean, 7, 3, plot.Braille)}
	s.sees("KL(p‖q)"+want[0], "KL(q‖p)"+want[1])
}

// Two maps are compared by their colours.
func TestTheMapsOfBothRunsShareTheirScale(t *testing.T) {
	s := pinSession(t)
	s.press("o o")
	a, b := s.app.Plots.Compare.PinScene().HeatTop, s.app.Plots.SampleScene().HeatTop
	if s.app.Plots.Compare.Run.Side.Heat == nil || a != b {
		t.Errorf("the scale of A ends at %v, that of B at %v", a, b)
	}
}

// The floors differ, the distance to them does not.
func TestTheCurveOfAStandsAsFarAboveTheFloorAsItsOwn(t *testing.T) {
	s := pinSession(t)
	curve, ok := s.app.Plots.Compare.PinCurve()
	if !ok {
		t.Fatal("there is no curve of A")
	}
	p := s.app.Plots.Compare.Run.Snap
	for i, point := range p.History.Train {
		if got, want := curve.Values[i]-s.app.Snap.Entropy, point.NLL-p.Entropy; math.Abs(got-want) > 1e-9 {
			t.Fatalf("at step %d A lies %g above the floor, want %g", point.Step, got, want)
		}
	}
}

func TestOtherDataUnpins(t *testing.T) {
	s := newSession(t, large)
	s.press("c 3 l enter")
	s.sees("it learnt other data", "4 base")
}

func TestAFileIsComparedByItsNLL(t *testing.T) {
	s := newSession(t, large, withData(ringSource()))
	s.press("c N")
	s.sees("val. NLL", "4 A  forward KL, pinned at step 0", "B − A")
	s.misses("KL(p")
}

func TestALineIsPinnedToo(t *testing.T) {
	src := positiveLine()
	src.Columns = []string{"x"}
	s := newSession(t, large, withData(src), withStack("affine, exp"), func(_ *Options, c *model.Config) {
		c.Settings = settings(t, "adam, batch=64, steps=1000, objective=reverse-kl")
	})
	s.press("N c N")
	s.sees("4 A  reverse KL, pinned at step 100", "ESS", "Pareto k")
	if s.app.Plots.Compare.Run.Line == nil || s.app.Plots.Compare.Run.Side.Shown != s.app.Plots.Sample.Shown {
		t.Error("A is not drawn as B is")
	}
}

func TestImportanceWeightsAreSaidQuietlyAndTheirAlarmInAWord(t *testing.T) {
	s := newSession(t, large, withData(catalogued(t, "u1")), withStack("affine, linear"), func(_ *Options, c *model.Config) {
		c.Settings = settings(t, "adam, batch=64, steps=1000, objective=reverse-kl")
	})
	s.press("N")
	s.sees("−ELBO", "−log Z", "ESS", "Pareto k")
	w := s.app.Plots.Pictures.Weights
	if want := s.app.Snap.Weigh(pane.WeighDraws); w.Weights != want {
		t.Errorf("the weights are %+v, want %+v", w.Weights, want)
	}
	s.app.Plots.Pictures.Weights.Pareto = 0.69
	s.misses("unreliable")
	s.app.Plots.Pictures.Weights.Pareto = 0.71
	s.sees("unreliable")
	s.press("c")
	s.sees("unreliable", "B − A")
}

func TestAScreenOfOnePlotShowsBothToCompare(t *testing.T) {
	s := newSession(t, large)
	s.press("v")
	if strings.Contains(s.screen(), "4 base") {
		t.Fatal("v does not hide the base side")
	}
	s.press("c")
	s.sees("4 A  forward KL", "5 B  forward KL")
}

// What A is drawn from is its own, whatever B starts from.
func TestAKeepsItsBaseWhenBGetsAnother(t *testing.T) {
	s := newSession(t, large, withStack("affine"))
	s.press("c")
	before := s.app.Plots.Compare.Run.Cloud
	s.press("1 g enter l l enter") // past the uniform base, which would leave data without density
	if b := s.app.Snap.BaseSpec.Kind().Name; b == "normal" {
		t.Fatal("B starts from the base of A")
	}
	s.app.Plots.Compare.Run.Cloud = nil // as when other axes are shown
	s.press("o o o o")
	if after := s.app.Plots.Compare.Run.Cloud; after == nil || !slices.Equal(before.Model[0].X, after.Model[0].X) || slices.Equal(after.Model[0].X, s.app.Plots.Pictures.Cloud.Model[0].X) {
		t.Error("A is drawn from the base of B")
	}
}

func TestADivergenceStandsWithItsErrorWhereThereIsRoom(t *testing.T) {
	s := pinSession(t)
	b := s.app.Plots.Pictures.Distance
	if _, se := s.app.Snap.KL(b.Draws); b.Forward.SE != se || !(se > 0) {
		t.Errorf("the error is %g, want %g", b.Forward.SE, se)
	}
	s.sees("±" + plot.Fixed(b.Forward.SE, 5, 3, plot.Braille))
	s.send(middle)
	s.settle()
	s.misses("±")
	s.sees("p‖q"+plot.Fixed(b.Forward.Mean, 6, 2, plot.Braille)+" q‖p"+plot.Fixed(b.Reverse.Mean, 6, 2, plot.Braille), "B − A  p‖q")
	s.send(narrow)
	s.press("5")
	s.sees("4 A 5 B", "KL(p‖q)")
}

// A of one column under one condition has no map, though the live run over all of them has.
func TestARunWithoutAMapIsPinnedBesideOneThatHasIt(t *testing.T) {
	s := newSession(t, large, conditioned(t, "spread", "autoregressive(hidden=4)"))
	s.press(". c")
	if s.app.Plots.Compare.Run.Snap.Given.Rows != 1 {
		t.Fatal("A is not of one condition")
	}
	a := *s.app.Plots.Compare.Run.Snap // of a run before this one: a dial that is turned does not turn it
	data := *a.Data
	a.Data, s.app.Plots.Compare.Run.Snap = &data, &a
	s.press("; 5")
	for range view.Of(s.app.Snap) {
		s.press("o")
	}
	if s.quit || a.Given.Rows != 1 || s.app.Snap.Given.Rows == 1 {
		t.Errorf("A has %d conditions, the live run %d: %v", a.Given.Rows, s.app.Snap.Given.Rows, s.app.err)
	}
}

// Images and waves of A are those that A makes, also where B has other layers.
func TestImagesAndWavesOfAPinnedRunAreItsOwn(t *testing.T) {
	for _, line := range []string{"digits(n=200) | affine | adam, batch=16", "vowels(n=200) | affine | adam, batch=16"} {
		s := newSession(t, large, asLine(t, line))
		for range len(view.Views()) {
			if n := s.app.Plots.Current().Needs(); n.Images || n.Waves {
				break
			}
			s.press("o")
		}
		s.press("n c n d n")
		for range 20 {
			s.settle()
		}
		a := s.app.Plots.Compare.Run.Snap
		scene := s.app.Plots.Compare.PinScene()
		var made view.Version
		switch {
		case scene.Images != nil:
			made = scene.Images.Version
		case scene.Waves != nil:
			made = scene.Waves.Version
		}
		if made != view.VersionOf(a) {
			t.Errorf("%s: A is %+v, and its pictures are of %+v", line, view.VersionOf(a), made)
		}
	}
}
