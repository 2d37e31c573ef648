package model

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
)

func do(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// item is a layer as a person writes it.
func item(t tester, text string) flows.Item {
	t.Helper()
	return parseSpec(t, text)[0]
}

// trained returns a run that has learnt something with layers of every kind.
func trained(t tester, dim int) *Fit {
	f := fit(t, points(120, dim), every, "batch=32, steps=0, lr=0.02")
	steps(f, judgeEvery) // so that the test NLL on the screen is of now
	return f
}

func TestInsertingAnyKindAnywhereLeavesTheDensityAsItIs(t *testing.T) {
	for _, dim := range []int{2, 3} {
		f := trained(t, dim)
		before, _ := f.Snapshot().NLL(f.data.Val)
		shown := f.testNLL
		for _, k := range flows.Kinds() {
			if flows.NewItem(k, nil).Misfit(flows.Row(dim)) != "" || k.Changes != "" {
				continue // it does not fit, or says itself why it cannot be the identity
			}
			for at := range len(f.stack.Layers) + 1 {
				do(t, f.Insert(at, flows.NewItem(k, f.stack.Spec()[:at])))
				what := fmt.Sprintf("D=%d: NLL after %s at %d", dim, k.Name, at)
				after, _ := f.Snapshot().NLL(f.data.Val)
				closeTo(t, what, after, before, 1e-9)
				closeTo(t, what+" on the screen", f.testNLL, shown, 1e-9)
				do(t, f.Undo())
			}
		}
	}
}

func TestEveryChoiceOfFieldsInsertsAsTheIdentity(t *testing.T) {
	f := trained(t, 2)
	before, _ := f.Snapshot().NLL(f.data.Val)
	for _, text := range []string{
		"coupling(additive)", "coupling(rqs, bins=2)", "coupling(first)", "coupling(hidden=0)", "coupling(flip)", "coupling(rqs, flip)",
		"autoregressive(rqs)", "autoregressive(reverse, hidden=0)", "iaf(rqs, relu)", "actnorm(flip)", "linear(flip)", "radial(flip)",
		"permute(shuffling, seed=3)", "permute(reversing)", "rotate(angle=30)", "shear(factor=0.5)", "planar(flip)", "rotate(angle=30, off)",
	} {
		do(t, f.Insert(2, item(t, text)))
		after, _ := f.Snapshot().NLL(f.data.Val)
		closeTo(t, "NLL after inserting "+text, after, before, 1e-9)
		do(t, f.Undo())
	}
}

// A layer that is fitted, not trained, does its work as soon as it is there: the
// NLL falls, and undo takes it back.
func TestAnInsertedRBIGStepIsFittedToTheDataAtItsPlace(t *testing.T) {
	f := fit(t, blobs(t), "rbig, affine", "adam, steps=0")
	before, start := f.testNLL, bits(f)
	do(t, f.Insert(0, item(t, "rbig")))
	if f.testNLL > before-0.05 {
		t.Errorf("NLL %.4f with a second step, %.4f with one", f.testNLL, before)
	}
	two := fit(t, blobs(t), "rbig*2, affine", "adam, steps=0")
	closeTo(t, "NLL of a stack that had both from the start", f.testNLL, two.testNLL, 0.05)
	do(t, f.Undo())
	sameBits(t, "after undo", bits(f), start)
}

func TestADuplicateStartsAsTheIdentity(t *testing.T) {
	f := fit(t, points(120, 2), every+", rotate(angle=40), shear(factor=0.7)", "batch=32, steps=0, lr=0.02")
	steps(f, 15)
	before, _ := f.Snapshot().NLL(f.data.Val)
	for i, l := range f.stack.Layers {
		do(t, f.Duplicate(l.ID))
		after, _ := f.Snapshot().NLL(f.data.Val)
		closeTo(t, fmt.Sprintf("NLL after a second %v", flows.Spec{l.Item}), after, before, 1e-9)
		if got := f.stack.Layers[i+1].Kind; got != l.Kind {
			t.Errorf("a duplicate of %s is %s", l.Kind.Name, got.Name)
		}
		do(t, f.Undo())
	}
}

func TestADuplicateTakesTheOtherPartOfItsPair(t *testing.T) {
	f := fit(t, points(50, 3), "coupling(second, hidden=4, rqs, bins=4)", "batch=16")
	do(t, f.Duplicate(1))
	if got, want := f.stack.Spec().String(), "coupling(rqs, bins=4, hidden=4, second), coupling(rqs, bins=4, hidden=4)"; got != want {
		t.Errorf("the stack is %s, want %s", got, want)
	}
	if f.stack.Spec()[1].Values["mask"] != "first" {
		t.Errorf("the mask is %s, want first", f.stack.Spec()[1].Values["mask"])
	}
}

// A memory is what a layer has learnt and what the optimiser knows of it.
type memory struct {
	theta, mean, square []float64
	age                 int
}

func memories(f *Fit) map[int]memory {
	m := map[int]memory{}
	for i, l := range f.stack.Layers {
		lo, hi := span(l.Blocks)
		m[l.ID] = memory{slices.Clone(f.theta[lo:hi]), slices.Clone(f.moments.mean[lo:hi]), slices.Clone(f.moments.square[lo:hi]), f.ages[i]}
	}
	return m
}

func (m memory) same(t tester, what string, want memory) {
	t.Helper()
	sameNumbers(t, what+": weights", m.theta, want.theta)
	sameNumbers(t, what+": mean gradients", m.mean, want.mean)
	sameNumbers(t, what+": squared gradients", m.square, want.square)
	if m.age != want.age {
		t.Errorf("%s: age %d, want %d", what, m.age, want.age)
	}
}

// The ids of every are 1 to 12: 2 is coupling(affine), 3 coupling(rqs), 4
// autoregressive, 7 planar, 9 radial.
func TestAnEditKeepsWhatItDoesNotTouch(t *testing.T) {
	for _, c := range []struct {
		name   string
		edit   func(f *Fit) error
		anew   []int // ids that start anew
		gone   []int
		change int // layers more than before
	}{
		{"insert", func(f *Fit) error { return f.Insert(4, flows.NewItem(f.stack.Layers[1].Kind, nil)) }, []int{13}, nil, 1},
		{"duplicate", func(f *Fit) error { return f.Duplicate(3) }, []int{13}, nil, 1},
		{"delete", func(f *Fit) error { return f.Delete(3) }, nil, []int{3}, -1},
		{"move up", func(f *Fit) error { return f.Move(2, 5) }, nil, nil, 0},
		{"move down", func(f *Fit) error { return f.Move(9, -8) }, nil, nil, 0},
		{"off", func(f *Fit) error { return f.SetLayer(3, "off", "yes") }, nil, nil, 0},
		{"frozen", func(f *Fit) error { return f.SetLayer(3, "frozen", "yes") }, nil, nil, 0},
		{"flip", func(f *Fit) error { return f.SetLayer(7, "flip", "yes") }, nil, nil, 0},
		{"a bound", func(f *Fit) error { return f.SetLayer(3, "bound", "4") }, nil, nil, 0},
		{"a clamp", func(f *Fit) error { return f.SetLayer(2, "clamp", "1") }, nil, nil, 0},
		{"an activation", func(f *Fit) error { return f.SetLayer(2, "act", "tanh") }, nil, nil, 0},
		{"more bins", func(f *Fit) error { return f.SetLayer(3, "bins", "6") }, []int{3}, nil, 0},
		{"other widths", func(f *Fit) error { return f.SetLayer(4, "hidden", "5x3") }, []int{4}, nil, 0},
		{"another mask", func(f *Fit) error { return f.SetLayer(2, "mask", "odd") }, []int{2}, nil, 0},
		{"another order", func(f *Fit) error { return f.SetLayer(4, "order", "reverse") }, []int{4}, nil, 0},
		{"another transform", func(f *Fit) error { return f.SetLayer(2, "transform", "additive") }, []int{2}, nil, 0},
		{"the same value", func(f *Fit) error { return f.SetLayer(2, "mask", "even") }, nil, nil, 0},
		{"learning rate", func(f *Fit) error { return f.Set("lr", "0.1") }, nil, nil, 0},
		{"batch", func(f *Fit) error { return f.Set("batch", "7") }, nil, nil, 0},
		{"data", func(f *Fit) error { return f.SetSource(points(77, 2)) }, nil, nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := trained(t, 2)
			before, step := memories(f), f.step
			do(t, c.edit(f))
			after := memories(f)
			if len(after) != len(before)+c.change || f.step != step {
				t.Errorf("%d layers at step %d, want %d at %d", len(after), f.step, len(before)+c.change, step)
			}
			for id, got := range after {
				if slices.Contains(c.anew, id) {
					if got.age != 0 || norm(got.mean) != 0 || norm(got.square) != 0 || slices.Equal(got.theta, before[id].theta) {
						t.Errorf("layer %d did not start anew", id)
					}
					continue
				}
				got.same(t, fmt.Sprintf("layer %d", id), before[id])
			}
			for _, id := range c.gone {
				if _, ok := after[id]; ok {
					t.Errorf("layer %d is still there", id)
				}
			}
			steps(f, 3)
			if !allFinite(f.theta) || f.step != step+3 {
				t.Errorf("training does not go on: step %d", f.step)
			}
		})
	}
}

