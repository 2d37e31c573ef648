package ad

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Both ways of two layers have the same value and the same derivatives, when the
// first hears one input alone.
func TestHingesAreTwoDenseLayers(t *testing.T) {
	const seed, n, in, units, outs, hears = 3, 40, 3, 9, 11, 1
	rng := rand.New(rand.NewPCG(seed, 0))
	first, second := make([]float64, units*in), make([]float64, outs*units)
	for j := range units {
		first[j*in+hears] = 1
	}
	for i := range second {
		second[i] = float64(min(1, i/(4*units))) // four outputs hear nothing
	}
	theta := make([]float64, units*(in+1)+outs*(units+1))
	for i := range theta {
		theta[i] = rng.NormFloat64()
	}
	samples := New(n, in)
	for i := range samples.Data {
		samples.Data[i] = rng.NormFloat64()
	}
	one, two := NewMask(first, in), NewMask(second, units)
	for i, free := range slices.Concat(first, slices.Repeat([]float64{1}, units), second) {
		theta[i] *= free
	}
	for _, act := range []Activation{Identity, ReLU} {
		run := func(net func(x, w1, b1, w2, b2 *Mat) *Mat) (value, grad, pull []float64) {
			tape := NewTape(theta, make([]float64, len(theta)))
			x := tape.Leaf(samples)
			at := units * (in + 1)
			y := net(x, tape.Param(0, in, units), tape.Param(units*in, 1, units), tape.Param(at, units, outs), tape.Param(at+units*outs, 1, outs))
			tape.Backward(Sum(Square(y)))
			return y.Data, tape.Grad(), x.Grad
		}
		y, g, x := run(func(x, w1, b1, w2, b2 *Mat) *Mat { return Hinges(x, w1, b1, w2, b2, hears, act, two) })
		wantY, wantG, wantX := run(func(x, w1, b1, w2, b2 *Mat) *Mat {
			return Dense(Dense(x, w1, b1, ReLU, one), w2, b2, act, two)
		})
		for name, pair := range map[string][2][]float64{"value": {y, wantY}, "gradient": {g, wantG}, "gradient of x": {x, wantX}} {
			for i, want := range pair[1] {
				if got := pair[0][i]; !(math.Abs(got-want) <= 1e-12*(1+math.Abs(want))) {
					t.Errorf("seed %d, activation %d: %s %d is %v, of dense layers %v", seed, act, name, i, got, want)
				}
			}
		}
	}
}
