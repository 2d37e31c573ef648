package model

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/model/safetensors"
)

// remake makes the sources of these tests anew, as presets do by their spec.
func remake(spec, _ string) (Source, error) {
	var n int
	if _, err := fmt.Sscanf(spec, "blob(n=%d)", &n); err == nil && n < 10000 {
		return points(n, 2), nil
	}
	switch spec {
	case "blob":
		return fresh(2), nil
	case "blob3":
		return named(fresh(3), spec), nil
	case "target":
		src := named(fresh(2), spec)
		src.Target = u1{}
		return src, nil
	}
	return Source{}, fmt.Errorf("there is no %q", spec)
}

func named(s Source, spec string) Source {
	s.Spec = spec
	return s
}

// measured are points that nothing but themselves can tell.
func measured(n int) Source {
	src := points(n, 2)
	src.Spec, src.Truth, src.Columns = "a file.csv", nil, []string{"height", "weight"}
	return src
}

func encoded(t tester, f *Fit) []byte {
	t.Helper()
	data, err := f.Keep().Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func restored(t tester, data []byte) *Fit {
	t.Helper()
	f, err := Restore(data, remake)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func must(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// runs are all that a run can be about: sorts of data, of optimisers, of
// objectives, of bases, and edits on the way.
var runs = []struct {
	name, data, stack, settings string
	edit                        func(t tester, f *Fit)
}{
	{"points", "blob(n=400)", every, "lr=0.01, batch=64, steps=90, warmup=5", nil},
	{"fresh points", "blob", every, "lr=0.01, batch=64, steps=0", nil},
	{"three columns", "blob3", "actnorm, coupling(hidden=6)*2, linear", "adamw(lr=0.01), batch=64", nil},
	{"a file", "file", "actnorm, coupling(rqs, hidden=6)*2", "adam(lr=0.01), batch=50, steps=200", nil},
	{"sgd", "blob(n=400)", "actnorm, coupling(hidden=6)*2", "sgd(lr=0.01), batch=64", nil},
	{"a target", "target", "affine, planar*4", "adam(lr=0.01), batch=64, objective=reverse-kl, anneal=50", nil},
	{"an objective with networks and a past", "blob(n=400)", "affine, coupling(hidden=6)", "adam(lr=0.01), batch=64, objective=echo, pull=0.25", nil},
	{"a trained base", "blob", "mixture(modes=3, trained), affine, coupling(hidden=6)", "adam(lr=0.01), batch=64", nil},
	{"an average", "blob(n=400)", "actnorm, coupling(hidden=6)*2", "adam(lr=0.01), batch=64, average=0.9", nil},
	{"layers that are fitted", "blob(n=400)", "rbig*2", "adam, steps=10", nil},
	{"no layers", "blob", "", "adam, steps=10", nil},
	{"an end", "blob", "affine", "adam, steps=30", nil},
	{"rollbacks", "blob(n=400)", "affine, coupling(hidden=5)*3", "sgd(lr=10), clip=0, schedule=constant, steps=0", nil},
	{"a layer that joined", "blob(n=400)", "actnorm, coupling(hidden=6)*2", "adam(lr=0.01), batch=64", func(t tester, f *Fit) {
		must(t, f.Insert(1, item(t, "coupling(rqs, hidden=6)")))
		must(t, f.Insert(0, item(t, "planar")))
		must(t, f.Delete(2))
	}},
	{"layers that are frozen, off and turned", "blob(n=400)", "actnorm, coupling(hidden=6)*2, planar", "adam(lr=0.01), batch=64", func(t tester, f *Fit) {
		must(t, f.SetLayer(1, "frozen", "yes"))
		must(t, f.SetLayer(2, "off", "yes"))
		must(t, f.SetLayer(4, "flip", "yes"))
		must(t, f.Move(3, -1))
		must(t, f.Set("lr", "0.02"))
		must(t, f.Set("optimiser", "adamw"))
	}},
	{"other data and another seed", "blob(n=400)", "actnorm, coupling(hidden=6)*2", "adam(lr=0.01), batch=64", func(t tester, f *Fit) {
		must(t, f.SetSource(measured(120)))
		must(t, f.Reseed(18446744073709551615))
		must(t, f.SetBase("base", "student"))
	}},
}

func startOf(t tester, data, stack, settings string) *Fit {
	if data == "file" {
		return fit(t, measured(300), stack, settings)
	}
	src, err := remake(data, "")
	must(t, err)
	return fit(t, src, stack, settings)
}

// all is bits and what else a run goes on from.
func all(f *Fit) string {
	return bits(f) + fmt.Sprintf("%v\n%v %v %d\n%v %v %v", f.guard, f.trainCurve, f.testCurve, f.nextID, f.data.Mean, f.data.SD, f.data.Columns)
}

func TestARunThatWasKeptGoesOnWithTheSameBits(t *testing.T) {
	for _, r := range runs {
		t.Run(r.name, func(t *testing.T) {
			f := startOf(t, r.data, r.stack, r.settings)
			steps(f, 53)
			if r.edit != nil {
				r.edit(t, f)
				steps(f, 20)
			}
			data := encoded(t, f)
			again := restored(t, data)
			sameBits(t, "restored", all(again), all(f))
			if twice := encoded(t, again); !bytes.Equal(twice, data) {
				t.Error("kept again it is another file")
			}
			steps(f, 120)
			steps(again, 120)
			sameBits(t, "after more steps", all(again), all(f))
			if r.name == "rollbacks" && f.guard.rollbacks+f.guard.skipped == 0 {
				t.Error("there was none")
			}
		})
	}
}

// A kind of layer may keep nothing beside its parameters.
func TestEveryKindOfLayerGoesOnWithTheSameBits(t *testing.T) {
	kept := 0
	cdf, _ := flows.LookupKind("cdf")
	for _, kind := range flows.Kinds() {
		spec := flows.Spec{flows.NewItem(kind, nil)}
		if !kind.Base.All() && !kind.Data.All() { // which acts within the unit cube
			spec = append(spec, flows.NewItem(cdf, nil))
		}
		cfg := Config{Source: points(60, 2), Spec: spec, Settings: parseSettings(t, "adam(lr=0.01), batch=20, steps=0"), Seed: 1}
		f, err := NewFit(cfg)
		if err != nil { // as those with data between bounds
			continue
		}
		t.Cleanup(f.Close)
		steps(f, 4)
		again := restored(t, encoded(t, f))
		steps(f, 4)
		steps(again, 4)
		sameBits(t, kind.Name, all(again), all(f))
		kept++
	}
	if kept < len(flows.Kinds())-6 {
		t.Errorf("only %d of %d kinds learn these points", kept, len(flows.Kinds()))
	}
}

// A curve that was thinned has a stride and a half-full sum.
func TestALongRunKeepsItsCurves(t *testing.T) {
	f := fit(t, fresh(2), "affine", "adam, batch=4, steps=0")
	steps(f, historyLen+101)
	if f.trainCurve.stride != 2 {
		t.Errorf("the curve has stride %d", f.trainCurve.stride)
	}
	again := restored(t, encoded(t, f))
	steps(f, historyLen)
	steps(again, historyLen)
	sameBits(t, "restored", all(again), all(f))
}

func TestEditsOfARestoredRunAreThoseOfTheRun(t *testing.T) {
	f := fit(t, points(400, 2), "actnorm, coupling(hidden=6)*2", "adam(lr=0.01), batch=64, steps=50")
	steps(f, 50)
	again := restored(t, encoded(t, f))
	for _, g := range []*Fit{f, again} {
		must(t, g.Insert(3, item(t, "linear")))
		must(t, g.Duplicate(2))
		steps(g, 40)
	}
	sameBits(t, "edited", all(again), all(f))
	must(t, again.Undo())
	must(t, again.Undo())
	if again.Undo() == nil {
		t.Error("what was done before the run was kept can be undone")
	}
}

func TestWhatWasCopiedDoesNotMoveWithTheRun(t *testing.T) {
	f := fit(t, points(400, 2), every, "lr=0.01, batch=64")
	steps(f, 60)
	before, k := encoded(t, f), f.Keep()
	steps(f, 60)
	after, err := k.Encode()
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("steps changed a copy that was made before them")
	}
}

// Other programs find the weights by the place of the layer and the name of the
// block, as [out, in].
func TestABlockIsAnArrayOfItsOwn(t *testing.T) {
	f := fit(t, points(400, 2), "actnorm, coupling(hidden=6)", "lr=0.01, batch=64")
	steps(f, 60)
	file, err := safetensors.Decode(encoded(t, f))
	must(t, err)
	b := f.stack.Layers[1].Blocks[0]
	w := file.Tensors["2."+b.Name]
	if !slices.Equal(w.Shape, []int{b.Cols, b.Rows}) {
		t.Errorf("%s has shape %v", b.Name, w.Shape)
	}
	sameNumbers(t, b.Name, w.Data, b.In(f.theta))
	sameNumbers(t, "the best "+b.Name, file.Tensors["best.2."+b.Name].Data, b.In(f.best.theta))
}

// Nobody trains for an hour to learn that the run cannot be saved.
func TestPointsThatNoFileHoldsAreAnErrorBeforeTheFirstStep(t *testing.T) {
	f := fit(t, measured(10_000), "affine", "adam, steps=1")
	const points = 10_000 * 2 * 8
	if err := f.mayKeep(points + 1<<18); err != nil {
		t.Errorf("with room for the rest: %v", err)
	}
	if err := f.mayKeep(points + 1<<14); !errors.Is(err, safetensors.ErrTooLarge) || !strings.Contains(err.Error(), "10000 rows of 2 columns") {
		t.Errorf("with room for the points alone: %v", err)
	}
}

func TestARunThatMayBeKeptIsKeptAtItsEnd(t *testing.T) {
	f := fit(t, measured(500), "coupling*2", "adam, average=0.9, steps=400")
	must(t, f.MayKeep())
	before, err := f.Keep().file.Size()
	must(t, err)
	steps(f, 400)
	after, err := f.Keep().file.Size()
	must(t, err)
	if room := (keepGood*len(f.theta) + 4*historyLen) * 8; after <= before || after > before+room {
		t.Errorf("it grew from %d to %d bytes, for which %d were kept free", before, after, room)
	}
}
