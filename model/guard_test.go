package model

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
)

// A fault is a layer that goes wrong while training, as its functions say; what
// looks at the flow without learning from it sees a sound layer.
type fault struct {
	flows.Bijection
	loss     func() float64 // added to the loss of every sample
	gradient func() float64 // added to every entry of the gradient that passes
}

func (l *fault) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	if x.Tape().Grad() == nil {
		return l.Bijection.Inverse(x, given)
	}
	if l.gradient != nil {
		x = l.poison(x)
	}
	z, ladj = l.Bijection.Inverse(x, given)
	if l.loss != nil {
		ladj = ad.Shift(ladj, -l.loss())
	}
	return z, ladj
}

func (l *fault) poison(x *ad.Mat) *ad.Mat {
	out := x.Tape().Value(x.Rows, x.Cols, true)
	copy(out.Data, x.Data)
	ad.Custom(poison(l.gradient()), ad.Call{In: [5]*ad.Mat{x}, Out: [2]*ad.Mat{out}})
	return out
}

type poison float64

func (p poison) Backward(c *ad.Call) {
	for i, g := range c.Out[0].Grad {
		c.In[0].Grad[i] += g + float64(p)
	}
}

const guarded = "affine, coupling(hidden=5), coupling(hidden=5)"

// faulty returns a run whose layer nearest to the base goes wrong.
func faulty(t tester, settings string, make func(f *Fit) fault) *Fit {
	f := fit(t, points(200, 2), guarded, settings)
	f.breakLayer(0, make(f))
	return f
}

func (f *Fit) breakLayer(k int, l fault) {
	l.Bijection = f.stack.Layers[k].Map
	f.stack.Layers[k].Map = &l
	f.rebuild()
}

// lossAt makes the loss wrong by v at the steps that are chosen.
func lossAt(v float64, bad func(step int) bool) func(f *Fit) fault {
	return func(f *Fit) fault {
		return fault{loss: func() float64 {
			if bad(f.step) {
				return v
			}
			return 0
		}}
	}
}

func at(steps ...int) func(int) bool { return func(s int) bool { return slices.Contains(steps, s) } }
func from(step int) func(int) bool   { return func(s int) bool { return s >= step } }

func TestABadStepIsSkippedAndCounted(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	gradientAt7 := func(v float64) func(f *Fit) fault {
		return func(f *Fit) fault {
			return fault{gradient: func() float64 {
				if f.step == 7 {
					return v
				}
				return 0
			}}
		}
	}
	for name, make := range map[string]func(f *Fit) fault{
		"loss NaN": lossAt(nan, at(7)), "loss +Inf": lossAt(inf, at(7)), "loss −Inf": lossAt(-inf, at(7)),
		"gradient NaN": gradientAt7(nan), "gradient +Inf": gradientAt7(inf), "gradient 1e200": gradientAt7(1e200),
	} {
		t.Run(name, func(t *testing.T) {
			f := faulty(t, "batch=32, steps=0", make)
			steps(f, 7)
			before, losses := memories(f), len(f.trainCurve.points)
			f.Step()
			for id, m := range memories(f) {
				m.same(t, fmt.Sprintf("layer %d", id), before[id])
			}
			s := f.Snapshot()
			if s.Skipped != 1 || s.Rollbacks != 0 || s.Step != 8 || s.State != Paused || len(f.trainCurve.points) != losses {
				t.Errorf("%d skipped, %d rollbacks, step %d, %s, %d losses of %d", s.Skipped, s.Rollbacks, s.Step, s.State, len(f.trainCurve.points), losses)
			}
			f.Step()
			if m := memories(f)[2]; m.age != 8 || slices.Equal(m.theta, before[2].theta) {
				t.Errorf("after the bad step the run does not go on: age %d", m.age)
			}
		})
	}
}

func TestABatchWithANumberThatIsNoneIsSkipped(t *testing.T) {
	f := fit(t, points(50, 2), every, "batch=40, steps=0")
	steps(f, 3)
	before := slices.Clone(f.theta)
	f.data.Train.Set(11, 1, math.NaN())
	f.Step()
	sameNumbers(t, "θ", f.theta, before)
	if s := f.Snapshot(); s.Skipped != 1 {
		t.Errorf("%d steps skipped", s.Skipped)
	}
}

func TestThreeBadStepsInARowRollBack(t *testing.T) {
	f := faulty(t, "batch=32, steps=0, lr=0.01", lossAt(math.NaN(), at(20, 21, 23, 24, 60, 61, 62)))
	steps(f, 50)
	good := slices.Clone(f.theta)
	if s := f.Snapshot(); s.Skipped != 4 || s.Rollbacks != 0 {
		t.Fatalf("two in a row and two more: %d skipped, %d rollbacks", s.Skipped, s.Rollbacks)
	}
	steps(f, 13)
	s := f.Snapshot()
	sameNumbers(t, "θ", f.theta, good)
	if s.Rollbacks != 1 || s.Skipped != 7 || s.State != Paused || s.LR != 0.005 || s.Step != 63 {
		t.Errorf("%d rollbacks, %d skipped, %s, lr %g, step %d", s.Rollbacks, s.Skipped, s.State, s.LR, s.Step)
	}
	if norm(f.moments.mean) != 0 || norm(f.moments.square) != 0 || slices.Max(f.ages) != 0 {
		t.Errorf("the optimiser remembers: |m| %g, |v| %g, ages %v", norm(f.moments.mean), norm(f.moments.square), f.ages)
	}
	if want := (Mark{63, "rollback"}); !slices.Contains(s.Marks, want) || !strings.Contains(s.Reason, "rolled back at step 63") {
		t.Errorf("marks %v, reason %q", s.Marks, s.Reason)
	}
	steps(f, 10)
	if s := f.Snapshot(); slices.Equal(s.Theta, good) || s.Rollbacks != 1 {
		t.Error("training does not go on after the rollback")
	}
}