func TestALayerThatStartsAnewIsTheIdentity(t *testing.T) {
	f := trained(t, 2)
	do(t, f.SetLayer(2, "off", "yes"))
	without, _ := f.Snapshot().NLL(f.data.Val)
	do(t, f.SetLayer(2, "off", "no"))
	do(t, f.SetLayer(2, "hidden", "9"))
	restarted, _ := f.Snapshot().NLL(f.data.Val)
	closeTo(t, "NLL", restarted, without, 1e-9)
}

func TestAnOffLayerIsAsIfItWereNotThereAndKeeps(t *testing.T) {
	f := trained(t, 2)
	do(t, f.Set("optimiser", "adamw"))
	do(t, f.Set("decay", "1"))
	do(t, f.SetLayer(3, "off", "yes"))
	off, kept := f.testNLL, memories(f)[3]
	do(t, f.Delete(3))
	closeTo(t, "NLL with the layer off", off, f.testNLL, 0)
	do(t, f.Undo())
	steps(f, 10)
	memories(f)[3].same(t, "off for 10 steps", kept)
	if norm(f.gradNorms) == 0 || f.gradNorms[2] != 0 {
		t.Errorf("gradient norms %v, want 0 for the third", f.gradNorms)
	}
}

// What is frozen is not learnt from: it neither counts for clipping nor shows.
func TestTheGradientOfAFrozenLayerDoesNotCount(t *testing.T) {
	f := fit(t, points(100, 2), guarded, "sgd(lr=1, momentum=0), schedule=constant, batch=64, clip=0.01")
	stir(f, 3, 0.3)
	do(t, f.SetLayer(1, "frozen", "yes"))
	before := slices.Clone(f.theta)
	f.Step()
	moved := make([]float64, len(before))
	for i, v := range before {
		moved[i] = v - f.theta[i]
	}
	closeTo(t, "length of the step of the others", norm(moved), 0.01, 1e-12)
	if g := f.Snapshot().GradNorm; g[0] != 0 || g[1] == 0 {
		t.Errorf("gradient norms %v, want 0 for the first alone", g)
	}
}

