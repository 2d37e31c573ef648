package flows

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"bijou/flows/ad"
)

// evaluated is a stack with layers of every sort of cost, moved off its start,
// and a batch that is no multiple of a part.
func evaluated(t *testing.T) (*Stack, []float64, *ad.Mat) {
	t.Helper()
	stack, err := NewStack(parsed(t, "actnorm, coupling(rqs, hidden=8), planar, planar(flip), cnf(hidden=8x8), linear(off), residual(hidden=6), radial"), 2, 0)
	if err != nil {
		t.Fatal(err)
	}
	theta := make([]float64, stack.Len)
	stack.Start(theta, lawSeed)
	s := subject{dim: 2, rng: rand.New(rand.NewPCG(lawSeed, 2))}
	for i := range theta {
		theta[i] += 0.2 * s.rng.NormFloat64()
	}
	return stack, theta, s.batch(3*evalRows+17, 1.5)
}

func TestAnEvaluatorFindsTheSameBitsOnAnyNumberOfProcessors(t *testing.T) {
	stack, theta, x := evaluated(t)
	find := func(processors int) (all [][]float64) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		e := stack.Evaluator(Normal{}, theta)
		logp, again, sample, beside := make([]float64, x.Rows), make([]float64, x.Rows), ad.New(x.Rows, 2), ad.New(x.Rows, 2)
		e.LogProb(logp, x)
		e.Sample(sample, x)
		e.SampleLogProb(beside, again, x)
		there, back := e.Forward(x), e.Inverse(x)
		all = [][]float64{logp, again, sample.Data, beside.Data}
		for k := range there.Ladj {
			all = append(all, there.At[k+1].Data, there.Ladj[k].Data, back.At[k].Data, back.Ladj[k].Data)
		}
		return all
	}
	one := find(1)
	for _, processors := range []int{2, 3, 8} {
		for k, numbers := range find(processors) {
			for i, v := range numbers {
				if math.Float64bits(v) != math.Float64bits(one[k][i]) {
					t.Fatalf("on %d processors number %d of result %d is %g, on one %g", processors, i, k, v, one[k][i])
				}
			}
		}
	}
}

func TestAnEvaluatorAgreesWithTheFlow(t *testing.T) {
	stack, theta, x := evaluated(t)
	e, flow := stack.Evaluator(Normal{}, theta), stack.Flow(Normal{})
	logp := make([]float64, x.Rows)
	e.LogProb(logp, x)
	for i, v := range flow.LogProb(ad.NewTape(theta, nil).Const(x), nil).Data {
		if !near(logp[i], v, 1e-12) {
			t.Errorf("log p of sample %d: %g, by the flow %g", i, logp[i], v)
		}
	}
	out := ad.New(x.Rows, 2)
	e.SampleLogProb(out, logp, x)
	want, wantLogp := flow.Sample(ad.NewTape(theta, nil).Const(x), nil)
	for i, v := range wantLogp.Data {
		if !near(logp[i], v, 1e-12) || !near(out.At(i, 1), want.At(i, 1), 1e-12) {
			t.Errorf("sample %d: %g with log p %g, by the flow %g and %g", i, out.At(i, 1), logp[i], want.At(i, 1), v)
		}
	}
	e.Sample(out, x) // a continuous layer chooses its steps without the log|det|
	if off := distance(out, want); off > 1e-4 {
		t.Errorf("samples without log p differ by %g", off)
	}
}

func TestAPanicInAWorkerReachesWhoAsked(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	stack, theta, x := evaluated(t)
	defer func() {
		if recover() == nil {
			t.Error("too few numbers for the stack, and no panic")
		}
	}()
	stack.Evaluator(Normal{}, slices.Clip(theta[:3])).LogProb(make([]float64, x.Rows), x)
}
