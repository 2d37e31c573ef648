package model

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"bijou/flows"
)

// A desk is a run under random edits beside what undo and redo must bring back.
type desk struct {
	*Fit
	undone, redone []string // the bits behind every undo and redo, newest last
}

// edited makes an edit and notes the way back; a refused one must change
// nothing.
func (d *desk) edited(t *rapid.T, edit func() error) {
	before, undo, redo := bits(d.Fit), len(d.Fit.undo), len(d.Fit.redo)
	if err := edit(); err != nil {
		t.Logf("refused: %v", err)
		sameBits(t, "a refused edit", bits(d.Fit), before)
		if len(d.Fit.undo) != undo || len(d.Fit.redo) != redo {
			t.Errorf("a refused edit left %d to undo and %d to redo, before %d and %d", len(d.Fit.undo), len(d.Fit.redo), undo, redo)
		}
		return
	}
	d.undone, d.redone = append(d.undone, before), nil
	d.undone = d.undone[max(0, len(d.undone)-maxUndo):]
}

// back undoes or redoes, and compares with what was there.
func (d *desk) back(t *rapid.T, name string, move func() error, from, to *[]string) {
	here := bits(d.Fit)
	err := move()
	if len(*from) == 0 {
		if err == nil {
			t.Errorf("%s of nothing", name)
		}
		return
	}
	do(t, err)
	last := len(*from) - 1
	sameBits(t, name, bits(d.Fit), (*from)[last])
	*from, *to = (*from)[:last], append(*to, here)
}

func (d *desk) anyLayer(t *rapid.T) int {
	ids := []int{999} // one that is not there
	for _, l := range d.stack.Layers {
		ids = append(ids, l.ID)
	}
	return rapid.SampledFrom(ids).Draw(t, "id")
}

// changes are values for every field and flag that layers have; most layers
// refuse most of them.
var changes = [][2]string{
	{"off", "yes"}, {"off", "no"}, {"frozen", "yes"}, {"frozen", "no"}, {"flip", "yes"}, {"flip", "no"},
	{"hidden", "3"}, {"hidden", "4x2"}, {"hidden", "0"}, {"act", "relu"}, {"act", "elu"}, {"mask", "odd"}, {"mask", "even"},
	{"order", "reverse"}, {"transform", "rqs"}, {"transform", "affine"}, {"bins", "3"}, {"bins", "1"}, {"bound", "4"},
	{"clamp", "1"}, {"by", "shuffling"}, {"angle", "15"}, {"factor", "0.1"}, {"nonsense", "1"},
}

var settingChanges = [][2]string{
	{"lr", "0.001"}, {"lr", "0.003"}, {"lr", "0"}, {"batch", "8"}, {"batch", "150"}, {"optimiser", "adamw"}, {"optimiser", "adam"},
	{"steps", "6"}, {"steps", "0"}, {"schedule", "constant"}, {"schedule", "cosine"}, {"warmup", "3"}, {"clip", "0.5"}, {"beta1", "0.8"},
}

var baseChanges = [][2]string{
	{"base", "student"}, {"base", "normal"}, {"base", "mixture"}, {"base", "uniform"}, {"nu", "3"}, {"modes", "3"}, {"trained", "yes"}, {"trained", "no"}, {"modes", "0"},
}

