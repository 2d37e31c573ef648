package model

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bijou/model/safetensors"
)

// remake makes the sources of these tests anew, as presets do by their spec.
func remake(spec string) (Source, error) {
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
	{"a trained base", "blob", "mixture(modes=3, trained), affine, coupling(hidden=6)", "adam(lr=0.01), batch=64", nil},
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
	src, err := remake(data)
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

func TestEveryTruncationOfAKeptRunIsRefused(t *testing.T) {
	f := fit(t, measured(20), "affine", "adam, batch=4, steps=5")
	steps(f, 3)
	data := encoded(t, f)
	for n := range data {
		if _, err := Restore(data[:n], remake); err == nil {
			t.Fatalf("%d of %d bytes were taken for a run", n, len(data))
		}
	}
}

func TestAFlippedBitIsAnErrorOrChangesNothing(t *testing.T) {
	const seed = 5
	f := fit(t, measured(40), "actnorm, coupling(hidden=3)", "adam, batch=4, steps=50")
	steps(f, 20)
	data, want := encoded(t, f), all(f)
	rng := rand.New(rand.NewPCG(seed, 0))
	refused := 0
	for range 3000 {
		bit := rng.IntN(8 * len(data))
		flipped := slices.Clone(data)
		flipped[bit/8] ^= 1 << (bit % 8)
		got, err := Restore(flipped, remake)
		if err != nil {
			refused++
			continue
		}
		if all(got) != want {
			t.Errorf("seed %d: bit %d gave another run", seed, bit)
		}
		got.Close()
	}
	if refused < 2900 {
		t.Errorf("only %d of 3000 flips were noticed", refused)
	}
}

// forge changes a run and signs it again, as one does who means harm.
func forge(t tester, data []byte, change func(f *safetensors.File)) []byte {
	t.Helper()
	file, err := safetensors.Decode(data)
	must(t, err)
	change(file)
	file.Metadata[digestKey], err = file.Digest(digestKey)
	must(t, err)
	out, err := file.Encode()
	must(t, err)
	return out
}

func TestARunThatCannotBeIsRefused(t *testing.T) {
	f := fit(t, measured(40), "mixture(modes=3, trained), actnorm, coupling(hidden=3), linear", "adam, batch=4, steps=50")
	steps(f, 20)
	data := encoded(t, f)
	text := func(name, value string) func(*safetensors.File) {
		return func(f *safetensors.File) { f.Metadata[name] = value }
	}
	first := func(name string, value float64) func(*safetensors.File) {
		return func(f *safetensors.File) { f.Tensors[name].Data[0] = value }
	}
	nan, inf := math.NaN(), math.Inf(1)
	changes := map[string]func(*safetensors.File){
		"another stack": text("stack", "mixture(modes=3, trained), actnorm, coupling(hidden=4), linear"), "no stack": text("stack", "nonsense"),
		"an unknown setting": text("training", "adam(foo=1)"), "another objective": text("training", "adam, objective=reverse-kl"),
		"a seed that is none": text("seed", "-1"), "a step below 0": text("step", "-1"), "a step that is none": text("step", "1e3"),
		"a step beyond the end": text("step", "60"), "an unknown state": text("state", "training"), "a best step to come": text("best.step", "45"),
		"an escape in the name of the data": text("data", "\x1b[2Jfile"), "an escape in the reason": text("reason", "\x1b"),
		"an escape in a column": text("columns", `["\u001b","b"]`), "a column less": text("columns", `["a"]`), "no columns": text("columns", "null"),
		"ids that are alike": text("ids", "[1,1,3]"), "an id less": text("ids", "[1,2]"), "an id of 0": text("ids", "[0,1,2]"),
		"a next id that is taken": text("next_id", "3"), "an age less": text("ages", "[1,2,3]"), "an age below 0": text("ages", "[-1,2,3,4]"),
		"a stride of 0": text("curve.train.stride", "0"), "a count beyond the stride": text("curve.test.count", "1"),
		"a mark before the start": text("marks", `[{"Step":-1,"Label":"x"}]`), "an escape in a mark": text("marks", `[{"Step":1,"Label":"\u001b"}]`),
		"a learning rate that grows": text("guard.slow", "2"), "a best that is none": text("best.nll", "NaN"),
		"an infinite weight": first("1.bias", inf), "a weight that is none": first("best.2.net.0.weight", nan),
		"a square below 0": first("optimiser.square", -1), "a deviation of 0": first("data.sd", 0), "another mean": first("data.mean", 7),
		"a point that is none": first("data.points", nan), "a curve that runs back": first("curve.train", 1e6), "half a step": first("curve.train", 0.5),
		"an array too many": func(f *safetensors.File) { f.Tensors["x"] = safetensors.Tensor{Shape: []int{1}, Data: []float64{1}} },
		"an array less":     func(f *safetensors.File) { delete(f.Tensors, "base.modes") },
		"a long curve": func(f *safetensors.File) {
			f.Tensors["curve.train"] = safetensors.Tensor{Shape: []int{historyLen, 2}, Data: make([]float64, 2*historyLen)}
		},
		"a mask that does not hold": first("3.lower", 1),
		"a stack of another size":   text("stack", "mixture(modes=3, trained), actnorm, coupling(hidden=512x512x512x512), linear"),
		"no points":                 func(f *safetensors.File) { delete(f.Tensors, "data.points") },
	}
	for _, name := range []string{"step", "data", "stack", "training", "seed", "ids", "ages", "columns", "state", "test_nll"} {
		changes["nothing of "+name] = func(f *safetensors.File) { delete(f.Metadata, name) }
	}
	for name, change := range changes {
		_, err := Restore(forge(t, data, change), remake)
		if _, ok := errors.AsType[*KeptError](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Restore(forge(t, data, func(*safetensors.File) {}), remake); err != nil {
		t.Errorf("unchanged: %v", err)
	}
}

func TestAnErrorSaysWhatTheFileIs(t *testing.T) {
	f := fit(t, measured(40), "affine", "adam, batch=4, steps=50")
	data := encoded(t, f)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"a text":          {[]byte("x,y\n1,2\n3,4\n"), "is not a run"},
		"other arrays":    {forge(t, data, func(f *safetensors.File) { delete(f.Metadata, versionKey) }), "holds arrays and is not a run"},
		"a later version": {forge(t, data, func(f *safetensors.File) { f.Metadata[versionKey] = "2" }), "was made by version 2 of the format, and this bijou reads up to 1"},
		"a changed number": {func() []byte {
			d := slices.Clone(data)
			d[len(d)-1] ^= 1
			return d
		}(), "is damaged: its SHA-256 is another one"},
	} {
		if _, err := Restore(c.data, remake); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPointsThatNoFileHoldsAreAnError(t *testing.T) {
	src := measured(safetensors.MaxBytes/16 + 10)
	f := fit(t, src, "affine", "adam, steps=1")
	if _, err := f.Keep().Encode(); !errors.Is(err, safetensors.ErrTooLarge) {
		t.Errorf("64 MiB of points: %v", err)
	}
}
