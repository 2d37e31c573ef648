package diagnose

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"bijou/model"
)

func TestLimitingDistributionHasItsPublishedQuantiles(t *testing.T) {
	// Smirnov 1948, "Table for estimating the goodness of fit of empirical
	// distributions".
	for _, c := range []struct{ t, p float64 }{
		{1.2238, 0.10}, {1.3581, 0.05}, {1.6276, 0.01}, {0.8276, 0.50}, {0.4410, 0.99},
	} {
		near(t, "Q", model.Number(kolmogorov(c.t)), c.p, 1e-4)
	}
	if kolmogorov(0) != 1 {
		t.Error("no distance is not certain to be exceeded")
	}
	near(t, "the step from one series to the other", model.Number(kolmogorov(1)-kolmogorov(1-1e-12)), 0, 1e-10)
}

func TestPValueIsThatOfTheExactDistribution(t *testing.T) {
	if p := exactKolmogorov(10, 0.274); math.Abs(p-0.6284796154565) > 1e-12 {
		t.Fatalf("the reference gives %v, not the value that its authors print", p)
	}
	for _, c := range []struct {
		n         int
		tolerance float64
	}{{10, 3e-3}, {30, 1e-3}, {100, 3e-4}} {
		for d := 0.3 / math.Sqrt(float64(c.n)); d < 2/math.Sqrt(float64(c.n)); d += 0.005 {
			n := float64(c.n)
			got := kolmogorov(smallSample(math.Sqrt(n)*d, n))
			if want := 1 - exactKolmogorov(c.n, d); math.Abs(got-want) > c.tolerance {
				t.Errorf("n %d, D %.3f: p %.5f, want %.5f", c.n, d, got, want)
			}
		}
	}
}

// exactKolmogorov is P(D_n < d) by the matrix of Marsaglia, Tsang and Wang 2003,
// "Evaluating Kolmogorov's distribution".
func exactKolmogorov(n int, d float64) float64 {
	k := int(float64(n)*d) + 1
	m := 2*k - 1
	h := float64(k) - float64(n)*d
	a := mat.NewDense(m, m, nil)
	for i := range m {
		for j := range m {
			if i-j+1 >= 0 {
				a.Set(i, j, 1)
			}
		}
	}
	for i := range m {
		a.Set(i, 0, a.At(i, 0)-math.Pow(h, float64(i+1)))
		a.Set(m-1, i, a.At(m-1, i)-math.Pow(h, float64(m-i)))
	}
	if 2*h > 1 {
		a.Set(m-1, 0, a.At(m-1, 0)+math.Pow(2*h-1, float64(m)))
	}
	for i := range m {
		for j := range m {
			if i-j+1 > 0 {
				a.Set(i, j, a.At(i, j)/math.Gamma(float64(i-j+2)))
			}
		}
	}
	var power mat.Dense
	power.Pow(a, n)
	p := power.At(k-1, k-1)
	for i := range n {
		p *= float64(i+1) / float64(n)
	}
	return p
}

func TestDistanceToAUniformDistributionByHand(t *testing.T) {
	// The distribution function of three points steps to 1 at 0.7.
	near(t, "D", againstCDF([]float64{0.7, 0.1, 0.4}, func(v float64) float64 { return v }).D, 0.3, 1e-15)
	near(t, "D of two samples", againstSample([]float64{1, 2, 3, 4}, []float64{3.5, 5}).D, 0.75, 1e-15)
}

func TestKSOfNormalPointsHasUniformP(t *testing.T) {
	uniformP(t, func(rng *rand.Rand) model.Number {
		return againstCDF(normals(rng, 50, 1, 1, 0).Data, distuv.UnitNormal.CDF).P
	})
	uniformP(t, func(rng *rand.Rand) model.Number {
		return againstSample(normals(rng, 300, 1, 1, 0).Data, normals(rng, 200, 1, 1, 0).Data).P
	})
}

func TestKSSeesAShiftAndAScale(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	other := normals(rng, 1000, 1, 1, 0).Data
	for _, x := range [][]float64{normals(rng, 1000, 1, 1, 0.4).Data, normals(rng, 1000, 1, 1.5, 0).Data} {
		if p := againstCDF(slices.Clone(x), distuv.UnitNormal.CDF).P; !(p < 1e-4) {
			t.Errorf("p %v against the distribution", p)
		}
		if p := againstSample(x, other).P; !(p < 1e-3) {
			t.Errorf("p %v against a sample", p)
		}
	}
}

func TestKSOfNothingOrOfNaNHasNoValue(t *testing.T) {
	for _, x := range [][]float64{nil, {0, math.NaN()}} {
		if test := againstCDF(x, distuv.UnitNormal.CDF); known(test.D) || known(test.P) {
			t.Errorf("%v gives %v", x, test)
		}
		if test := againstSample(x, []float64{1}); known(test.D) || known(test.P) {
			t.Errorf("%v gives %v", x, test)
		}
	}
}