func (d *desk) actions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"insert": func(t *rapid.T) {
			k, _ := flows.LookupKind(rapid.SampledFrom(kindsOfAllNumbers()).Draw(t, "kind"))
			at := rapid.IntRange(-1, len(d.stack.Layers)+1).Draw(t, "at")
			before := d.stack.Spec()[:min(max(at, 0), len(d.stack.Layers))]
			it := flows.NewItem(k, before)
			if _, ok := it.Values["hidden"]; ok {
				it.Values["hidden"] = "3"
			}
			d.edited(t, func() error { return d.Insert(at, it) })
		},
		"duplicate": func(t *rapid.T) {
			id := d.anyLayer(t)
			d.edited(t, func() error { return d.Duplicate(id) })
		},
		"delete": func(t *rapid.T) {
			id := d.anyLayer(t)
			d.edited(t, func() error { return d.Delete(id) })
		},
		"move": func(t *rapid.T) {
			id, by := d.anyLayer(t), rapid.IntRange(-3, 3).Draw(t, "by")
			d.edited(t, func() error { return d.Move(id, by) })
		},
		"field": func(t *rapid.T) {
			id, c := d.anyLayer(t), rapid.SampledFrom(changes).Draw(t, "change")
			d.edited(t, func() error { return d.SetLayer(id, c[0], c[1]) })
		},
		"setting": func(t *rapid.T) {
			c := rapid.SampledFrom(settingChanges).Draw(t, "setting")
			d.edited(t, func() error { return d.Set(c[0], c[1]) })
		},
		"base": func(t *rapid.T) {
			c := rapid.SampledFrom(baseChanges).Draw(t, "base")
			d.edited(t, func() error { return d.SetBase(c[0], c[1]) })
		},
		"data": func(t *rapid.T) {
			src := points(rapid.SampledFrom([]int{5, 20, 30}).Draw(t, "n"), rapid.IntRange(1, 3).Draw(t, "columns"))
			d.edited(t, func() error { return d.SetSource(src) })
		},
		"rewind": func(t *rapid.T) { d.edited(t, d.Rewind) },
		"reseed": func(t *rapid.T) { d.edited(t, func() error { return d.Reseed(rapid.Uint64().Draw(t, "seed")) }) },
		"step":   func(t *rapid.T) { steps(d.Fit, rapid.SampledFrom([]int{1, 2, 30}).Draw(t, "steps")) },
		"undo":   func(t *rapid.T) { d.back(t, "undo", d.Undo, &d.undone, &d.redone) },
		"redo":   func(t *rapid.T) { d.back(t, "redo", d.Redo, &d.redone, &d.undone) },
		"":       d.isWhole,
	}
}

// isWhole checks what must hold of a run at any moment.
func (d *desk) isWhole(t *rapid.T) {
	s, k := d.Snapshot(), len(d.stack.Layers)
	if len(s.Theta) != s.Stack.Len || len(s.GradNorm) != k || len(s.Stack.Layers) != k || len(d.ages) != k+1 ||
		len(d.moments.mean) != s.Stack.Len || len(d.moments.square) != s.Stack.Len || len(d.BestSnapshot().Theta) != s.Stack.Len {
		t.Errorf("lengths do not fit: θ %d of %d, %d gradients for %d layers", len(s.Theta), s.Stack.Len, len(s.GradNorm), k)
	}
	if !allFinite(s.Theta) || !isFinite(s.Val) || !isFinite(s.Best) || s.Best > s.Val && s.BestStep == s.Step {
		t.Errorf("θ or an NLL is not finite: test %g, best %g", s.Val, s.Best)
	}
	if s.Data.Dim() != s.Stack.Dim || s.Run == 0 {
		t.Errorf("data of %d columns for a stack of %d in run %d", s.Data.Dim(), s.Stack.Dim, s.Run)
	}
	if (s.Undo == "") != (len(d.undone) == 0) || (s.Redo == "") != (len(d.redone) == 0) {
		t.Errorf("undo %q, redo %q with %d and %d to take back", s.Undo, s.Redo, len(d.undone), len(d.redone))
	}
	ids := map[int]bool{}
	for _, l := range s.Stack.Layers {
		if ids[l.ID] || l.ID >= d.nextID {
			t.Errorf("id %d is there twice or is yet to come", l.ID)
		}
		ids[l.ID] = true
	}
	nll, _ := s.NLL(d.objective.(*maximumLikelihood).test.X)
	if !isFinite(nll) {
		t.Errorf("NLL %g", nll)
	}
}

func TestUndoAndRedoGiveTheSameBitsBackAfterAnyEdits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &desk{Fit: fit(t, points(20, 2), "actnorm, coupling(hidden=3)*2", "batch=8, steps=40, lr=0.003")}
		t.Repeat(d.actions())
	})
}

// What an undo brings back learns on as if the edit had never been.
func TestTrainingAfterAnUndoGoesOnAsBefore(t *testing.T) {
	f, untouched := trained(t, 2), trained(t, 2)
	for _, edit := range []func() error{
		func() error { return f.Delete(3) },
		func() error { return f.Insert(0, item(t, "coupling")) },
		func() error { return f.Set("optimiser", "sgd") },
		func() error { return f.SetSource(points(50, 3)) },
		f.Rewind,
	} {
		do(t, edit())
		steps(f, 3)
	}
	for range 5 {
		do(t, f.Undo())
	}
	sameBits(t, "after five undos", bits(f), bits(untouched))
	steps(f, 30)
	steps(untouched, 30)
	sameBits(t, "30 steps on", bits(f), bits(untouched))
}

