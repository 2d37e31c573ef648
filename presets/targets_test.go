package presets

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

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
	{"modes", 0, 2.5093},
	{"frequency", 0.4258, -1.8570},
	{"frequency(sigma=0.25)", -0.9421, -1.1218},
	{"funnel", 0, 3.9365},
	{"pushed", 0, 1.4189},
	{"pushed(exp)", 0, 1.4189},
	{"pushed(scale)", 0, 2.1121},
	{"muller-brown", 7.3649, -0.9782},
	{"muller-brown(kt=30)", 3.6500, 0.6650}, // 3.6494 and 0.6606 where the box cuts the tails at −2.6 … 2.2
}

func TestTargetsHaveTheKnownNormalisersAndEntropies(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
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
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	rng := rand.New(rand.NewPCG(3, 3))
	specs := []string{"modes(modes=5)", "funnel(dim=4)", "pushed(scale)", "pushed(exp)", "pushed(cube)", "pushed(tanh)"}
	for _, target := range Targets() {
		specs = append(specs, target.Name)
	}
	for _, spec := range specs {
		src, err := ParseSource(spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			x := ad.New(1, src.Target.Dim())
			src.Truth.Sample(rng, x)
			grad := ad.New(1, x.Cols)
			src.Target.Score(grad, x)
			want := fd.Gradient(nil, func(p []float64) float64 { return weight(src.Target, p) }, x.Data, &fd.Settings{Formula: fd.Central, Step: 1e-6})
			for j, w := range want {
				if math.Abs(grad.Data[j]-w) > 1e-4*(1+math.Abs(w)) {
					t.Errorf("%s at %v: score[%d] = %g, finite difference %g", spec, x.Data, j, grad.Data[j], w)
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
		x, logp := ad.New(n, src.Truth.Dim()), make([]float64, n)
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

// One Gaussian on two far modes: forward KL ends at the Gaussian with the mean
// and covariance of both, reverse KL at one mode, log 2 away.
func TestForwardKLCoversModesAndReverseKLSeeksOne(t *testing.T) {
	for name, want := range map[string]float64{"modes-forward": 0.7620, "modes-reverse": math.Ln2} {
		r, err := LookupRecipe(name)
		if err != nil {
			t.Fatal(err)
		}
		cfg, err := ParseRecipe(r.Line)
		if err != nil {
			t.Fatal(err)
		}
		f, err := model.NewFit(cfg)
		if err != nil {
			t.Fatal(err)
		}
		for state, _ := f.Ended(); state == model.Paused; state, _ = f.Ended() {
			f.Step()
		}
		report := f.Done()
		if got := float64(report.KL); math.Abs(got-want) > 0.02 {
			t.Errorf("%s: KL %.4f, want %.4f", name, got, want)
		}
		f.Close()
	}
}