func TestTenBadStepsInAHundredRollBack(t *testing.T) {
	for _, c := range []struct{ every, rollbacks int }{{10, 1}, {11, 1}, {12, 0}} {
		f := faulty(t, "batch=32, steps=0", lossAt(math.NaN(), func(s int) bool { return s%c.every == 0 }))
		steps(f, 9*c.every)
		if s := f.Snapshot(); s.Skipped != 9 || s.Rollbacks != 0 {
			t.Errorf("every %dth: %d skipped, %d rollbacks", c.every, s.Skipped, s.Rollbacks)
		}
		f.Step()
		if s := f.Snapshot(); s.Skipped != 10 || s.Rollbacks != c.rollbacks {
			t.Errorf("every %dth: %d skipped, %d rollbacks, want 10 and %d", c.every, s.Skipped, s.Rollbacks, c.rollbacks)
		}
	}
}

func TestEveryRollbackGoesFurtherBackAndTheFifthIsTheEnd(t *testing.T) {
	f := faulty(t, "batch=32, steps=0, lr=0.01", lossAt(math.NaN(), from(110)))
	good := map[int][]float64{}
	for range 110 {
		if f.step%goodEvery == 0 {
			good[f.step] = slices.Clone(f.theta)
		}
		f.Step()
	}
	for k, step := range []int{100, 50, 0, 0, 0} {
		steps(f, maxInARow)
		sameNumbers(t, fmt.Sprintf("θ after rollback %d", k+1), f.theta, good[step])
		if s := f.Snapshot(); s.Rollbacks != k+1 || s.LR != 0.01/math.Pow(2, float64(k+1)) {
			t.Errorf("%d rollbacks, lr %g", s.Rollbacks, s.LR)
		}
	}
	end := bits(f)
	s := f.Snapshot()
	if s.State != Diverged || !strings.Contains(s.Reason, "after 5 rollbacks") || !allFinite(s.Theta) {
		t.Fatalf("%s: %s", s.State, s.Reason)
	}
	steps(f, 10)
	sameBits(t, "steps after the end", bits(f), end)
}

func TestTheTestNLLIsThatOfTheParametersAfterARollback(t *testing.T) {
	f := faulty(t, "batch=32, steps=0, lr=0.1", lossAt(math.NaN(), from(80)))
	for f.ended == Paused {
		rollbacks := f.guard.rollbacks
		f.Step()
		if s := f.Snapshot(); s.Rollbacks > rollbacks {
			nll, _ := s.NLL(f.objective.(*maximumLikelihood).test.X)
			closeTo(t, fmt.Sprintf("test NLL after rollback %d", s.Rollbacks), s.Val, nll, 1e-12)
		}
	}
}

// nowhere is a layer under which no sample has a density.
type nowhere struct{ flows.Bijection }

func (l nowhere) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	z, ladj = l.Bijection.Inverse(x, given)
	return z, ad.Shift(ladj, math.NaN())
}

func TestTheBestParametersAreThoseOfTheRunWhereNoNLLIsANumber(t *testing.T) {
	f := fit(t, points(100, 2), guarded, "batch=32, steps=0")
	steps(f, 10)
	f.stack.Layers[1].Map = nowhere{f.stack.Layers[1].Map}
	f.rebuild()
	f.judge()
	if !math.IsNaN(f.testNLL) {
		t.Fatalf("the test NLL is %g", f.testNLL)
	}
	sameNumbers(t, "best θ", f.BestSnapshot().Theta, f.theta)
}

func TestADivergedRunLivesOn(t *testing.T) {
	for name, revive := range map[string]func(f *Fit) error{
		"rewind":       (*Fit).Rewind,
		"another rate": func(f *Fit) error { return f.Set("lr", "0.0001") },
		"an edit":      func(f *Fit) error { return f.Insert(0, item(t, "affine")) },
	} {
		t.Run(name, func(t *testing.T) {
			broken := true
			f := faulty(t, "batch=32, steps=0", lossAt(math.NaN(), func(int) bool { return broken }))
			steps(f, 20)
			if state, _ := f.Ended(); state != Diverged || f.step != maxRollbacks*maxInARow {
				t.Fatalf("step %d, %s", f.step, state)
			}
			look(f)
			broken = false
			do(t, revive(f))
			before := f.step
			steps(f, 5)
			s := f.Snapshot()
			if s.State != Paused || s.Step != before+5 || s.Skipped != 0 || s.Rollbacks != 0 || s.Reason != "" || f.guard.slow != 1 {
				t.Errorf("step %d, %s %q, %d skipped, %d rollbacks, rate × %g", s.Step, s.State, s.Reason, s.Skipped, s.Rollbacks, f.guard.slow)
			}
		})
	}
}

