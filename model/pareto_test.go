package model

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestTheTailOfValuesIsTold(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name string
		draw func() float64
		k    float64
	}{
		{"exponential", rng.ExpFloat64, 0},
		{"Pareto with shape .7", func() float64 { return math.Pow(rng.Float64(), -.7) }, .7},
		{"uniform", rng.Float64, -1},
	} {
		values := make([]float64, 20000)
		for i := range values {
			values[i] = c.draw()
		}
		if k := TailIndex(values); math.Abs(k-c.k) > .2 {
			t.Errorf("%s: k is %.3f, %v in truth", c.name, k, c.k)
		}
	}
}
