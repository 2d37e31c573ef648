package kernel_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad/kernel"
)

func someRadial(r []float64) kernel.Radial {
	n := len(r)
	return kernel.Radial{R: r, H: make([]float64, n), Moved: make([]float64, n), Gain: make([]float64, n), Slope: make([]float64, n)}
}

// distances are up to a few, and some are 0 or far away.
func distances(r *rand.Rand, n int) []float64 {
	x := normal(r, n)
	for i, v := range x {
		x[i] = math.Abs(v) * []float64{1, 1, 1, 0, 1e-9, 1e9}[r.IntN(6)]
	}
	return x
}

func TestRadialFollowsItsFormula(t *testing.T) {
	r := source(t)
	onEach(t, func(t *testing.T) {
		for n := range 40 {
			alpha, gamma := math.Exp(r.NormFloat64()), math.Exp(r.NormFloat64())
			beta := gamma - alpha
			a := someRadial(distances(r, n))
			a.Forward(alpha, gamma)
			for i, d := range a.R {
				h := 1 / (alpha + d)
				slope := 1 + beta*h - beta*h*h*d
				for name, pair := range map[string][2]float64{
					"h": {a.H[i], h}, "share of the way": {a.Moved[i], beta * h}, "gain": {a.Gain[i], 1 + beta*h}, "slope": {a.Slope[i], slope},
				} {
					if !(math.Abs(pair[0]-pair[1]) <= 1e-14*(1+gamma/alpha+beta*beta)) {
						t.Fatalf("α %v, γ %v, r %v: %s is %v, want %v", alpha, gamma, d, name, pair[0], pair[1])
					}
				}
			}
		}
	})
}

func TestTheInverseOfRadialFindsTheWayBack(t *testing.T) {
	r := source(t)
	onEach(t, func(t *testing.T) {
		for n := range 40 {
			alpha, gamma := math.Exp(r.NormFloat64()), math.Exp(r.NormFloat64())
			there := someRadial(distances(r, n))
			there.Forward(alpha, gamma)
			outer := make([]float64, n)
			for i, d := range there.R {
				outer[i] = d * there.Gain[i]
			}
			back := someRadial(append([]float64(nil), outer...))
			back.Inverse(alpha, gamma)
			for i, d := range there.R {
				if inner := outer[i] * (1 + back.Moved[i]); !(math.Abs(back.R[i]-d) <= 1e-13*d) || !(math.Abs(inner-d) <= 1e-12*(1+gamma/alpha)*d) {
					t.Fatalf("α %v, γ %v: from %v to %v and back to %v, by the share %v", alpha, gamma, d, outer[i], back.R[i], inner)
				}
			}
		}
	})
}

func TestVectorKernelsDoRadialToTheSameBits(t *testing.T) {
	r := source(t)
	x := distances(r, 100)
	for _, inverse := range []bool{false, true} {
		var first string
		onEach(t, func(t *testing.T) {
			a := someRadial(append([]float64(nil), x...))
			if inverse {
				a.Inverse(0.7, 1.9)
			} else {
				a.Forward(0.7, 1.9)
			}
			if got := fmt.Sprint(a); first == "" {
				first = got
			} else if kernel.Name() != kernel.Go && got != first {
				t.Fatalf("the bits differ:\n%s\n%s", got, first)
			}
		})
	}
}
