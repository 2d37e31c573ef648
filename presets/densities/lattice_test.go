package densities

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
)

// The transfer matrix of a separate program, with 801 nodes.
func TestTheLatticeHasTheKnownPartitionFunction(t *testing.T) {
	for _, c := range []struct{ mass, lambda, logZ, square float64 }{
		{-1, 0.5, 10.164839, 0.449361},
		{1, 1, 3.622957, 0.212501},
	} {
		l := NewLattice(16, c.mass, c.lambda)
		if z := l.LogZ(); math.Abs(z-c.logZ) > 1e-5 {
			t.Errorf("m² = %g: log Z = %.6f, want %.6f", c.mass, z, c.logZ)
		}
		if s := l.Correlation()[0]; math.Abs(s-c.square) > 1e-4 { // theirs is of a ring without end
			t.Errorf("m² = %g: ⟨φ²⟩ = %.6f, want %.6f", c.mass, s, c.square)
		}
	}
}

// Two sites are a plane: by a sum over it.
func TestALatticeOfTwoSitesIsASumOverThePlane(t *testing.T) {
	l := NewLattice(2, -0.5, 0.4)
	const step = 0.02
	total, energy, square, cross := 0.0, 0.0, 0.0, 0.0
	for a := -4.0; a < 4; a += step {
		for b := -4.0; b < 4; b += step {
			s := (a-b)*(a-b) + l.v(a) + l.v(b) // each is the other's neighbour on both sides
			w := math.Exp(-s) * step * step
			total, energy, square, cross = total+w, energy+w*s, square+w*a*a, cross+w*a*b
		}
	}
	logZ := math.Log(total)
	if math.Abs(l.LogZ()-logZ) > 1e-6 || math.Abs(l.Entropy()-(logZ+energy/total)) > 1e-6 {
		t.Errorf("log Z = %.7f and entropy %.7f, want %.7f and %.7f", l.LogZ(), l.Entropy(), logZ, logZ+energy/total)
	}
	if c := l.Correlation(); math.Abs(c[0]-square/total) > 1e-6 || math.Abs(c[1]-cross/total) > 1e-6 {
		t.Errorf("correlation %v, want %.7f and %.7f", c, square/total, cross/total)
	}
}

func TestDrawsOfALatticeHaveItsCorrelation(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	const n, seed = 6000, 12
	l := NewLattice(6, -1, 0.5)
	x, logp := ad.New(n, 6), make([]float64, n)
	l.Sample(rand.New(rand.NewPCG(seed, 0)), x)
	l.LogProb(logp, x)
	if mean, sd := stat.MeanStdDev(logp, nil); math.Abs(mean+l.Entropy()) > 4*sd/math.Sqrt(n) {
		t.Errorf("seed %d: mean log p %.4f ± %.4f, entropy %.4f", seed, mean, sd/math.Sqrt(n), l.Entropy())
	}
	for k, want := range l.Correlation() {
		product := make([]float64, n)
		for i := range product {
			product[i] = x.At(i, 1) * x.At(i, (1+k)%6)
		}
		if mean, sd := stat.MeanStdDev(product, nil); math.Abs(mean-want) > 4*sd/math.Sqrt(n) {
			t.Errorf("seed %d: ⟨φ₀φ%d⟩ = %.4f ± %.4f, want %.4f", seed, k, mean, sd/math.Sqrt(n), want)
		}
	}
}
