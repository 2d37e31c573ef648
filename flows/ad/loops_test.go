package ad

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Pushing all unit tangents through a net gives the same trace as its formula,
// and the same gradients.
func TestTheTraceOfANetIsThatOfItsTangents(t *testing.T) {
	for _, d := range []int{3, manyLoops, 21} {
		traceOfTangents(t, d)
	}
}

func traceOfTangents(t *testing.T, d int) {
	const n, still, h1, h2 = 7, 2, 5, 4
	sizes := []int{(d + still) * h1, h1, h1 * h2, h2, h2 * d, d}
	for _, act := range []Activation{TanhUnit, ReLU, ELU} {
		rng := rand.New(rand.NewPCG(1, uint64(act)))
		total := n * (d + still)
		for _, s := range sizes {
			total += s
		}
		theta := make([]float64, total)
		for i := range theta {
			theta[i] = rng.NormFloat64()
		}
		run := func(trace func(t *Tape, w []*Mat, first, second *Mat) *Mat) (value, grad []float64) {
			tape := NewTape(theta, make([]float64, total))
			w := params(tape, [][2]int{{d + still, h1}, {1, h1}, {h1, h2}, {1, h2}, {h2, d}, {1, d}, {n, d + still}})
			first := Dense(w[6], w[0], w[1], act, nil)
			second := Dense(first, w[2], w[3], act, nil)
			o := trace(tape, w, first, second)
			weights := tape.Value(n, 1, false)
			for i := range weights.Data {
				weights.Data[i] = float64(i) - 2.5
			}
			tape.Backward(Sum(Mul(o, weights)))
			return o.Data, tape.Grad()
		}
		want, wantGrad := run(func(t *Tape, w []*Mat, first, second *Mat) *Mat {
			v := DenseTangent(Units(t, n, d, d+still), w[0], first, act)
			v = DenseTangent(v, w[2], second, act)
			return Trace(DenseTangent(v, w[4], Dense(second, w[4], w[5], Identity, nil), Identity))
		})
		got, grad := run(func(_ *Tape, w []*Mat, first, second *Mat) *Mat {
			return TraceOf(Loops(w[0], w[2], w[4]), first, second, act)
		})
		agree(t, act, "trace", got, want)
		agree(t, act, "gradient", grad, wantGrad)
	}
}

// params lays matrices of the given sizes one after the other over θ.
func params(t *Tape, sizes [][2]int) []*Mat {
	var all []*Mat
	at := 0
	for _, s := range sizes {
		all = append(all, t.Param(at, s[0], s[1]))
		at += s[0] * s[1]
	}
	return all
}

func agree(t *testing.T, act Activation, what string, got, want []float64) {
	t.Helper()
	for i, v := range want {
		if math.Abs(got[i]-v) > 1e-12*(1+math.Abs(v)) {
			t.Errorf("activation %d: %s[%d] = %g, by tangents %g", act, what, i, got[i], v)
		}
	}
}