func TestAFrozenLayerDoesNotMove(t *testing.T) {
	for _, optimiser := range []string{"adam", "adamw", "sgd"} {
		f := trained(t, 2)
		do(t, f.Set("optimiser", optimiser))
		do(t, f.SetLayer(3, "frozen", "yes"))
		before := memories(f)
		steps(f, 10)
		for id, m := range memories(f) {
			if id == 3 {
				m.same(t, optimiser+": frozen for 10 steps", before[3])
			} else if len(m.theta) > 0 && slices.Equal(m.theta, before[id].theta) {
				t.Errorf("%s: layer %d did not learn", optimiser, id)
			}
		}
		do(t, f.SetLayer(3, "frozen", "no"))
		steps(f, 1)
		if m := memories(f)[3]; m.age != before[3].age+1 || slices.Equal(m.theta, before[3].theta) {
			t.Errorf("%s: the layer does not learn after it was thawed", optimiser)
		}
	}
}

func TestParametersThatAreConstantStayZero(t *testing.T) {
	f := fit(t, points(100, 3), "linear, autoregressive(hidden=6), iaf(hidden=6)", "adamw(lr=0.1), batch=32")
	steps(f, 20)
	for _, l := range f.stack.Layers {
		for _, b := range l.Blocks {
			for i, m := range b.Mask {
				if m == 0 && b.In(f.theta)[i] != 0 {
					t.Errorf("%s %s[%d] = %g", l.Kind.Name, b.Name, i, b.In(f.theta)[i])
				}
			}
		}
	}
}

