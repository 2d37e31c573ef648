package presets

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// The normalisers and entropies of the field's energies, by quadrature of a
// separate program.
var knownEnergies = []struct {
	spec          string
	logZ, entropy float64
}{
	{"u1", 1.8775, 2.6600},
	{"u2", 1.6147, 2.6147},
	{"u3", 2.1743, 2.7229},
	{"u4", 2.2433, 2.8110},
	{"ringmix", 1.7760, 2.2759},
	{"ringmix(rings=1)", 2.0637, 2.5637},
	{"muller-brown", 7.3649, -0.9782},
	{"muller-brown(kt=30)", 3.6500, 0.6650}, // 3.6494 and 0.6606 where the box cuts the tails at −2.6 … 2.2
}

func TestTargetsHaveTheKnownNormalisersAndEntropies(t *testing.T) {
	for _, k := range knownEnergies {
		src, err := ParseSource(k.spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := src.Target.LogZ(); math.Abs(got-k.logZ) > 1e-4 {
			t.Errorf("%s: log Z = %.5f, want %.4f", k.spec, got, k.logZ)
		}
		if got := src.Truth.Entropy(); math.Abs(got-k.entropy) > 1e-4 {
			t.Errorf("%s: entropy %.5f, want %.4f", k.spec, got, k.entropy)
		}
	}
}

func TestTheScoreIsTheGradientOfTheLogWeight(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, target := range Targets() {
		src, err := target.Build(flows.Defaults(target.Fields))
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			at := []float64{1.5 * rng.NormFloat64(), 1.5 * rng.NormFloat64()}
			grad := ad.New(1, 2)
			src.Target.Score(grad, ad.FromRows([][]float64{at}))
			want := fd.Gradient(nil, func(p []float64) float64 { return weight(src.Target, p) }, at, &fd.Settings{Formula: fd.Central})
			for j, w := range want {
				if math.Abs(grad.Data[j]-w) > 1e-5*(1+math.Abs(w)) {
					t.Errorf("%s at %v: score[%d] = %g, finite difference %g", target.Name, at, j, grad.Data[j], w)
				}
			}
		}
	}
}

func weight(target model.Target, p []float64) float64 {
	dst := make([]float64, 1)
	target.LogWeight(dst, ad.FromRows([][]float64{p}))
	return dst[0]
}

func TestSamplesOfATargetHaveItsEntropy(t *testing.T) {
	const n, seed = 20000, 7
	for _, k := range knownEnergies {
		src, err := ParseSource(k.spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		x, logp := ad.New(n, 2), make([]float64, n)
		src.Truth.Sample(rand.New(rand.NewPCG(seed, 1)), x)
		src.Truth.LogProb(logp, x)
		sum, squares := 0.0, 0.0
		for _, v := range logp {
			sum += v
			squares += v * v
		}
		mean := sum / n
		se := math.Sqrt((squares/n - mean*mean) / n)
		if math.Abs(mean+k.entropy) > 4*se {
			t.Errorf("seed %d: %s: mean log density %.4f ± %.4f, want −%.4f", seed, k.spec, mean, se, k.entropy)
		}
	}
}
