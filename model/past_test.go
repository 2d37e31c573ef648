package model

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// testPast is how many numbers the pasts of the tests hold.
const testPast = 1 << 20

// remembering is a run that keeps its past.
func remembering(t tester, src Source, stack, settings string) *Fit {
	t.Helper()
	f := fit(t, src, stack, settings)
	f.Remember(testPast)
	return f
}

func TestKeepingThePastDoesNotChangeTheRun(t *testing.T) {
	for name, src := range sources {
		t.Run(name, func(t *testing.T) {
			plain, kept := fit(t, src, every, threeShards), remembering(t, src, every, threeShards)
			steps(plain, 40)
			steps(kept, 40)
			sameBits(t, "a run that is kept", bits(kept), bits(plain))
		})
	}
}

// The way from a step that was returned to is the way that was gone.
func TestARunThatReturnedLearnsTheSameAgain(t *testing.T) {
	for name, src := range sources {
		t.Run(name, func(t *testing.T) {
			f := remembering(t, src, "actnorm, coupling(hidden=4)*2, affine", "batch=16, steps=0, warmup=5, lr=0.01")
			var trail [][]float64
			for range 200 {
				trail = append(trail, slices.Clone(f.theta))
				f.Step()
			}
			back := f.keptSteps()[len(f.keptSteps())/2]
			if err := f.Return(back); err != nil {
				t.Fatal(err)
			}
			for k := back; k < 200; k++ {
				if !slices.Equal(f.theta, trail[k]) {
					t.Fatalf("returned to step %d, it differs at step %d", back, k)
				}
				f.Step()
			}
		})
	}
}

func TestThePastIsTheRunAsItWas(t *testing.T) {
	f := remembering(t, points(200, 2), "affine, coupling(hidden=4)", "batch=16, steps=0")
	was := map[int]*Snapshot{}
	for range 300 {
		was[f.step] = f.Snapshot()
		f.Step()
		if f.step == 150 {
			do(t, f.Set("lr", "0.02"))
		}
		if f.step == 170 {
			do(t, f.Delete(1))
		}
	}
	kept := f.Snapshot().Kept
	if len(kept) < maxPast/2 || len(kept) > maxPast || kept[0] != 0 {
		t.Fatalf("it keeps %v", kept)
	}
	for i, step := range kept {
		if i > 1 && step-kept[i-1] != kept[1] {
			t.Errorf("the steps %v are not even", kept)
		}
		s, err := f.Past(step)
		do(t, err)
		w := was[step]
		if step == 150 || step == 170 { // noted before the edit
			continue
		}
		if s.Step != step || !slices.Equal(s.Theta, w.Theta) || s.Stack.Spec().String() != w.Stack.Spec().String() || s.Edit != w.Edit ||
			s.Settings.String() != w.Settings.String() || s.Val != w.Val || s.Train != w.Train && w.Train == w.Train {
			t.Errorf("step %d is not as it was", step)
		}
		if len(s.History.Train) != len(f.trainCurve.points) {
			t.Errorf("at step %d the curve is not that of now", step)
		}
	}
	if _, err := f.Past(kept[1] + 1); err == nil {
		t.Error("there is a past that was not kept")
	}
}

// Random steps, edits, returns and undos: what is kept lies on the way that the
// run came, and an undo is exact.
func TestWhatIsKeptLiesOnTheWayOfTheRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := remembering(t, points(60, 2), "affine, coupling(hidden=4)", "batch=16, steps=0, lr=0.01")
		way := map[string]string{} // what a run was at its steps, by the name of its course
		course := func() string { return fmt.Sprint(f.theta) }
		var stack []map[string]string
		for range rapid.IntRange(1, 12).Draw(t, "acts") {
			before := map[string]string{}
			for k, v := range way {
				before[k] = v
			}
			switch rapid.IntRange(0, 4).Draw(t, "act") {
			case 0:
				do(t, f.Set("lr", rapid.SampledFrom([]string{"0.1", "0.02"}).Draw(t, "lr")))
				stack = append(stack, before)
			case 1:
				do(t, f.Rewind())
				stack, way = append(stack, before), map[string]string{}
			case 2:
				if kept := f.keptSteps(); len(kept) > 0 {
					to := rapid.SampledFrom(kept).Draw(t, "to")
					do(t, f.Return(to))
					stack = append(stack, before)
				}
			case 3:
				if len(f.undo) > 0 {
					do(t, f.Undo())
					way, stack = stack[len(stack)-1], stack[:len(stack)-1]
				}
			default:
				for range rapid.IntRange(1, 90).Draw(t, "steps") {
					way[fmt.Sprint(f.step)] = course()
					f.Step()
				}
			}
			for _, step := range f.keptSteps() {
				s, err := f.Past(step)
				do(t, err)
				if got := fmt.Sprint(s.Theta); got != way[fmt.Sprint(step)] {
					t.Fatalf("step %d of %d is of another course", step, f.step)
				}
			}
		}
	})
}

func TestAReturnIsUndone(t *testing.T) {
	f := remembering(t, points(200, 2), "affine, coupling(hidden=4)", "batch=16, steps=120")
	steps(f, 120)
	here, kept := bits(f), f.keptSteps()
	do(t, f.Return(kept[3]))
	if state, _ := f.Ended(); state != Paused || f.step != kept[3] {
		t.Fatalf("it is %s at step %d", state, f.step)
	}
	do(t, f.Undo())
	sameBits(t, "an undone return", bits(f), here)
	if !slices.Equal(f.keptSteps(), kept) {
		t.Errorf("it keeps %v, before %v", f.keptSteps(), kept)
	}
}

func TestThePastIsBounded(t *testing.T) {
	for _, stack := range []string{"affine", "coupling(hidden=64x64)*4", "coupling(hidden=128x128)*6"} {
		f := remembering(t, points(60, 2), stack, "batch=16")
		most := f.past.most
		if numbers := most * numbersPer * len(f.theta); numbers > testPast || most > maxPast || most < maxPast && numbers < testPast/2 && most != 0 {
			t.Errorf("%s: %d moments of %d parameters", stack, most, len(f.theta))
		}
	}
	p := &past{numbers: testPast, stride: 1}
	p.reserve(testPast, 1, false)
	if p.most != 0 {
		t.Errorf("it keeps %d of a flow that is too large", p.most)
	}
}

func TestAStepThatKeepsThePastAllocatesNothing(t *testing.T) {
	f := remembering(t, points(200, 2), "affine, coupling(hidden=4)", "batch=16, steps=0")
	steps(f, 130)
	if n := allocations(func() { f.remember(); f.Learn() }); n > 0 {
		t.Errorf("%g allocations", n)
	}
}
