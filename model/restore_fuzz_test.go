package model

import (
	"maps"
	"math"
	"slices"
	"testing"
	"unicode/utf8"

	"bijou/model/safetensors"
)

// harmed are runs that FuzzRestore changes: of every kind of thing that is kept.
func harmed(f tester) (kept [][]byte) {
	weighted, words := measured(12), worded(14)
	for i := range 12 {
		weighted.Weights = append(weighted.Weights, 1+float64(i%3))
	}
	words.Dates = []Date{{Column: "v", Layout: "2006-01-02"}}
	counts := measured(12)
	counts.Whole, counts.Supports = []bool{true, false}, []Support{Positive, {Lo: -9, Hi: 9}}
	for i := range 12 {
		counts.Points.Set(i, 0, float64(i))
	}
	for _, c := range []struct {
		src      Source
		stack    string
		settings string
	}{
		{weighted, "actnorm, coupling(hidden=3), linear", "adam, batch=4, steps=9"},
		{measured(12), "mixture(modes=2, trained), affine", "adam, batch=4, steps=9, average=0.9"},
		{counts, "rbig", "adam, batch=4, steps=9"},
		{words, "affine, autoregressive(hidden=2)", "sgd, batch=4, steps=9"},
	} {
		run := fit(f, c.src, c.stack, c.settings)
		steps(run, 5)
		kept = append(kept, encoded(f, run))
	}
	return kept
}

// FuzzRestore changes a text and a number of a run, or the shape of numbers, and signs it,
// as one does who means harm: an error, or a run that can make steps and be kept again.
// Its texts are short, as the fuzzer takes up to a minute to shorten a long one that it
// finds interesting. What is no file at all is tried by FuzzDecode of safetensors.
func FuzzRestore(f *testing.F) {
	runs := harmed(f)
	for which, data := range runs {
		file, err := safetensors.Decode(data)
		if err != nil {
			f.Fatal(err)
		}
		for _, key := range slices.Sorted(maps.Keys(file.Metadata)) {
			f.Add(uint8(which), key, file.Metadata[key], "", uint16(0), 0., int8(0), int8(0))
		}
		for i, name := range slices.Sorted(maps.Keys(file.Tensors)) {
			f.Add(uint8(which), "", "", name, uint16(i), []float64{0, -1, math.NaN(), math.Inf(1), 1e300}[i%5], int8(i%3-1), int8(0))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, key, text, name string, at uint16, number float64, rows, cols int8) {
		if !utf8.ValidString(key) || !utf8.ValidString(text) || !utf8.ValidString(name) {
			return // no file of the format has such
		}
		file, err := safetensors.Decode(runs[int(which)%len(runs)])
		if err != nil {
			t.Fatal(err)
		}
		if key != "" {
			file.Metadata[key] = text
		}
		if was, is := file.Tensors[name]; is {
			file.Tensors[name] = changed(was, int(at), number, int(rows), int(cols))
		} else if name != "" {
			file.Tensors[name] = safetensors.Tensor{Shape: []int{1}, Data: []float64{number}}
		}
		if file.Metadata[digestKey], err = file.Digest(digestKey); err != nil {
			return
		}
		signed, err := file.Encode()
		if err != nil {
			return
		}
		run, err := Restore(signed, remake)
		if err != nil {
			return
		}
		defer run.Close()
		steps(run, 2)
		if _, err := Restore(encoded(t, run), remake); err != nil {
			t.Fatalf("kept again it is refused: %v", err)
		}
	})
}

// changed returns numbers of which one is another and there are more or fewer rows and
// columns.
func changed(was safetensors.Tensor, at int, number float64, rows, cols int) safetensors.Tensor {
	shape, size := slices.Clone(was.Shape), 1
	for i, by := range []int{rows, cols} {
		if i < len(shape) {
			shape[i] = max(0, shape[i]+by)
		}
	}
	for _, n := range shape {
		size *= n
	}
	data := make([]float64, size)
	if copy(data, was.Data); size > 0 {
		data[at%size] = number
	}
	return safetensors.Tensor{Shape: shape, Data: data}
}
