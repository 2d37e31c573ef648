package bench

import (
	"math"
	"testing"
)

// Costs that grow as a power are told by it, and those that grow too fast miss the bar.
func TestASlopeIsTheExponentOfTheCost(t *testing.T) {
	for _, c := range []struct {
		power float64
		met   bool
	}{{1, true}, {0.9, true}, {1.2, false}, {2, false}} {
		for _, f := range Families() {
			var list []Scale
			for _, dim := range ScaleDims() {
				cost := math.Pow(float64(dim), c.power)
				if dim < slopeFrom {
					cost = 1 // what is below does not count
				}
				list = append(list, Scale{Family: f.Name, Dim: dim, Batch: f.Batch, Params: 100 * dim, StepsPerS: 1 / cost, DensityMS: cost, SampleMS: cost})
			}
			for _, s := range Slopes(f, list) {
				if math.Abs(s.Slope-c.power) > 1e-9 || s.Met != c.met {
					t.Errorf("%s %s: slope %.3f of a power of %g, met %t", s.Family, s.Of, s.Slope, c.power, s.Met)
				}
				if math.Abs(s.Formula-1) > SlopeBar {
					t.Errorf("%s %s: the formula has %.3f, which is not linear", s.Family, s.Of, s.Formula)
				}
			}
		}
	}
}

// Formulas count the weights that there are.
func TestFormulasCountTheProductsOfNets(t *testing.T) {
	for _, f := range Families() {
		c := Case{Stack: f.Stack, Dim: 256, Batch: f.Batch}
		fit, err := c.noiseFit()
		if err != nil {
			t.Fatal(err)
		}
		weights := c.flops(fit.Snapshot().Stack) / 6 / float64(c.Batch)
		fit.Close()
		if f.Name == "planar" { // no nets: two vectors of 256 in sixteen layers
			weights = 16 * 2 * 256
		}
		if f.Name == "continuous" { // by six passes, each with the trace, and the loops
			weights = 6*(weights+64*64) + 64*64*256/float64(f.Batch)
		}
		if got := f.Density(256); math.Abs(got-weights) > 0.02*weights {
			t.Errorf("%s: %.0f multiplications by the formula, %.0f by the weights", f.Name, got, weights)
		}
	}
}