func TestARefusedEditChangesNothingAndSaysWhy(t *testing.T) {
	full := func(f *Fit) error { return f.Insert(0, item(t, "affine")) }
	for _, c := range []struct {
		name string
		edit func(f *Fit) error
		want string
	}{
		{"insert too low", func(f *Fit) error { return f.Insert(-1, item(t, "affine")) }, "a layer goes in at 0 to 12, not at -1"},
		{"insert too high", func(f *Fit) error { return f.Insert(13, item(t, "affine")) }, "a layer goes in at 0 to 12, not at 13"},
		{"insert what does not fit", func(f *Fit) error { return f.Insert(0, item(t, "rotate")) }, "layer 1: no rotate in 3 dimensions"},
		{"delete what is not there", func(f *Fit) error { return f.Delete(99) }, "no layer with id 99"},
		{"duplicate what is not there", func(f *Fit) error { return f.Duplicate(99) }, "no layer with id 99"},
		{"move below the base", func(f *Fit) error { return f.Move(1, -1) }, "next to the base already"},
		{"move beyond the data", func(f *Fit) error { return f.Move(12, 1) }, "next to the data already"},
		{"an unknown field", func(f *Fit) error { return f.SetLayer(2, "colour", "red") }, `coupling has no field "colour"`},
		{"a bad value", func(f *Fit) error { return f.SetLayer(2, "hidden", "a") }, "hidden is up to 8 widths"},
		{"an unknown setting", func(f *Fit) error { return f.Set("speed", "3") }, `training has no setting "speed"`},
		{"a bad setting", func(f *Fit) error { return f.Set("lr", "-1") }, "lr is a number from 1e-08 to 10, not -1"},
		{"data that cannot be learnt", func(f *Fit) error { return f.SetSource(points(3, 3)) }, "fitting a density needs at least 10"},
		{"data that do not fit the stack", func(f *Fit) error { return f.SetSource(points(30, 1)) }, "no coupling in 1 dimensions"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := trained(t, 3)
			before, shown := bits(f), *f.Snapshot()
			if err := c.edit(f); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			sameBits(t, "after the refusal", bits(f), before)
			if s := f.Snapshot(); s.Run != shown.Run || s.Edit != shown.Edit || s.Undo != shown.Undo {
				t.Errorf("run %d edit %d undo %q, before %d, %d, %q", s.Run, s.Edit, s.Undo, shown.Run, shown.Edit, shown.Undo)
			}
			do(t, full(f)) // and the next edit is as if nothing had been tried
			if f.stack.Layers[0].ID != 13 {
				t.Errorf("the next layer has id %d, want 13", f.stack.Layers[0].ID)
			}
		})
	}
}

func TestAFullStackTakesNoFurtherLayer(t *testing.T) {
	f := fit(t, points(20, 2), "affine*64", "batch=4")
	before := bits(f)
	if err := f.Insert(0, item(t, "affine")); err == nil || !strings.Contains(err.Error(), "at most 64 layers") {
		t.Errorf("%v, want a refusal", err)
	}
	sameBits(t, "after the refusal", bits(f), before)
}

