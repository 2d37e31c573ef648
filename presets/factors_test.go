package presets

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/latent"
	"bijou/presets/densities"
)

// The figures were computed by another program from the same loadings.
func TestFactorsHaveTheEvidenceAndThePosteriorOfTheFormulas(t *testing.T) {
	f := newFactors()
	_, sd := f.MeanField(make([]float64, 4))
	product := 0.0
	for _, v := range sd {
		product += (1+densities.Ln2Pi)/2 + math.Log(v)
	}
	for name, c := range map[string][2]float64{
		"evidence":             {f.Evidence(), -3.3826289822509},
		"mean-field gap":       {f.Entropy() - product, 1.2646},
		"correlation":          {f.posterior.At(0, 1) / math.Sqrt(f.posterior.At(0, 0)*f.posterior.At(1, 1)), -0.959},
		"best mean-field ELBO": {f.Evidence() - f.Entropy() + product, -4.6473},
	} {
		if math.Abs(c[0]-c[1]) > 5e-4 {
			t.Errorf("the %s is %.6f, want %.6f", name, c[0], c[1])
		}
	}
}

// Bayes' rule: log p(z) + log p(x|z) = log p(x) + log p(z|x) at every point.
func TestFactorsObeyTheRuleOfBayes(t *testing.T) {
	const n, seed = 200, 5
	f, rng := newFactors(), rand.New(rand.NewPCG(seed, 0))
	z, x := ad.New(n, 2), ad.New(n, 4)
	f.Sample(rng, z, x)
	posterior, evidence := make([]float64, n), make([]float64, n)
	f.LogProb(posterior, z, x)
	f.LogEvidence(evidence, x)
	tape := ad.NewTape(nil, nil)
	like := f.LogLikelihood(tape.Const(z), tape.Const(x)).Data
	for i := range n {
		prior := -(z.At(i, 0)*z.At(i, 0)+z.At(i, 1)*z.At(i, 1))/2 - densities.Ln2Pi
		if off := prior + like[i] - evidence[i] - posterior[i]; math.Abs(off) > 1e-9 {
			t.Errorf("seed %d: the two sides differ by %g", seed, off)
		}
	}
	at, under := f.At(x.Row(nil, 0)), make([]float64, n)
	at.LogProb(under, z)
	for j := range 4 {
		for i := range n {
			x.Set(i, j, x.At(0, j))
		}
	}
	f.LogProb(posterior, z, x)
	for i, v := range under {
		if math.Abs(v-posterior[i]) > 1e-9 {
			t.Errorf("under one x log p is %g, and %g", v, posterior[i])
		}
	}
}

func TestThePosteriorOfFactorsIsDrawnWithItsMoments(t *testing.T) {
	const n = 20000
	f := newFactors()
	x := []float64{2, 0.5, 1, 0}
	z := ad.New(n, 2)
	f.At(x).Sample(rand.New(rand.NewPCG(3, 0)), z)
	mean := f.mean(x)
	for j := range 2 {
		if m := stat.Mean(z.Col(j), nil); math.Abs(m-mean.AtVec(j)) > 4*math.Sqrt(f.posterior.At(j, j)/n) {
			t.Errorf("the mean of z%d is %g, want %g", j+1, m, mean.AtVec(j))
		}
		for k := range 2 {
			if c := stat.Covariance(z.Col(j), z.Col(k), nil); math.Abs(c-f.posterior.At(j, k)) > 0.02 {
				t.Errorf("the covariance of z%d and z%d is %g, want %g", j+1, k+1, c, f.posterior.At(j, k))
			}
		}
	}
}

func TestBinaryDigitsAreTheDarkPixelsUnderTheirLatentVariables(t *testing.T) {
	src, err := ParseSource("binary-digits(latent=3)", nil)
	if err != nil {
		t.Fatal(err)
	}
	grey, err := readDigits(1797)
	if err != nil {
		t.Fatal(err)
	}
	if src.Points.Cols != 3+64 || len(src.Columns) != 3 || len(src.Given) != 64 || !src.Latent {
		t.Fatalf("%d columns, %d latent, %d given", src.Points.Cols, len(src.Columns), len(src.Given))
	}
	for j := range 64 {
		for i, v := range grey.Points.Col(j) {
			if ink := src.Points.At(i, 3+j); (v >= 8) != (ink == 1) || ink != 0 && ink != 1 {
				t.Fatalf("image %d, pixel %d: grey %g became %g", i, j, v, ink)
			}
		}
	}
}

// The ELBO of a product is a sum of squares here, which ten nodes have exactly; whatever
// the x, it lies below log p(x) by what the formula says.
func TestTheBestProductOfFactorsLiesBelowTheEvidenceByItsFormula(t *testing.T) {
	cfg, err := ParseRecipe("factors | encoder(hidden=8) | adam, steps=1, objective=elbo | seed=1")
	if err != nil {
		t.Fatal(err)
	}
	f, err := model.NewFit(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l := latent.NewLook(f.Snapshot())
	x := ad.FromRows([][]float64{{2, 0.5, 1, 0}})
	p, ok := l.ClosestProduct(x.Row(nil, 0), make([]float64, 2), make([]float64, 2))
	exact, _ := l.Evidence(x)
	if gap := exact[0] - p.ELBO; !ok || math.Abs(gap-1.2646) > 5e-5 {
		t.Errorf("the best product lies %.6f below log p(x), want 1.2646", gap)
	}
}
