package diagnose

import (
	"math"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
)

func TestSaturationCountsScalesAtTheirBound(t *testing.T) {
	for _, c := range []struct {
		stack string
		bias  []float64
		want  float64
	}{
		{"coupling(hidden=4)", []float64{0, 0, 0, 0}, 0},
		{"coupling(hidden=4)", []float64{10, 0, 10, 0}, 0.5}, // scales, then shifts
		{"coupling(hidden=4)", []float64{0, 0, 10, 10}, 0},
		{"coupling(hidden=4)", []float64{-10, 10, 0, 0}, 1},
		{"coupling(hidden=4, clamp=10)", []float64{-10, 10, 0, 0}, 0},
		{"autoregressive(hidden=4)", []float64{10, 10, 0, 10, 0, 10, 0, 10}, 0.25}, // a scale and a shift in turn
		{"iaf(hidden=4)", []float64{10, 0, 10, 0, 0, 0, 0, 0}, 0.5},
	} {
		s := untrained(t, source(normal{4, 0}), c.stack, nil)
		setBlock(t, s, 0, "net.1.bias", c.bias...)
		layers, _ := Draw(s).Layers()
		near(t, c.stack, layers[0].Saturation, c.want, 0)
	}
}

// The log-scale of the second entry is the first entry, so what saturates tells
// which side the net reads.
func TestSaturationReadsTheSideThatTheNetReads(t *testing.T) {
	quiet, loud := ad.FromRows([][]float64{{0, 0}}), ad.FromRows([][]float64{{9, 0}})
	for _, c := range []struct {
		stack      string
		base, data float64 // with the loud batch at that side
	}{
		{"autoregressive(hidden=0)", 0, 0.5},
		{"autoregressive(hidden=0, flip)", 0.5, 0},
		{"iaf(hidden=0)", 0.5, 0},
		{"iaf(hidden=0, flip)", 0, 0.5},
	} {
		s := untrained(t, source(normal{2, 0}), c.stack, nil)
		l := s.Stack.Layers[0]
		for i := range l.Blocks[0].In(s.Theta) {
			l.Blocks[0].In(s.Theta)[i] = l.Blocks[0].Mask[i] // entry 2 from entry 1
		}
		atBase, _ := l.Saturation(s.Theta, loud, quiet, nil)
		atData, _ := l.Saturation(s.Theta, quiet, loud, nil)
		if atBase != c.base || atData != c.data {
			t.Errorf("%s: %v and %v, want %v and %v", c.stack, atBase, atData, c.base, c.data)
		}
	}
}

func TestLayersAccountForWhatIsThere(t *testing.T) {
	s := untrained(t, source(normal{2, 0}), "affine, coupling(rqs, bound=1), coupling(off), permute", nil)
	setBlock(t, s, 0, "log_scale", 1, 2)
	layers, residual := Draw(s).Layers()
	if len(layers) != 4 || !layers[2].Off || residual > 1e-12 {
		t.Fatalf("%d layers, residual %v", len(layers), residual)
	}
	near(t, "log|det| of the scales", layers[0].LogDet, 3, 1e-12)
	if known(layers[0].Tails) || known(layers[0].Saturation) || known(layers[0].GradNorm) {
		t.Errorf("an affine layer has tails, a clamp, or a gradient before the first step: %+v", layers[0])
	}
	// The points come to the spline unchanged: a normal entry is outside of
	// [−1, 1] once in three times.
	near(t, "tails", layers[1].Tails, 0.3173, 0.05)
	if known(layers[2].Saturation) {
		t.Error("a layer that is off saturates")
	}
	if m := most(layers, func(l Layer) model.Number { return l.Tails }); m != layers[1].Tails {
		t.Errorf("the largest share of tails is %v", m)
	}
	if math.IsNaN(float64(layers[3].RoundTrip)) {
		t.Error("a permutation has no round trip")
	}
}
