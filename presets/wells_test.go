package presets

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
)

// The free energies between wells, by quadrature of a separate program: Simpson's rule
// along the first column, and a grid in line with the pass.
func TestWellsHaveTheKnownFreeEnergies(t *testing.T) {
	for spec, want := range map[string]struct{ logZ, deltaF float64 }{
		"double-well":         {12.064929, 4.777274},
		"double-well(dim=8)":  {17.578560, 4.777274},
		"double-well(tilt=0)": {11.080157, 0},
		"muller-brown":        {7.364866, 2.174805},
		"muller-brown(kt=30)": {3.649970, 0.704581},
	} {
		src, err := ParseSource(spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		target := src.Target.(model.Welled)
		if spec != "double-well(tilt=0)" && math.Abs(target.LogZ()-want.logZ) > 2e-4 {
			t.Errorf("%s: log Z is %.6f, want %.6f", spec, target.LogZ(), want.logZ)
		}
		if math.Abs(target.DeltaF()-want.deltaF) > 1e-3 {
			t.Errorf("%s: ΔF is %.6f, want %.6f", spec, target.DeltaF(), want.deltaF)
		}
	}
}

func TestDrawsOfWellsHaveTheirSharesAndMoments(t *testing.T) {
	for _, spec := range []string{"double-well(dim=3, tilt=0.5)", "muller-brown"} {
		src, err := ParseSource(spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		const n = 50_000
		x, at, logp := ad.New(n, src.Truth.Dim()), make([]float64, n), make([]float64, n)
		src.Truth.Sample(rand.New(rand.NewPCG(11, 0)), x)
		target := src.Target.(model.Welled)
		target.Across(at, x)
		second := 0.0
		for _, v := range at {
			if v > 0 {
				second += 1.0 / n
			}
		}
		want := 1 / (1 + math.Exp(target.DeltaF()))
		if se := math.Sqrt(want * (1 - want) / n); math.Abs(second-want) > 4*se {
			t.Errorf("%s: %.4f of the draws are in the second well, %.4f of the mass", spec, second, want)
		}
		src.Truth.LogProb(logp, x)
		sum, squares := 0.0, 0.0
		for _, v := range logp {
			sum, squares = sum-v/n, squares+v*v/n
		}
		if se := math.Sqrt((squares - sum*sum) / n); math.Abs(sum-src.Truth.Entropy()) > 4*se {
			t.Errorf("%s: −log p of draws is %.4f ± %.4f, the entropy %.4f", spec, sum, se, src.Truth.Entropy())
		}
		m, ok := src.Target.(interface{ Moments() (mean, sd []float64) })
		if !ok {
			continue
		}
		means, sds := m.Moments()
		for j := range x.Cols {
			mean := 0.0
			for _, v := range x.Col(j) {
				mean += v / n
			}
			if math.Abs(mean-means[j]) > 4*sds[j]/math.Sqrt(n) {
				t.Errorf("%s: the mean of column %d is %.4f, of draws %.4f", spec, j+1, means[j], mean)
			}
		}
	}
}
