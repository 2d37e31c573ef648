package flows

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"bijou/flows/ad"
)

func TestAWholeBatchFindsItsRootsThroughAPlanarLayer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dot := rapid.OneOf(
			rapid.Float64Range(-1, 40),
			rapid.Float64Range(0, 1e9),
			rapid.Custom(func(t *rapid.T) float64 { // nearly not invertible
				return -1 + math.Pow(10, -rapid.Float64Range(1, 16).Draw(t, "digits"))
			}),
			rapid.Just(-1.0),
		).Draw(t, "dot")
		c := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(-5, 5), rapid.Float64Range(-1e12, 1e12),
			rapid.Just(0.0), rapid.Just(5e-324), rapid.Just(1e-300)), 1, 40).Draw(t, "c")
		p := push{dot: dot}
		roots := append([]float64(nil), c...)
		p.root(roots, ad.New(len(c), rootSpare))
		for i, a := range roots {
			if !isRoot(bend{dot, 0}, a, c[i]) {
				value, slope := bend{dot, 0}.at(0, a)
				t.Errorf("dot %v: f(%v) = %v with slope %g, want %v", dot, a, value, slope, c[i])
			}
			one := []float64{c[i]}
			p.root(one, ad.New(1, rootSpare))
			if one[0] != a {
				t.Errorf("dot %v: the root of %v is %v in the batch, %v alone", dot, c[i], a, one[0])
			}
		}
	})
}

func TestNoNumberHasNoRootAndTouchesNoNeighbour(t *testing.T) {
	p := push{dot: 3}
	c := []float64{1, math.NaN(), 2, math.Inf(1), -1, math.Inf(-1)}
	p.root(c, ad.New(len(c), rootSpare))
	for i, a := range c {
		if math.IsNaN(a) != (i%2 == 1) {
			t.Errorf("entry %d: %g", i, a)
		}
	}
}
