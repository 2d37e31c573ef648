package kernel_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad/kernel"
)

type moments struct{ theta, g, mean, square []float64 }

func someMoments(r *rand.Rand, n int) moments {
	m := moments{normal(r, n), strewn(r, n), normal(r, n), normal(r, n)}
	for i := range m.square {
		m.square[i] *= m.square[i]
	}
	return m
}

func (m moments) clone() moments {
	return moments{slices.Clone(m.theta), slices.Clone(m.g), slices.Clone(m.mean), slices.Clone(m.square)}
}

func (m moments) step(age float64) {
	kernel.Adam(m.theta, m.g, m.mean, m.square, 1e-3, 0.9, 0.999, 1-math.Pow(0.9, age), 1-math.Pow(0.999, age), 1e-8, 0.01)
}

func TestAdamFollowsItsFormula(t *testing.T) {
	r := source(t)
	onEach(t, func(t *testing.T) {
		m := someMoments(r, 37)
		before := m.clone()
		m.step(3)
		for i, g := range before.g {
			mean, square := 0.9*before.mean[i]+0.1*g, 0.999*before.square[i]+0.001*g*g
			c1, c2 := 1-0.9*0.9*0.9, 1-0.999*0.999*0.999
			theta := before.theta[i] - 1e-3*(mean/c1/(math.Sqrt(square/c2)+1e-8)+0.01*before.theta[i])
			for _, v := range [][2]float64{{m.mean[i], mean}, {m.square[i], square}, {m.theta[i], theta}} {
				if !identical(v[0], v[1]) && !(math.Abs(v[0]-v[1]) <= 1e-12*(1+math.Abs(v[1]))) {
					t.Fatalf("gradient %v: got %v, want %v", g, v[0], v[1])
				}
			}
		}
	})
}

func TestAdamGivesTheSameBitsOnAllKernels(t *testing.T) {
	r := source(t)
	for n := range 70 {
		start := someMoments(r, n)
		var first moments
		onEach(t, func(t *testing.T) {
			m := start.clone()
			for age := range 5 {
				m.step(float64(age + 1))
			}
			if first.theta == nil {
				first = m
			}
			same := func(a, b []float64) bool { return slices.EqualFunc(a, b, identical) }
			if !same(m.theta, first.theta) || !same(m.mean, first.mean) || !same(m.square, first.square) {
				t.Fatalf("%d parameters differ", n)
			}
		})
	}
}

func TestAdamFlushesMomentsThatMoveNothing(t *testing.T) {
	onEach(t, func(t *testing.T) {
		m := moments{make([]float64, 11), make([]float64, 11), make([]float64, 11), make([]float64, 11)}
		for i := range m.mean {
			m.mean[i], m.square[i] = -1.1e-25, 1e-50
		}
		m.step(1)
		for i := range m.mean {
			if m.mean[i] != 0 || m.square[i] != 0 {
				t.Fatalf("moments %v and %v are left", m.mean[i], m.square[i])
			}
		}
	})
}
