package chain

import (
	"math"
	"testing"
)

// correlated returns four chains of 400 draws, autoregressive with the given factor, of
// which the first is moved and stretched. A separate program makes the same.
func correlated(factor, shift, scale float64, seed uint64) [][]float64 {
	state := seed
	even := func() float64 {
		state = state*6364136223846793005 + 1442695040888963407
		return float64(state>>11) / (1 << 53)
	}
	var chains [][]float64
	for k := range 4 {
		x, c := 0.0, []float64(nil)
		for i := range 500 {
			sum := 0.0
			for range 12 {
				sum += even()
			}
			x = factor*x + (sum - 6)
			switch {
			case i < 100:
			case k == 0:
				c = append(c, x*scale+shift)
			default:
				c = append(c, x)
			}
		}
		chains = append(chains, c)
	}
	return chains
}

// The numbers are those of arviz 0.19.
func TestConvergenceIsThatOfAnotherProgram(t *testing.T) {
	for _, c := range []struct {
		factor, shift, scale   float64
		seed                   uint64
		rhat, bulk, tail, mean float64
	}{
		{0, 0, 1, 1, 0.9994314708, 1459.4881, 1486.5826, 1463.1492},
		{0.8, 0, 1, 2, 1.0118837585, 197.4468, 310.6203, 197.0844},
		{-0.5, 0, 1, 3, 0.9996358455, 4984.5857, 1438.3772, 5126.5920},
		{0.5, 1, 1, 4, 1.0541838272, 63.4156, 705.6870, 61.6473},
		{0.3, 0, 3, 5, 1.1507111771, 818.9046, 44.1347, 751.9662},
	} {
		chains := correlated(c.factor, c.shift, c.scale, c.seed)
		for _, n := range []struct {
			name           string
			got, want, off float64
		}{
			{"R̂", RHat(chains), c.rhat, 1e-9},
			{"bulk size", BulkSize(chains), c.bulk, 1e-6 * c.bulk},
			{"tail size", TailSize(chains), c.tail, 0.02 * c.tail}, // it takes quantiles between draws elsewhere
			{"size of the mean", MeanSize(chains), c.mean, 1e-6 * c.mean},
		} {
			if math.Abs(n.got-n.want) > n.off {
				t.Errorf("factor %g, shift %g, scale %g: %s = %.10g, want %.10g", c.factor, c.shift, c.scale, n.name, n.got, n.want)
			}
		}
	}
}

func TestChainsThatNeverMoveHaveNotMixed(t *testing.T) {
	still := [][]float64{make([]float64, 100), make([]float64, 100)}
	for i := range still[1] {
		still[1][i] = 1
	}
	if r := RHat(still); r <= MostRHat {
		t.Errorf("R̂ = %g of two chains that stand still apart", r)
	}
	if r := RHat(still[:1]); r <= MostRHat {
		t.Errorf("R̂ = %g of a chain that stands still", r)
	}
}
