package model

import (
	"math/rand/v2"
	"strings"
	"testing"

	"bijou/flows"
	"bijou/flows/ad"
)

// A ring of four normal blobs: the mixture base itself.
func blobs(t *testing.T) Source {
	t.Helper()
	base, _, err := flows.ParseStack("mixture(modes=4, radius=3, sd=0.5)")
	if err != nil {
		t.Fatal(err)
	}
	x := ad.New(3000, 2)
	base.Build().Draw(rand.New(rand.NewPCG(5, 0)), x)
	return Source{Spec: "blobs", Columns: columns(2), Points: x}
}

// A trained mixture from the wrong circle finds the blobs of the data with
// nothing else to learn; the best normal distribution is far behind.
func TestATrainedBaseLearnsTheModesOfTheData(t *testing.T) {
	f := fit(t, blobs(t), "mixture(modes=4, radius=1, sd=0.8, trained)", "adam(lr=0.03), steps=400")
	fixed := fit(t, blobs(t), "mixture(modes=4, radius=1, sd=0.8)", "adam(lr=0.03), steps=1")
	steps(f, 400)
	// ln 4 + 2·ln(0.5·√(2πe)) is the entropy of four blobs that hardly touch.
	const entropy = 1.3863 + 2.8379 - 1.3863
	closeTo(t, "NLL", f.testNLL, entropy, 0.08)
	if f.Snapshot().Free() != 4*4 || fixed.Snapshot().Free() != 0 {
		t.Errorf("%d parameters of a trained base, %d of a fixed one", f.Snapshot().Free(), fixed.Snapshot().Free())
	}
}

func TestASnapshotKeepsTheBaseOfItsMoment(t *testing.T) {
	f := fit(t, blobs(t), "mixture(modes=4, radius=1, sd=0.8, trained), affine", "adam(lr=0.03), steps=400")
	before := f.Snapshot()
	x := before.Data.Val
	nll, _ := before.NLL(x)
	steps(f, 50)
	again, _ := before.NLL(x)
	after, _ := f.Snapshot().NLL(x)
	if again != nll || after >= nll {
		t.Errorf("NLL %g, after more steps %g for the old snapshot and %g for the new", nll, again, after)
	}
}

func TestAnEditKeepsATrainedBaseAndAChangedBaseStartsAnew(t *testing.T) {
	f := fit(t, blobs(t), "mixture(modes=4, trained), affine", "adam(lr=0.03), steps=100")
	steps(f, 20)
	learnt := func() []float64 { lo, hi := span(f.stack.BaseBlocks); return append([]float64(nil), f.theta[lo:hi]...) }
	was := learnt()
	do(t, f.Insert(0, item(t, "actnorm")))
	sameNumbers(t, "modes after an edit of the layers", learnt(), was)
	affine := memories(f)[1]
	do(t, f.SetBase("modes", "3"))
	if len(learnt()) != 3*4 {
		t.Errorf("three modes have %d parameters", len(learnt()))
	}
	memories(f)[1].same(t, "layers after an edit of the base", affine)
	do(t, f.Undo())
	sameNumbers(t, "modes after undo", learnt(), was)
}

func TestABaseThatDoesNotFitIsRefused(t *testing.T) {
	src := points(50, 2)
	src.Target = u1{}
	f := fit(t, src, "affine", "adam, steps=10")
	for _, c := range [][3]string{
		{"base", "gauss", "base is one of normal, uniform"},
		{"nu", "3", `the base normal has no field "nu"`},
		{"base", "uniform", "without density"}, // no layer brings the data into 0 to 1
	} {
		before := bits(f)
		if err := f.SetBase(c[0], c[1]); err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%s=%s: %v, want %q", c[0], c[1], err, c[2])
		}
		sameBits(t, "after the refusal", bits(f), before)
	}
	do(t, f.SetBase("base", "mixture"))
	do(t, f.SetBase("trained", "yes"))
	if err := f.Set("objective", reverseName); err == nil || !strings.Contains(err.Error(), "not trained") {
		t.Errorf("reverse KL with a trained base: %v", err)
	}
}

// The empty flow from a Laplace base is the Laplace distribution: against
// itself as a target every weight is 1.
func TestReverseKLDrawsFromTheBase(t *testing.T) {
	src := points(50, 2)
	src.Target = laplaceTarget{}
	f := fit(t, src, "laplace", "adam, steps=1, objective="+reverseName)
	w := f.Snapshot().Weigh(1000)
	closeTo(t, "ELBO", w.ELBO, 0, 1e-12)
	closeTo(t, "ESS", w.ESS, 1, 1e-12)
	f = fit(t, src, "normal", "adam, steps=1, objective="+reverseName)
	if w := f.Snapshot().Weigh(1000); w.KL < 0.05 {
		t.Errorf("the normal distribution is %g from Laplace's", w.KL)
	}
}

// laplaceTarget is Laplace's distribution in every column, known in full.
type laplaceTarget struct{ u1 }

func (laplaceTarget) LogZ() float64 { return 0 }

func (laplaceTarget) LogWeight(dst []float64, x *ad.Mat) {
	base, _, _ := flows.ParseStack("laplace")
	copy(dst, base.Build().LogProb(ad.NewTape(nil, nil).Const(x)).Data)
}

func TestAFlowThatLeavesDataWithoutDensityIsRefusedAtTheStart(t *testing.T) {
	for stack, want := range map[string]string{
		"exp":               "layer 1 (exp) does not reach all of blob(n=50)",
		"uniform, affine":   "the base uniform is 0",
		"affine, exp, tanh": "layer 3 (tanh) does not reach",
	} {
		base, spec, err := flows.ParseStack(stack)
		if err != nil {
			t.Fatal(err)
		}
		_, err = NewFit(Config{Source: points(50, 2), Base: base, Spec: spec, Settings: DefaultSettings(), Seed: 1})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", stack, err, want)
		}
	}
}
