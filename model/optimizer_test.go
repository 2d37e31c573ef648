package model

import (
	"math"
	"slices"
	"testing"
)

// The gradients that the rules below are given, update by update.
var gradients = [][]float64{{0.5, -2}, {-1, 0.25}, {0, 1e-3}}

// applied returns θ after the updates, from {1, −3}.
func applied(t *testing.T, settings string, lr float64) []float64 {
	theta, m, r := []float64{1, -3}, newMoments(2), newRule(parseSettings(t, settings))
	for k, g := range gradients {
		r.update(theta, g, m.mean, m.square, lr, k+1)
	}
	return theta
}

func TestSGDMovesByItsVelocity(t *testing.T) {
	// velocity 0.9·v + g: (0.5, −2), (−0.55, −1.55), (−0.495, −1.394)
	got := applied(t, "sgd", 0.1)
	closeTo(t, "θ[0]", got[0], 1-0.1*(0.5-0.55-0.495), 1e-15)
	closeTo(t, "θ[1]", got[1], -3-0.1*(-2-1.55-1.394), 1e-15)
	got = applied(t, "sgd(momentum=0)", 0.1)
	closeTo(t, "θ[0] without momentum", got[0], 1-0.1*(0.5-1), 1e-15)
}

// The decoupled form of Loshchilov and Hutter 2019, algorithm 2: the decay
// shrinks θ beside the step of Adam and does not enter its moments.
func TestAdamWDecaysBesideTheStep(t *testing.T) {
	const lr, decay, eps = 0.1, 0.2, 1e-8
	want := []float64{1, -3}
	for i := range want {
		m, v := 0.0, 0.0
		for k, g := range gradients {
			m, v = 0.9*m+0.1*g[i], 0.999*v+0.001*g[i]*g[i]
			mHat, vHat := m/(1-math.Pow(0.9, float64(k+1))), v/(1-math.Pow(0.999, float64(k+1)))
			shrunk := want[i] * (1 - lr*decay)
			want[i] = shrunk - lr*mHat/(math.Sqrt(vHat)+eps)
		}
	}
	got := applied(t, "adamw(decay=0.2)", lr)
	for i := range want {
		closeTo(t, "θ", got[i], want[i], 1e-14)
	}
	plain, none := applied(t, "adam", lr), applied(t, "adamw(decay=0)", lr)
	sameNumbers(t, "adamw without decay", none, plain)
}

func TestTheFirstStepOfAdamIsTheRateWhateverTheGradient(t *testing.T) {
	r := newRule(DefaultSettings())
	for _, g := range []float64{1e-3, 1, -1e6} {
		theta, m := []float64{0}, newMoments(1)
		r.update(theta, []float64{g}, m.mean, m.square, 0.01, 1)
		closeTo(t, "θ", theta[0], -math.Copysign(0.01, g), 1e-6)
	}
}

func TestMomentsOfADeadUnitEndAtZeroAndNotInSubnormalNumbers(t *testing.T) {
	r := newRule(DefaultSettings())
	theta, m := []float64{1}, newMoments(1)
	r.update(theta, []float64{1e-3}, m.mean, m.square, 0.01, 1)
	for age := 2; age < 200_000; age++ {
		r.update(theta, []float64{0}, m.mean, m.square, 0.01, age)
		if v := m.square[0]; v != 0 && v < math.SmallestNonzeroFloat64*(1<<52) {
			t.Fatalf("the squared gradient is subnormal after %d updates", age)
		}
	}
	if m.mean[0] != 0 || m.square[0] != 0 {
		t.Errorf("moments %g and %g after 200,000 updates without a gradient", m.mean[0], m.square[0])
	}
}

// gradientOf runs one step of plain descent with rate 1: θ moves by the
// gradient as it is used.
func gradientOf(t *testing.T, clip string) (moved, whole []float64, f *Fit) {
	f = fit(t, points(100, 2), every, "sgd(lr=1, momentum=0), schedule=constant, batch=64, clip="+clip)
	stir(f, 3, 0.3)
	f.gradient.at(f.batches.At(0))
	whole, before := slices.Clone(f.gradient.sum), slices.Clone(f.theta)
	f.Step()
	for i, v := range before {
		moved = append(moved, v-f.theta[i])
	}
	return moved, whole, f
}

func TestAGradientThatIsTooLongIsClippedToItsBound(t *testing.T) {
	moved, whole, f := gradientOf(t, "0.5")
	closeTo(t, "length of the step", norm(moved), 0.5, 1e-12)
	for i, g := range whole {
		closeTo(t, "direction", moved[i]/0.5, g/norm(whole), 1e-9)
	}
	s := f.Snapshot()
	if s.Clipped != 1 {
		t.Errorf("share of clipped steps %g", s.Clipped)
	}
	closeTo(t, "length on the screen, before clipping", norm(s.GradNorm), norm(whole), 1e-9)
}

func TestAGradientWithinTheBoundIsUsedAsItIs(t *testing.T) {
	for _, clip := range []string{"1e6", "0"} {
		moved, whole, f := gradientOf(t, clip)
		for i, g := range whole {
			closeTo(t, "clip "+clip, moved[i], g, 1e-12)
		}
		if s := f.Snapshot(); s.Clipped != 0 {
			t.Errorf("clip %s: share of clipped steps %g", clip, s.Clipped)
		}
	}
}

func TestTheGradientOfABatchDoesNotDependOnItsCut(t *testing.T) {
	for _, stack := range []string{every, hinged} {
		t.Run(stack, func(t *testing.T) { testCut(t, fit(t, points(500, 2), stack, "batch=300")) })
	}
}

func testCut(t *testing.T, f *Fit) {
	stir(f, 3, 0.2)
	x := f.batches.At(0)
	loss := f.gradient.at(x)
	nll, _ := f.Snapshot().NLL(x.X)
	closeTo(t, "loss", loss+f.data.Units, nll, 1e-10)
	whole := slices.Clone(f.gradient.sum)
	single := newGradient(f.gradient.flow, f.gradient.share, f.gradient.objective, f.theta, x.Rows(0, 1))
	defer single.Close()
	sum, n := make([]float64, len(whole)), float64(x.X.Rows)
	for i := range x.X.Rows {
		single.at(x.Rows(i, i+1))
		for k, g := range single.sum {
			sum[k] += g / n
		}
	}
	for k := range whole {
		closeTo(t, "gradient", sum[k], whole[k], 1e-10*(1+math.Abs(whole[k])))
	}
}

// An rbig layer holds numbers that were fitted to data and none to learn: weight
// decay must leave them alone.
func TestWeightDecayLeavesFittedNumbersAlone(t *testing.T) {
	f := fit(t, points(400, 2), "rbig*2, affine", "adamw(decay=1), batch=64, steps=0")
	lo, hi := span(f.stack.Layers[0].Blocks)
	before := append([]float64(nil), f.theta[lo:hi]...)
	steps(f, 20)
	for i, v := range f.theta[lo:hi] {
		if v != before[i] {
			t.Fatalf("θ[%d] was fitted as %g and decayed to %g", i, before[i], v)
		}
	}
}
