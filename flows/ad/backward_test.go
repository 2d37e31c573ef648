package ad

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"bijou/flows/ad/kernel"
)

// slices of θ that a program may ask for: apart, overlapping, twice, never.
var paramLayouts = map[string][]int{
	"apart":           {0, 4, 8},
	"with gaps":       {1, 6, 11},
	"backwards":       {12, 4, 0},
	"overlapping":     {0, 2, 4},
	"twice":           {4, 4, 9},
	"one within more": {3, 4, 5},
}

func TestEveryPartOfThetaGetsItsGradientHoweverItIsAskedFor(t *testing.T) {
	const seed, n = 17, 16
	for name, offsets := range paramLayouts {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 0))
			theta, grad, x := make([]float64, n), make([]float64, n), New(3, 2)
			for i := range theta {
				theta[i] = rng.NormFloat64()
			}
			for i := range x.Data {
				x.Data[i] = rng.NormFloat64()
			}
			loss := func(tape *Tape) *Mat {
				h := tape.Const(x)
				for _, at := range offsets {
					h = Dense(h, tape.Param(at, 2, 2), tape.Param(at+1, 1, 2), TanhUnit, nil)
				}
				tape.Param(n-2, 1, 2) // nobody reads it
				return Sum(h)
			}
			tape := NewTape(theta, grad)
			want := fd.Gradient(nil, func(theta []float64) float64 { return loss(NewTape(theta, nil)).Data[0] }, theta, &fd.Settings{Formula: fd.Central})
			for range 2 {
				for i := range grad {
					grad[i] = math.NaN() // whatever was there before
				}
				tape.Reset()
				tape.Backward(loss(tape))
				for i, g := range tape.Grad() {
					if !(math.Abs(g-want[i]) <= 1e-7) {
						t.Errorf("d/dθ[%d] = %g, finite difference %g", i, g, want[i])
					}
				}
			}
		})
	}
}

func TestAConstantLossHasNoGradient(t *testing.T) {
	grad := []float64{math.NaN(), math.NaN()}
	tape := NewTape([]float64{1, 2}, grad)
	tape.Reset()
	tape.Param(0, 1, 2)
	tape.Backward(Sum(tape.Const(New(2, 2))))
	if g := tape.Grad(); g[0] != 0 || g[1] != 0 {
		t.Errorf("gradient %v", g)
	}
}

func TestIntoWritesTheGradientElsewhere(t *testing.T) {
	first, second := make([]float64, 2), []float64{5, 5}
	tape := NewTape([]float64{1, 2}, first)
	tape.Backward(Sum(Square(tape.Param(0, 1, 2))))
	tape.Into(second)
	tape.Backward(Sum(tape.Param(0, 1, 2)))
	if first[0] != 2 || first[1] != 4 || second[0] != 1 || second[1] != 1 {
		t.Errorf("gradients %v and %v", first, second)
	}
}

func TestALeafKeepsItsGradientAfterBackward(t *testing.T) {
	tape := NewTape([]float64{2}, make([]float64, 1))
	read, unread := tape.Leaf(New(2, 1)), tape.Leaf(New(3, 1))
	tape.Backward(Sum(Mul(read, tape.Param(0, 1, 1))))
	if read.Grad[0] != 2 || read.Grad[1] != 2 || len(unread.Grad) != 3 || unread.Grad[0] != 0 {
		t.Errorf("gradients %v and %v", read.Grad, unread.Grad)
	}
}

func BenchmarkDense(b *testing.B) {
	const rows, width = 128, 64
	theta := make([]float64, 2*(width*width+width))
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range theta {
		theta[i] = rng.NormFloat64() / 8
	}
	x := New(rows, width)
	for i := range x.Data {
		x.Data[i] = rng.NormFloat64()
	}
	for name, act := range map[string]Activation{"relu": ReLU, "tanh": TanhUnit, "silu": SiLU} {
		b.Run(name, func(b *testing.B) {
			tape := NewTape(theta, make([]float64, len(theta)))
			for b.Loop() {
				tape.Reset()
				h := tape.Leaf(x)
				for k := range 2 {
					at := k * len(theta) / 2
					h = Dense(h, tape.Param(at, width, width), tape.Param(at+width*width, 1, width), act, nil)
				}
				tape.Backward(Sum(h))
			}
			b.ReportMetric(12*rows*width*width*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}

// The fused layer against the steps that it fuses, one kernel call each.
func TestDenseLayersDoTheSameAsTheirStepsOneByOne(t *testing.T) {
	const n, in, hidden, out = 37, 3, 20, 2
	rng := rand.New(rand.NewPCG(23, 0))
	random := func(rows, cols int) *Mat {
		m := New(rows, cols)
		for i := range m.Data {
			m.Data[i] = rng.NormFloat64()
		}
		return m
	}
	x, g := random(n, in), random(n, out)
	v, b, w := random(in, hidden), random(1, hidden), random(hidden, out)

	h, gh := New(n, hidden), New(n, hidden)
	for j := range hidden {
		for i := range n {
			h.Set(i, j, b.Data[j])
		}
	}
	kernel.MulNN(h.Data, v.Data, x.Data, hidden, n, in)
	kernel.ReLU(h.Data, h.Data)
	kernel.MulTN(gh.Data, w.Data, g.Data, hidden, n, out)
	kernel.ReLUBack(gh.Data, h.Data)
	gx, gv, gb, gw := New(n, in), New(in, hidden), New(1, hidden), New(hidden, out)
	kernel.MulNT(gw.Data, g.Data, h.Data, out, hidden, n)
	kernel.MulNT(gv.Data, gh.Data, x.Data, hidden, in, n)
	kernel.MulTN(gx.Data, v.Data, gh.Data, in, n, hidden)
	for j := range hidden {
		gb.Data[j] = kernel.Sum(gh.Col(j))
	}

	tape := NewTape(nil, []float64{})
	leaves := []*Mat{tape.Leaf(x), tape.Leaf(v), tape.Leaf(b), tape.Leaf(w)}
	got := Dense(leaves[0], leaves[1], leaves[2], ReLU, nil)
	if !slices.Equal(got.Data, h.Data) {
		t.Error("the bits of the hidden values differ")
	}
	tape.Backward(Sum(Mul(Dense(got, leaves[3], nil, Identity, nil), tape.Const(g))))
	for k, want := range []*Mat{gx, gv, gb, gw} {
		for i, d := range leaves[k].Grad {
			if math.Abs(d-want.Data[i]) > 1e-13*(1+math.Abs(want.Data[i])) {
				t.Errorf("gradient %d of operand %d is %g, one by one %g", i, k, d, want.Data[i])
			}
		}
	}
}
