package model

import (
	"testing"

	"bijou/model/safetensors"
)

// FuzzRestore signs what the fuzzer makes of a run, as one does who means harm:
// an error, or a run that can make steps and be kept again.
func FuzzRestore(f *testing.F) {
	for _, stack := range []string{"actnorm, coupling(hidden=3), linear", "mixture(modes=2, trained), affine", "rbig"} {
		run := fit(f, measured(12), stack, "adam, batch=4, steps=9")
		steps(run, 5)
		f.Add(encoded(f, run))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := safetensors.Decode(data)
		if err != nil {
			return
		}
		if file.Metadata == nil {
			file.Metadata = map[string]string{}
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
