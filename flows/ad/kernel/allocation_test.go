package kernel_test

import (
	"testing"

	"bijou/flows/ad/kernel"
)

func TestNothingAllocates(t *testing.T) {
	onEach(t, func(t *testing.T) {
		heap := make([]float64, 400)
		spline := kernel.Spline{Bins: 8, Bound: 5, Width: 1e-3, Height: 1e-3, Slope: 1e-3}
		var hinges kernel.Hinges
		var work kernel.HingeWork
		allocations := testing.AllocsPerRun(10, func() {
			var a, b, c, d [400]float64 // on the stack as long as no function lets them escape
			kernel.MulNN(c[:], a[:], b[:], 20, 20, 20)
			kernel.MulTN(c[:], a[:], b[:], 20, 20, 20)
			kernel.MulNT(c[:], a[:], b[:], 20, 20, 20)
			kernel.MulNT(c[:4], a[:200], b[:200], 2, 2, 100)
			kernel.Product{Bias: a[:20], Cut: true, Where: d[:]}.NN(c[:], a[:], b[:], 20, 20, 20)
			kernel.Product{Sums: d[:100]}.NT(c[:300], a[:400], b[:12], 100, 3, 4)
			kernel.Affine{V: a[:], Raw: b[:], Shift: b[:], Out: c[:], Ladj: d[:], Bend: heap, Gain: heap}.Forward(2)
			bent := kernel.SplineColumn{V: a[:10], Raw: b[:230], Out: c[:10], Ladj: d[:10], Shares: c[10:170], Places: c[170:260]}
			spline.Apply(bent)
			spline.Back(bent, kernel.SplineColumn{V: d[10:20], Raw: d[20:250], Out: d[250:260], Ladj: d[260:270]})
			hinges.Set(a[:20], b[:20], 1, c[:30])
			hinges.Apply(&work, c[:300], b[:200], a[:10], true)
			hinges.Back(&work, c[:200], a[:10], d[:300], b[:200])
			for _, f := range functions {
				f.f(heap, heap)
			}
			kernel.Exp(a[:], b[:])
			kernel.Adam(a[:], b[:], c[:], d[:], 1e-3, 0.9, 0.999, 0.1, 0.001, 1e-8, 0)
			kernel.AddScaled(a[:], kernel.Sum(b[:])+kernel.Dot(c[:], d[:]), b[:])
		})
		if allocations > 0 {
			t.Errorf("%v allocations", allocations)
		}
	})
}
