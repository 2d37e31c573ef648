package view

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The information of normal pairs is −½·log(1 − ρ²), of columns that say nothing of each
// other 0. Boxes miss some of it and add none.
func TestTheInformationOfRanksIsThatOfNormalPairs(t *testing.T) {
	const n, seed = 20000, 20261127
	for _, rho := range []float64{0, 0.5, -0.8} {
		rng := rand.New(rand.NewPCG(seed, 1))
		var x, y []float64
		for range n {
			a := rng.NormFloat64()
			x = append(x, math.Exp(a)) // ranks do not care
			y = append(y, rho*a+math.Sqrt(1-rho*rho)*rng.NormFloat64())
		}
		want := -math.Log(1-rho*rho) / 2
		if got := information(Points{ranks(x), ranks(y)}); got > want+0.01 || got < 0.85*want-0.01 {
			t.Errorf("seed %d: ρ = %g: %.4f nats, want %.4f", seed, rho, got, want)
		}
	}
}

func TestRanksAreEven(t *testing.T) {
	got := ranks([]float64{3, -1, 7, 0})
	for i, want := range []float64{0.625, 0.125, 0.875, 0.375} {
		if got[i] != want {
			t.Errorf("rank %d is %g, want %g", i, got[i], want)
		}
	}
}