func TestALossFarAboveTheBestForTwentyStepsRollsBack(t *testing.T) {
	run := func(up float64, lo, hi int) *Fit {
		f := faulty(t, "batch=32, steps=0", lossAt(up, func(s int) bool { return s >= lo && s < hi }))
		steps(f, 100)
		return f
	}
	for _, c := range []struct {
		up        float64
		lo, hi    int
		rollbacks int
	}{
		{120, 30, 50, 1},   // 50 nats a dimension are 100
		{120, 30, 49, 0},   // it came back
		{90, 30, 100, 0},   // not far enough
		{1e300, 30, 50, 1}, // finite all the same
	} {
		f := run(c.up, c.lo, c.hi)
		if s := f.Snapshot(); s.Rollbacks != c.rollbacks || s.State != Paused {
			t.Errorf("loss up by %g for %d steps: %d rollbacks, want %d; %s", c.up, c.hi-c.lo, s.Rollbacks, c.rollbacks, s.State)
		}
	}
}

func TestARollbackSoonAfterAnEditGoesBackToTheEdit(t *testing.T) {
	broken := false
	f := fit(t, points(200, 2), guarded, "batch=32, steps=0, lr=0.01")
	steps(f, 30)
	do(t, f.Set("lr", "0.02"))
	f.breakLayer(0, lossAt(math.NaN(), func(int) bool { return broken })(f))
	edited := slices.Clone(f.theta)
	steps(f, 5)
	broken = true
	steps(f, 3)
	if f.guard.rollbacks != 1 {
		t.Fatalf("%d rollbacks", f.guard.rollbacks)
	}
	sameNumbers(t, "θ", f.theta, edited)
}

func TestARunWhoseLastStepIsBadEndsAllTheSame(t *testing.T) {
	f := faulty(t, "batch=32, steps=10", lossAt(math.NaN(), at(9)))
	steps(f, 30)
	if state, _ := f.Ended(); state != Finished || f.step != 10 {
		t.Errorf("step %d, %s, want 10 and finished", f.step, state)
	}
}

func TestARollbackNamesTheLayerThatCausedIt(t *testing.T) {
	for k := range 3 {
		f := fit(t, points(200, 2), "affine, affine, affine", "batch=32, steps=0")
		steps(f, 5)
		f.stack.Layers[k].Blocks[0].In(f.theta)[0] = -1e3 // log_scale: its inverse multiplies by e¹⁰⁰⁰
		steps(f, 3)
		want := fmt.Sprintf("layer %d (affine) gave numbers that are not finite", k+1)
		if s := f.Snapshot(); s.Rollbacks != 1 || !strings.Contains(s.Reason, want) {
			t.Errorf("%d rollbacks, reason %q, want %q", s.Rollbacks, s.Reason, want)
		}
	}
}

// No fault is injected here: the steps are simply much too long.
func TestARateThatIsMuchTooHighNeverLeavesParametersThatAreNoNumbers(t *testing.T) {
	for _, stack := range []string{"affine*4", "coupling(hidden=8)*4", "coupling(rqs, hidden=8)*2", "autoregressive(hidden=8)*2", "planar*6", "linear*3", "radial*3"} {
		for _, optimiser := range []string{"sgd(lr=10)", "adam(lr=10)"} {
			t.Run(stack+"/"+optimiser, func(t *testing.T) {
				f := fit(t, points(100, 2), stack, optimiser+", clip=0, batch=64, steps=300, schedule=constant")
				for range 300 {
					f.Step()
					if !allFinite(f.theta) {
						t.Fatalf("θ is not finite at step %d, %d skipped, %d rollbacks", f.step, f.guard.skipped, f.guard.rollbacks)
					}
				}
				look(f)
				if state, _ := f.Ended(); state != Finished && state != Diverged {
					t.Errorf("the run is %s at step %d", state, f.step)
				}
				if !isFinite(f.best.nll) || !allFinite(f.best.theta) {
					t.Errorf("the best NLL is %g", f.best.nll)
				}
			})
		}
	}
}

func TestARunThatNeverBeatsItsStartSaysSo(t *testing.T) {
	f := fit(t, points(400, 2), "affine, coupling(hidden=16)*4", "adam(lr=0.5), batch=64, steps=100, schedule=constant, clip=0")
	steps(f, 100)
	_, reason := f.Ended()
	if f.best.step != 0 || !strings.Contains(reason, "the learning rate is too high, try lr=0.05") {
		t.Errorf("it ended with %q, best at step %d", reason, f.best.step)
	}
	calm := fit(t, points(400, 2), "affine", "adam(lr=0.01), batch=64, steps=100")
	steps(calm, 100)
	if _, reason := calm.Ended(); reason != "100 steps done" {
		t.Errorf("a run that learns ended with %q", reason)
	}
}
