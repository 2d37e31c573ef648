package model

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bijou/model/safetensors"
)

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
		"a later version": {forge(t, data, func(f *safetensors.File) { f.Metadata[versionKey] = "9" }), "was made by version 9 of the format, and this bijou reads up to 5"},
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
