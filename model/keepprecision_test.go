package model

import (
	"testing"

	"bijou/model/safetensors"
)

// A run says in its file how its nets compute, so that one made when they computed in
// double precision goes on so.
func TestARunKeepsThePrecisionOfItsNets(t *testing.T) {
	for _, c := range []struct {
		stack, now  string
		named       bool // the file says the precision
		want, after string
	}{
		{"coupling(hidden=8)*2", "single", true, "single", "coupling(hidden=8)*2"},
		{"coupling(hidden=8)*2", "single", false, "double", "coupling(hidden=8, double)*2"},
		{"coupling(hidden=8, single), linear", "single", false, "single", "coupling(hidden=8, single), linear"},
		{"coupling(hidden=8, double), linear", "double", true, "double", "coupling(hidden=8, double), linear"},
	} {
		f := fit(t, named(fresh(3), "blob3"), c.stack, "adam, batch=16, steps=20")
		steps(f, 3)
		data := encoded(t, f)
		if !c.named {
			data = forge(t, data, func(f *safetensors.File) { delete(f.Metadata, precisionKey); f.Metadata[versionKey] = "1" })
		}
		again := restored(t, data)
		layer := again.stack.Layers[0]
		if got := layer.Precision(); got != c.want || again.stack.Spec().String() != c.after || f.stack.Layers[0].Precision() != c.now {
			t.Errorf("%s with its precision named: %t: %s in %s precision, want %s in %s", c.stack, c.named, again.stack.Spec(), got, c.after, c.want)
		}
		steps(f, 1)
		steps(again, 1)
		if same := all(f) == all(again); same != (c.now == c.want) {
			t.Errorf("%s with its precision named: %t: the next step has the same bits: %t", c.stack, c.named, same)
		}
	}
}