func TestUndoAndRedoOfNothingAreRefused(t *testing.T) {
	f := fit(t, points(20, 2), "affine", "batch=4")
	if err := errors.Join(f.Undo(), f.Redo()); err == nil || err.Error() != "there is nothing to undo\nthere is nothing to redo" {
		t.Errorf("undo and redo say %v", err)
	}
}

func TestAnEmptyStackIsTheBaseItself(t *testing.T) {
	f := fit(t, points(100, 2), "", "batch=16, steps=5")
	steps(f, 5)
	if state, _ := f.Ended(); state != Finished {
		t.Errorf("the run is %s", state)
	}
	x := ad.FromRows([][]float64{{0, 0}})
	logp := make([]float64, 1)
	f.Snapshot().LogProb(logp, x)
	closeTo(t, "log p at the mean", logp[0], -math.Log(2*math.Pi)-f.data.Units, 1e-12)
}

func TestDataOfOtherColumnsStartTheFlowAnew(t *testing.T) {
	f := trained(t, 2)
	end := bits(f)
	do(t, f.SetSource(points(120, 3)))
	anew := fit(t, points(120, 3), every, "batch=32, steps=0, lr=0.02")
	sameBits(t, "in another dimension", bits(f), bits(anew))
	do(t, f.Undo())
	sameBits(t, "back again", bits(f), end)
}

func TestMoreStepsReviveAFinishedRun(t *testing.T) {
	f := fit(t, points(50, 2), "affine", "batch=8, steps=4")
	steps(f, 9)
	if state, reason := f.Ended(); f.step != 4 || state != Finished || reason != "4 steps done" {
		t.Fatalf("step %d, %s: %s", f.step, state, reason)
	}
	do(t, f.Set("lr", "0.1"))
	if state, _ := f.Ended(); state != Finished {
		t.Errorf("after an edit at the last step the run is %s", state)
	}
	do(t, f.Set("steps", "6"))
	steps(f, 9)
	if state, _ := f.Ended(); f.step != 6 || state != Finished {
		t.Errorf("step %d, %s, want 6, finished", f.step, state)
	}
	do(t, f.Set("steps", "2"))
	if state, _ := f.Ended(); state != Finished {
		t.Errorf("with fewer steps than are done the run is %s", state)
	}
	do(t, f.Set("steps", "0"))
	steps(f, 9)
	if state, _ := f.Ended(); f.step != 15 || state != Paused {
		t.Errorf("step %d, %s, want 15 and no end", f.step, state)
	}
}

func TestALayerThatWouldPutDataOutOfReachIsRefused(t *testing.T) {
	f := fit(t, points(200, 2), "coupling(hidden=6)*2", "batch=50, steps=0")
	steps(f, 30)
	theta, nll := slices.Clone(f.theta), f.testNLL
	kind, _ := flows.LookupKind("sigmoid") // nothing outside of (0, 1) has a density
	if err := f.Insert(2, flows.NewItem(kind, nil)); err == nil {
		t.Fatal("a sigmoid between the flow and standardised data was taken")
	}
	if len(f.stack.Layers) != 2 || len(f.undo) != 0 || !slices.Equal(f.theta, theta) {
		t.Error("the refused edit left something behind")
	}
	f.Step()
	if f.judge(); !isFinite(f.testNLL) || !isFinite(nll) {
		t.Errorf("test NLL %g, then %g", nll, f.testNLL)
	}
}

func TestAnEditOfTheFlowGivesAFinishedRunAsManyStepsAgain(t *testing.T) {
	f := fit(t, points(50, 2), "affine", "batch=8, steps=4")
	steps(f, 9)
	kind, _ := flows.LookupKind("shear")
	do(t, f.Insert(1, flows.NewItem(kind, nil)))
	steps(f, 9)
	if state, _ := f.Ended(); f.step != 8 || state != Finished {
		t.Errorf("step %d, %s, want 8 and finished", f.step, state)
	}
	do(t, f.Undo())
	if state, _ := f.Ended(); f.step != 4 || state != Finished || f.config.Settings.Int("steps") != 4 {
		t.Errorf("after undo: step %d, %s, %d steps", f.step, state, f.config.Settings.Int("steps"))
	}
}
