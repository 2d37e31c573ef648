package densities

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"

	"bijou/flows/ad"
)

// The law of eᶻ is the log-normal; the values are those of its textbook density.
func TestAPushedNormalHasTheDensityOfTheTextbook(t *testing.T) {
	for _, c := range []struct{ y, want float64 }{{0.1, -1.26730}, {0.5, -0.46602}, {1, -0.91894}, {2, -1.85231}, {5, -3.82352}, {0, math.Inf(-1)}, {-1, math.Inf(-1)}} {
		if got := logAt(PushedBy("exp"), c.y); got != c.want && math.Abs(got-c.want) > 5e-6 {
			t.Errorf("log p(%g) = %.6f, want %g", c.y, got, c.want)
		}
	}
	if got := logAt(PushedBy("tanh"), 1); !math.IsInf(got, -1) {
		t.Errorf("log p(1) of tanh z is %g", got)
	}
}

// Each pushed density integrates to 1 and has the entropy that it claims, in the
// coordinate in which it is smooth: over u = Φ(z), y = f(z).
func TestAPushedNormalIsADensityWithItsEntropy(t *testing.T) {
	for _, f := range functions {
		p := Pushed{f}
		mass, entropy := 0.0, 0.0
		for _, half := range [][2]float64{{-8.5, 0}, {0, 8.5}} { // at 0 the slope of a cube vanishes
			for i := range 40 {
				lo := half[0] + float64(i)*8.5/40
				width := func(z float64) float64 { return math.Exp(first(f.slope(z))) }
				logp := func(z float64) float64 { return logAt(p, f.at(z)) }
				mass += quad.Fixed(func(z float64) float64 { return math.Exp(logp(z)) * width(z) }, lo, lo+8.5/40, 40, quad.Legendre{}, 0)
				entropy -= quad.Fixed(func(z float64) float64 { return math.Exp(logp(z)) * logp(z) * width(z) }, lo, lo+8.5/40, 40, quad.Legendre{}, 0)
			}
		}
		if math.Abs(mass-1) > 1e-6 || math.Abs(entropy-p.Entropy()) > 2e-4 {
			t.Errorf("%s: mass %.8f, entropy %.6f, claimed %.6f", f.name, mass, entropy, p.Entropy())
		}
	}
}

// The share of samples below f(z) is Φ(z).
func TestSamplesOfAPushedNormalHaveItsLaw(t *testing.T) {
	const n, seed = 20000, 3
	for _, f := range functions {
		x := ad.New(n, 1)
		Pushed{f}.Sample(rand.New(rand.NewPCG(seed, 0)), x)
		slices.Sort(x.Data)
		for _, z := range []float64{-1.5, -0.5, 0, 0.7, 2} {
			below, _ := slices.BinarySearch(x.Data, f.at(z))
			want := 0.5 * math.Erfc(-z/math.Sqrt2)
			if se := math.Sqrt(want * (1 - want) / n); math.Abs(float64(below)/n-want) > 4*se {
				t.Errorf("seed %d: %s: %.4f of the samples lie below f(%g), want %.4f", seed, f.name, float64(below)/n, z, want)
			}
		}
	}
}

func logAt(p Pushed, y float64) float64 {
	logp := make([]float64, 1)
	p.LogProb(logp, ad.FromRows([][]float64{{y}}))
	return logp[0]
}

func first(v, _ float64) float64 { return v }