// Steps may be made between an undo and its redo; they must not write into what
// the redo brings back.
func TestStepsBetweenAnUndoAndItsRedoLeaveTheRedoAsItWas(t *testing.T) {
	f := trained(t, 2)
	for _, label := range []string{"one", "two", "three"} {
		f.mark(label)
	}
	do(t, f.Set("lr", "0.1"))
	steps(f, 30)
	there := bits(f)
	do(t, f.Undo())
	steps(f, 60)
	f.mark("another")
	f.mark("and one more")
	do(t, f.Redo())
	sameBits(t, "redone", bits(f), there)
}

// Screens read a snapshot while the run goes on.
func TestASnapshotNeverChanges(t *testing.T) {
	f := trained(t, 2)
	s := f.Snapshot()
	theta, gradNorm := slices.Clone(s.Theta), slices.Clone(s.GradNorm)
	train, test, marks := slices.Clone(s.History.Train), slices.Clone(s.History.Test), slices.Clone(s.Marks)
	steps(f, 60)
	do(t, f.Delete(2))
	steps(f, 30)
	sameNumbers(t, "θ", s.Theta, theta)
	sameNumbers(t, "gradient norms", s.GradNorm, gradNorm)
	sameNumbers(t, "training curve", flat(s.History.Train), flat(train))
	sameNumbers(t, "test curve", flat(s.History.Test), flat(test))
	if !slices.Equal(s.Marks, marks) || len(s.Stack.Layers) != 12 {
		t.Errorf("marks %v, want %v; %d layers", s.Marks, marks, len(s.Stack.Layers))
	}
}

func TestTheUndoListForgetsTheOldestFirst(t *testing.T) {
	f := fit(t, points(20, 2), "affine", "batch=8")
	for k := range maxUndo + 6 {
		do(t, f.Set("warmup", fmt.Sprint(k)))
	}
	for range maxUndo {
		do(t, f.Undo())
	}
	if f.config.Settings.Int("warmup") != 5 || f.Undo() == nil {
		t.Errorf("after %d undos warmup is %d, want 5 and nothing more to undo", maxUndo, f.config.Settings.Int("warmup"))
	}
	for range maxUndo {
		do(t, f.Redo())
	}
	if got := f.config.Settings.Int("warmup"); got != maxUndo+5 {
		t.Errorf("all edits redone, warmup is %d", got)
	}
}

func TestTheUndoListIsBoundedByItsNumbers(t *testing.T) {
	f := fit(t, points(20, 2), "coupling(hidden=512x512)", "batch=8") // 265,218 parameters
	for range 20 {
		do(t, f.Set("lr", "0.01"))
	}
	numbers := 0
	for _, s := range f.undo {
		numbers += s.numbers()
	}
	if numbers > maxUndoNumbers || numbers < maxUndoNumbers*3/4 {
		t.Errorf("%d edits hold %d numbers of %d", len(f.undo), numbers, maxUndoNumbers)
	}
}

func TestASnapshotNamesWhatUndoAndRedoTakeBack(t *testing.T) {
	f := fit(t, points(20, 2), "affine", "batch=8")
	do(t, f.Set("lr", "0.01"))
	do(t, f.Insert(1, item(t, "linear")))
	do(t, f.Undo())
	if s := f.Snapshot(); s.Undo != "lr 0.01" || s.Redo != "+linear" {
		t.Errorf("undo %q, redo %q", s.Undo, s.Redo)
	}
	want := []Mark{{0, "lr 0.01"}}
	if got := f.Snapshot().Marks; !slices.Equal(got, want) {
		t.Errorf("marks %v, want %v", got, want)
	}
}

// A curve of any length keeps its span and the mean of what went in.
func TestALongHistoryIsThinnedWithoutLosingItsShape(t *testing.T) {
	c := newCurve()
	n := 10 * historyLen
	for k := range n {
		c.add(k+1, float64(k))
	}
	sum := 0.0
	for i, p := range c.points {
		sum += p.NLL * float64(c.stride)
		if want := (i + 1) * c.stride; p.Step != want {
			t.Fatalf("point %d is of step %d, want %d", i, p.Step, want)
		}
	}
	covered := len(c.points) * c.stride
	closeTo(t, "sum of the curve", sum, float64(covered)*float64(covered-1)/2, 1)
	if len(c.points) >= historyLen || len(c.points) < historyLen/2 || covered < n-c.stride || math.Abs(c.points[0].NLL) > float64(c.stride) {
		t.Errorf("%d points cover %d of %d steps", len(c.points), covered, n)
	}
}
