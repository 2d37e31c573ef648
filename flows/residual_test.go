package flows

import (
	"fmt"
	"math"
	"testing"

	"bijou/flows/ad"
)

// With weights larger than the bound, two points come closer by at least
// the factor L under the net and so never meet under the layer.
func TestTheNetOfAResidualLayerStretchesNothingBeyondItsBound(t *testing.T) {
	for _, bound := range []float64{0.5, 0.9, 0.99} {
		for _, act := range []string{"elu", "tanh"} {
			s := newSubject(t, parsed(t, fmt.Sprintf("residual(hidden=24x16, lipschitz=%g, %s)", bound, act))[0], 3, 1)
			a := s.batch(500, 0.1)
			b := a.Clone()
			for i := range b.Data {
				b.Data[i] += 1e-4 * s.rng.NormFloat64()
			}
			za, _ := s.run(s.layer.Map.Inverse, a)
			zb, _ := s.run(s.layer.Map.Inverse, b)
			worst := 0.0
			for i := range a.Rows {
				moved, before := 0.0, 0.0
				for j := range s.dim {
					by := b.At(i, j) - a.At(i, j)
					d := zb.At(i, j) - za.At(i, j) - by
					moved, before = moved+d*d, before+by*by
				}
				worst = max(worst, math.Sqrt(moved/before))
			}
			if worst > bound*(1+1e-6) || worst < bound/10 {
				t.Errorf("seed %d: bound %g, %s: the net stretches by up to %g", lawSeed, bound, act, worst)
			}
		}
	}
}

func TestAResidualLayerAtItsLimitComesBack(t *testing.T) {
	for _, act := range []string{"elu", "tanh"} {
		s := newSubject(t, parsed(t, "residual(hidden=32x32, lipschitz=0.99, "+act+")")[0], 2, 5)
		z := s.batch(2000, 5)
		x, _ := s.run(s.layer.Map.Forward, z)
		back, _ := s.run(s.layer.Map.Inverse, x)
		if off := distance(back, z); !(off < 1e-11) {
			t.Errorf("seed %d: %s: the way there and back is off by %.2g", lawSeed, act, off)
		}
	}
}

// Above 8 dimensions log|det| is a guess that is right on average, but for the
// terms that are left out.
func TestTheSeriesOfALogDetIsRightOnAverage(t *testing.T) {
	const d, n = 10, 5000
	for _, terms := range []int{2, 12} {
		s := newSubject(t, parsed(t, fmt.Sprintf("residual(hidden=12, lipschitz=0.7, terms=%d)", terms))[0], d, 1)
		at := s.batch(1, 1)
		x := ad.New(n, d)
		for j := range d {
			for i := range n {
				x.Set(i, j, at.At(0, j)+1e-9*s.rng.NormFloat64())
			}
		}
		_, ladj := s.run(s.layer.Map.Inverse, x)
		want := s.jacobian(s.layer.Map.Inverse, at.Row(nil, 0))
		mean, sd := moments(ladj.Data)
		const bound = 0.7
		bias := d * math.Pow(bound, float64(terms+1)) / (float64(terms+1) * (1 - bound))
		if off := math.Abs(mean - want); off > 4*sd/math.Sqrt(n)+bias || sd < 0.01 {
			t.Errorf("seed %d: %d terms: the mean of %d estimates is %.5f ± %.5f, exact %.5f, bias at most %.5f", lawSeed, terms, n, mean, sd/math.Sqrt(n), want, bias)
		}
	}
}
