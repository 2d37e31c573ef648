package model

import (
	"math"
	"testing"

	"bijou/flows/ad"
)

// firstGradient returns the gradient of a first step over many samples, with the target
// in full.
func firstGradient(t *testing.T, target Target, stack, objective string) []float64 {
	t.Helper()
	src := points(50, 2)
	src.Target = target
	f := fit(t, src, stack, "adam, batch=65536, steps=0, clip=0, objective="+objective)
	f.Learn()
	return append([]float64(nil), f.gradient.sum...)
}

// Richter et al. 2020, proposition 1.
func TestLogVarianceHasTheGradientOfReverseKLInTheMean(t *testing.T) {
	const stack = "affine(scale=1.5, shift=0.4), coupling(hidden=4)"
	want := firstGradient(t, u1{}, stack, reverseName)
	got := firstGradient(t, u1{}, stack, "log-variance")
	off := make([]float64, len(want))
	for i := range off {
		off[i] = got[i] - want[i]
	}
	if d, of := norm(off), norm(want); d > 0.05*of || of == 0 {
		t.Errorf("gradients differ by %g of %g: %v and %v", d, of, got, want)
	}
}

// roundTarget is the standard normal distribution, times e.
type roundTarget struct{ u1 }

func (roundTarget) LogWeight(dst []float64, x *ad.Mat) {
	for i := range dst {
		dst[i] = 1 - (x.At(i, 0)*x.At(i, 0)+x.At(i, 1)*x.At(i, 1))/2
	}
}

func TestWhereTheFlowIsTheTargetLogVarianceHasNoNoise(t *testing.T) {
	if g := norm(firstGradient(t, roundTarget{}, "affine", "log-variance")); g > 1e-12 {
		t.Errorf("the gradient has length %g", g)
	}
	if g := norm(firstGradient(t, roundTarget{}, "affine", reverseName)); g < 1e-4 {
		t.Errorf("by paths the gradient has length %g, which should be noise", g)
	}
}

func TestLogVarianceAnnealsByTheSameFactorEveryStep(t *testing.T) {
	l := logVariance{&reverseKL{anneal: 100}}
	for _, c := range []struct {
		step int
		want float64
	}{{0, firstWeight}, {50, math.Sqrt(firstWeight)}, {100, 1}, {5000, 1}} {
		l.Prepare(c.step)
		closeTo(t, "weight", l.weight, c.want, 1e-12)
	}
}

func TestAStepOfLogVarianceAllocatesNothing(t *testing.T) {
	src := points(50, 2)
	src.Target = u1{}
	f := fit(t, src, "affine, coupling(hidden=4)", "steps=0, objective=log-variance")
	if n := allocations(f.Learn); n > 0 {
		t.Errorf("a step: %g allocations", n)
	}
}
