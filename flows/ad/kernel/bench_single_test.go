package kernel_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad/kernel"
)

// The products of the recipe glow, whose nets are of single precision: outputs, pixels of a
// batch of 64 images, inputs.
var glowShapes = [][3]int{{32, 1024, 32}, {36, 1024, 32}, {72, 256, 32}}

func BenchmarkGlowProducts(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range glowShapes {
		out, n, in := s[0], s[1], s[2]
		w, x, y := singles(r, out*in), singles(r, in*n), singles(r, out*n)
		dw, dx, dy := make([]float32, len(w)), make([]float32, len(x)), make([]float32, len(y))
		for name, mul := range map[string]func(){
			"forward": func() { kernel.Single{}.NN(dy, w, x, out, n, in) },
			"input":   func() { kernel.Single{}.TN(dx, w, y, in, n, out) },
			"weights": func() { kernel.Single{}.NT(dw, y, x, out, in, n) },
		} {
			benchOnEach(b, fmt.Sprintf("%s/out=%d,n=%d,in=%d", name, out, n, in), func(b *testing.B) {
				for b.Loop() {
					mul()
				}
				report(b, 2*out*n*in)
			})
		}
	}
}
